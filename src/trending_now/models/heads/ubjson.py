"""Reads the part of UBJSON that XGBoost writes, and refuses the rest of the format."""

from struct import Struct, error
from typing import Any

import numpy as np

from trending_now.errors import EngineError

_ARRAY, _OBJECT, _END, _TEXT, _LONG, _KIND, _COUNT = b"[{}SL$#"
_NUMBERS = {
    sign: (np.dtype(kind), Struct(kind).unpack_from)
    for sign, kind in {b"i"[0]: ">b", b"U"[0]: ">B", b"I"[0]: ">h", b"l"[0]: ">i", _LONG: ">q", b"d"[0]: ">f"}.items()
}
_length = Struct(">q").unpack_from


def read_ubjson(content: bytes) -> Any:
    """Parse a UBJSON file; a typed array becomes a NumPy array that shares the file's bytes.

    Source: the format's draft 12, ubjson.org. XGBoost writes every length as a 64-bit integer.

    Raises:
        EngineError: it is not UBJSON as XGBoost writes it.
    """
    try:
        value, end = _value(content, 0)
    except (IndexError, KeyError, ValueError, error, RecursionError) as reason:
        raise EngineError(f"This is no UBJSON that XGBoost has written ({reason!r}).") from None
    if end != len(content):
        raise EngineError(f"This is no UBJSON that XGBoost has written ({len(content) - end} bytes too many).")
    return value


def _value(content: bytes, place: int) -> tuple[Any, int]:
    sign = content[place]
    if sign == _ARRAY:
        return _array(content, place + 1)
    if sign == _OBJECT:
        return _object(content, place + 1)
    if sign == _TEXT:
        return _text(content, place + 1)
    kind, read = _NUMBERS[sign]
    return read(content, place + 1)[0], place + 1 + kind.itemsize


def _object(content: bytes, place: int) -> tuple[dict[str, Any], int]:
    found = {}
    while content[place] != _END:
        name, place = _text(content, place)
        found[name], place = _value(content, place)
    return found, place + 1


def _array(content: bytes, place: int) -> tuple[Any, int]:
    if content[place] != _KIND:
        return _mixed_array(content, place)
    kind = _NUMBERS[content[place + 1]][0]
    count, place = _counted(content, place + 2)
    return np.frombuffer(content, kind, count, place), place + count * kind.itemsize


def _mixed_array(content: bytes, place: int) -> tuple[list[Any], int]:
    count, place = _counted(content, place)
    found = []
    for _ in range(count):
        value, place = _value(content, place)
        found.append(value)
    return found, place


def _counted(content: bytes, place: int) -> tuple[int, int]:
    if content[place] != _COUNT:
        raise ValueError(f"an array without a count at byte {place}")
    return _long(content, place + 1)


def _text(content: bytes, place: int) -> tuple[str, int]:
    length, place = _long(content, place)
    end = place + length
    if end > len(content):
        raise ValueError(f"a text that ends behind the file at byte {place}")
    return content[place:end].decode("utf-8"), end


def _long(content: bytes, place: int) -> tuple[int, int]:
    if content[place] != _LONG:
        raise ValueError(f"a length that is not 64-bit at byte {place}")
    (length,) = _length(content, place + 1)
    if length < 0:
        raise ValueError(f"a length below nought at byte {place}")
    return length, place + 9
