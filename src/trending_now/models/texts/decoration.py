"""What stands around a story and is none of it (markup, addresses, headings, credits, calls), blanked before reading.

Each sign of it gives way to a space. Every pattern asks for more than a word that a story may hold, so that what a
person would call part of the story stays. Where signs are left out or decoded, their places in the text are kept.
"""

import html
import re
from array import array
from collections.abc import Callable, Sequence
from typing import NamedTuple

# Signs that are not seen: soft hyphens, spaces without width, marks of direction.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_IN_A_LINE = re.compile(r"[^\n]")
_ENTITY = re.compile(r"&(?:[a-z][a-z0-9]{1,30}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_TAGS = (
    "a|abbr|article|b|blockquote|body|br|center|cite|code|dd|del|div|dl|dt|em|figure|font|footer|form|h[1-6]|head|"
    "header|hr|html|i|iframe|img|ins|label|li|link|main|meta|nav|ol|p|pre|q|ref|s|script|section|small|span|strike|"
    "strong|style|sub|sup|svg|table|tbody|td|th|thead|title|tr|u|ul|video"
)
_SENTENCE = r"(?:^[ \t]*|(?<=[.!?|])\s+)"  # where one begins
_REST = r"[^.!?|\n]{0,100}(?:[.!?|]|$)"  # of a short sentence
_NAME = r"(?-i:[A-Z][\w.'’-]*)"
_NAMES = rf"{_NAME}(?:(?:,|,? and|,? &|)[ \t]+{_NAME}){{0,11}}"
_CREDITS = (
    r"director|directed by|written by|writers?|screenplay|cast|starring|stars|run(?:ning )?time|rating|rated|source|"
    r"producers?|produced by"
)
_CREDITED = r"(?:[^.!?\n]|(?<=\b\w)\.){1,150}"  # one line, in which only an initial has a full stop


