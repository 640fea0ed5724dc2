"""Vectors kept between runs, by the text's hash, in a folder of one model version; a stopped run loses one part."""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from trending_now.domain.ports import Progress

TEXTS_A_PART = 512

Vectors = NDArray[np.float32]
Read = Callable[[Sequence[str]], Vectors]


class VectorCache:
    """Files of hashes and vectors, which runs may share; each is never changed, and a damaged one is made anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def vectors(self, texts: Sequence[str], read: Read, progress: Progress) -> Vectors:
        """Return a vector a text; `read` is asked for those that no run has read before."""
        keys = [_key(text) for text in texts]
        known = self._known()
        missing = list({key: text for key, text in zip(keys, texts, strict=True) if key not in known}.items())
        for start in range(0, len(missing), TEXTS_A_PART):
            part = missing[start : start + TEXTS_A_PART]
            vectors = read([text for _, text in part])
            self._write([key for key, _ in part], vectors)
            known |= dict(zip((key for key, _ in part), vectors, strict=True))
            progress(start + len(part), len(missing), "texts to vectors")
        return np.stack([known[key] for key in keys])

    def _known(self) -> dict[bytes, Vectors]:
        known: dict[bytes, Vectors] = {}
        for path in self._folder.glob("*.safetensors"):
            try:
                arrays = load_file(path)
            except SafetensorError:
                path.unlink(missing_ok=True)
                continue
            known |= dict(zip(map(bytes, arrays["keys"]), arrays["vectors"], strict=True))
        return known

    def _write(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{hashlib.sha256(b''.join(keys)).hexdigest()[:24]}.safetensors"
        unfinished = path.with_suffix(f".{os.getpid()}.part")  # another run may be writing the same texts
        save_file(
            {"keys": np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), -1), "vectors": vectors}, unfinished
        )
        unfinished.replace(path)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:16]
