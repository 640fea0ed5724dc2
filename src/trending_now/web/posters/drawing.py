"""Draws a poster as SVG for a title that has none: its name, kind and a pattern in the colour of its leading genre."""

import hashlib
import textwrap
from unicodedata import bidirectional, east_asian_width
from xml.sax.saxutils import escape

from trending_now.domain.genre import Genre
from trending_now.domain.title import Kind
from trending_now.web.pages.wording import kind as kind_name
from trending_now.web.palette import HUES, PLAIN_HUE

WIDTH, HEIGHT = 300, 450
NAME_LINES = 5
MARGIN, RULE = 24, 40
LOWEST_LINE, LABEL_LINE = 398, 428
JOINERS = "\u200c\u200d"


def draw_poster(name: str, kind: Kind | None, genre: Genre | None) -> str:
    """Return the poster as an SVG document, 300 × 450; the same title always gets the same drawing."""
    seed = hashlib.sha256(name.encode("utf-8", "replace")).digest()
    hue = PLAIN_HUE if genre is None else HUES[genre]
    motif = 0 if genre is None else list(Genre).index(genre) % 4
    label = " · ".join(part for part in (kind_name(kind), genre.value if genre else "") if part)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<defs><linearGradient id="sky" x1="0" y1="0" x2="{seed[0] % 2}" y2="1">'
        f'<stop offset="0" stop-color="hsl({hue}, 45%, 34%)"/>'
        f'<stop offset="1" stop-color="hsl({(hue + 40) % 360}, 50%, 14%)"/></linearGradient></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#sky)"/>{_pattern(seed, hue, motif)}'
        f"{_name_lines(name, f'hsl({hue}, 80%, 78%)')}"
        f"{_line(label, LABEL_LINE, 15, 'hsl(0, 0%, 88%)', _beginning(name))}</svg>"
    )


def _pattern(seed: bytes, hue: int, motif: int) -> str:
    """Return some overlapping shapes, placed by the title's digest; which shape is the genre's own."""
    drawn = []
    for i in range(1, 25, 4):
        x, y, size = 40 + seed[i] % 220, 30 + seed[i + 1] % 190, 24 + seed[i + 2] % 70
        shape = (
            f'<circle cx="{x}" cy="{y}" r="{size}"',
            f'<rect x="{x - size // 3}" y="{y - 2 * size}" width="{2 * size // 3}" height="{4 * size}"',
            f'<path d="M{x} {y - size} L{x + size} {y + size} L{x - size} {y + size} Z"',
            f'<rect x="{x - size}" y="{y - size}" width="{2 * size}" height="{2 * size}" rx="{size // 5}" '
            f'transform="rotate(45 {x} {y})"',
        )[motif]
        drawn.append(f'{shape} fill="hsl({(hue + seed[i + 3] % 60) % 360}, 65%, 62%)" fill-opacity="0.22"/>')
    return "".join(drawn)


def _name_lines(name: str, rule_colour: str) -> str:
    """Return the name, broken into lines that end above the label, with a short rule over them."""
    size, columns = (26, 14) if len(name) <= 28 else (21, 18)
    columns = round(columns * _share_of_letters(name))
    lines = textwrap.wrap(_printable(name), columns, max_lines=NAME_LINES, placeholder=" …") or ["…"]
    first = LOWEST_LINE - (len(lines) - 1) * (size + 4)
    start = WIDTH - MARGIN - RULE if _runs_left(name) else MARGIN
    rule = f'<rect x="{start}" y="{first - size - 14}" width="{RULE}" height="3" fill="{rule_colour}"/>'
    places = (first + number * (size + 4) for number in range(len(lines)))
    begin = _beginning(name)
    return rule + "".join(_line(line, y, size, "white", begin) for line, y in zip(lines, places, strict=True))


def _runs_left(name: str) -> bool:
    """Return whether a name is written from right to left: its first letter with a direction says so."""
    return next((way != "L" for sign in name if (way := bidirectional(sign)) in ("L", "R", "AL")), False)


def _share_of_letters(name: str) -> float:
    """Return how many of a name's letters take the place of one common letter."""
    if any(east_asian_width(sign) in "WF" for sign in name):
        return 0.5
    return 0.7 if name.isupper() else 1


def _beginning(name: str) -> str:
    """Return the attributes that say where a poster's lines begin, and which way they go."""
    return f'x="{WIDTH - MARGIN}" direction="rtl"' if _runs_left(name) else f'x="{MARGIN}"'


def _line(text: str, y: int, size: int, colour: str, begin: str) -> str:
    return (
        f'<text {begin} y="{y}" font-family="system-ui, sans-serif" font-weight="600" font-size="{size}" '
        f'fill="{colour}">{escape(text)}</text>'
    )


def _printable(text: str) -> str:
    """XML has no control characters and no half characters; what joins or parts letters is drawn with them."""
    kept = "".join(sign if sign.isprintable() or sign in JOINERS else " " for sign in text)
    return kept.encode("utf-8", "replace").decode()
