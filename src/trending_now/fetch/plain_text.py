"""Cleans text from outside: removes markup, control characters and lone surrogates, and limits its length."""

import html
import re

LONGEST_NAME = 500
LONGEST_TEXT = 200_000
MOST_READ = 4 * LONGEST_TEXT  # of a fragment: its tags and entities take room, too

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069]")
_SEEN_IN_ASCII = bytes(range(0x20, 0x7F))
_SPACES = re.compile("  +")
_BLANK_LINES = re.compile(r"\n{3,}")
_BLOCK_EDGE = re.compile(
    r"</?(?:p|div|li|ul|ol|dl|dt|dd|h[1-6]|blockquote|section|article|table|tr|t[dh])\b[^<>]*>|<br\b[^<>]*>",
    re.IGNORECASE,
)


def plain_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return text without control characters, with single spaces, cut at `longest` characters."""
    clean = text if _is_printable(text) else _without_control(text)
    clean = _SPACES.sub(" ", clean) if "  " in clean else clean
    if "\n" in clean:
        clean = _BLANK_LINES.sub("\n\n", "\n".join(line.strip() for line in clean.split("\n")))
    clean = clean.strip()
    return clean if len(clean) <= longest else clean[: longest - 1].rstrip() + "…"


def plain_name(text: str) -> str:
    """Return a name on one line."""
    return plain_text(" ".join(text.split()), LONGEST_NAME)


def text_of_html(markup: str) -> str:
    """Return the text of an HTML fragment: tags gone, entities decoded, paragraphs kept as lines."""
    if "<" not in markup and "&" not in markup:
        return plain_text(markup[:MOST_READ])
    import nh3

    separated = _BLOCK_EDGE.sub("\n\n", _CONTROL.sub("", markup[:MOST_READ]))
    return plain_text(html.unescape(nh3.clean(separated, tags=set())))


def _is_printable(text: str) -> bool:
    """Tell whether all characters are printable; for ASCII, looking at the bytes is four times as fast."""
    return not text.encode().translate(None, _SEEN_IN_ASCII) if text.isascii() else text.isprintable()


def _without_control(text: str) -> str:
    """Return text whose only invisible characters are line ends and spaces."""
    clean = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return clean.replace("\t", " ").replace("\xa0", " ")