class Readable(NamedTuple):
    """A text as it is read; if signs were left out or decoded, `places` has where each one begins and ends in it."""

    content: str
    places: tuple[Sequence[int], Sequence[int]] | None = None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the position in the original text of a passage of `content`."""
        if self.places is None:
            return start, end
        starts, ends = self.places
        return starts[start], ends[end - 1]


class _Decoration(NamedTuple):
    """A pattern, and lower-case strings of which every match has one; searching for these first is faster."""

    signs: Sequence[str]
    pattern: re.Pattern[str]


def _decoration(signs: str, *patterns: str) -> _Decoration:
    return _Decoration(signs.split("|"), re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE))


_MARKUP = _decoration(
    "<",
    r"<(?=[a-z/!])(?:(?P<unread>script|style)\b(?:(?!</(?P=unread))[\s\S])*+(?:</(?P=unread)[^<>]{0,99}>?)?"
    r"|!--(?:(?!-->)[\s\S])*+(?:-->)?"
    rf"|/?(?:{_TAGS})(?:[\s/][^<>]{{0,500}})?>)",
)
# In this order: an address may stand in a tag, its full stops end no sentence, and a heading may follow a warning.
_DECORATIONS = (
    _MARKUP,
    _decoration("://|www.", r"\b(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)\]\"'”’]"),
    _decoration("@", r"[<(]?(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}[>)]?"),
    _decoration("[", r"\[(?:\d{1,3}|citation needed)\]"),
    _decoration("source:", r"[(\[]source:[^()\[\]\n]{1,80}[)\]]", rf"{_SENTENCE}source:[^.!?\n]{{1,60}}\.?[ \t]*$"),
    _decoration(
        "spoiler alert|spoiler-alert|spoilers alert|spoiler warning|spoiler-warning|spoilers warning",
        r"[(\[*]{0,3}\bspoilers?[ -](?:alert|warning)s?[*)\]]{0,3}[!:]{1,3}",
        r"[(\[*]{1,3}\bspoilers?[ -](?:alert|warning)s?[*)\]]{1,3}",
        r"(?-i:\bSPOILERS?[ -](?:ALERT|WARNING)S?\b)\.*",
    ),
    _decoration(
        "plot|synopsis|storyline|story line|summary|overview|description",
        r"^[ \t*#]*(?:plot(?: summary| synopsis| outline)?|synopsis|story ?line|summary|overview|description)"
        r"[ \t*]*(?::|\n)",
    ),
    _decoration(
        "official|subscribe|follow us",
        rf"{_SENTENCE}(?:watch the )?official (?:hd )?(?:teaser )?trailer\b{_REST}",
        rf"{_SENTENCE}subscribe(?=\s*(?:[:!|.]|to\b|for\b|on\b|now\b|here\b|today\b)){_REST}",
        rf"{_SENTENCE}follow us (?:on|at)\b{_REST}",
    ),
    _decoration(
        "©|(c)|copyright|rights reserved",
        r"©[^.\n©]{0,80}(?:\.|$)",
        r"©[ \t]*\d*",
        r"(?-i:\(C\) ?(?=\d{4}\b|[A-Z]))[^.\n]{0,80}\.?[ \t]*$",
        r"\bcopyright (?:\(c\) )?\d{4}\b[^.\n]{0,80}(?:\.|$)",
        r"\ball rights reserved\b\.?",
    ),
    _decoration(
        "\n",
        rf"(?<=\n)[ \t]*(?:{_CREDITS})[ \t]*:{_CREDITED}\.?[ \t]*$",
        rf"^[ \t]*(?:{_CREDITS})[ \t]*:{_CREDITED}\.?[ \t]*\n",
        r"(?<=\n)[ \t]*[—–-]{1,2}[ \t]*anonymous[ \t.]*$",
    ),
    _decoration(
        "directed by|written by|produced by|starring",
        rf"{_SENTENCE}(?-i:Directed by|Written by|Produced by|Starring)\s+{_NAMES}[ \t]*(?:\.|$)",
        r"(?-i:[(\[]Written by) [^()\[\]\n]{1,60}[)\]][ \t.]*$",
    ),
)


def readable(text: str) -> Readable:
    """Return a text as it is read: decoration blanked, entities decoded, and signs that are not seen left out."""
    return _without(_DECORATIONS, text)


def without_markup(text: str) -> Readable:
    """Return a text with only its tags blanked, its entities decoded, and signs that are not seen left out."""
    return _without((_MARKUP,), text)


def _without(decorations: Sequence[_Decoration], text: str) -> Readable:
    read = Readable(text.replace("\r\n", " \n"))
    if not text.isascii():
        read = _replaced(read, _UNSEEN, lambda _: "")
    content, small = read.content, read.content.lower()
    for signs, pattern in decorations:
        if any(sign in small for sign in signs):
            content = pattern.sub(_blank, content)
    read = Readable(content, read.places)
    return _replaced(read, _ENTITY, _decoded) if "&" in content else read


def _replaced(read: Readable, pattern: re.Pattern[str], instead: Callable[[re.Match[str]], str]) -> Readable:
    """Replace what matches; each sign that comes instead has the place of the whole match."""
    if not pattern.search(read.content):
        return read
    size = len(read.content)
    known_starts, known_ends = read.places or (range(size), range(1, size + 1))
    pieces: list[str] = []
    starts, ends = array("l"), array("l")
    before = 0
    for found in pattern.finditer(read.content):
        pieces += read.content[before : found.start()], (said := instead(found))
        starts.extend(known_starts[before : found.start()])
        ends.extend(known_ends[before : found.start()])
        start, end = read.place(*found.span())
        starts.extend([start] * len(said))
        ends.extend([end] * len(said))
        before = found.end()
    pieces.append(read.content[before:])
    starts.extend(known_starts[before:])
    ends.extend(known_ends[before:])
    return Readable("".join(pieces), (starts, ends))


def _blank(found: re.Match[str]) -> str:
    return _IN_A_LINE.sub(" ", found[0])


def _decoded(found: re.Match[str]) -> str:
    """Return what an entity stands for; an unknown one stays."""
    return _UNSEEN.sub("", html.unescape(found[0]))
