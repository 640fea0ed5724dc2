"""Finds the plot in the HTML of a Wikipedia article: the paragraphs under its heading, without notes and tables."""

import re
from html.parser import HTMLParser

HEADINGS = {
    "en": {"plot", "plot summary", "plot synopsis", "synopsis", "premise", "story", "summary"},
    "de": {"handlung", "inhalt", "plot"},
    "fr": {"synopsis", "résumé", "histoire", "intrigue"},
    "es": {"argumento", "sinopsis", "trama"},
    "it": {"trama"},
    "pt": {"enredo", "sinopse"},
    "nl": {"verhaal", "plot"},
    "pl": {"fabuła"},
}
LEFT_OUT = frozenset({"sup", "style", "script", "table", "figure", "ul", "ol"})
QUALIFIER = re.compile(r"\s*\([^()]*\)$")


def plot_in(html: str, language: str) -> str:
    """Return the text of an article's plot section, a line for each paragraph; "" if it has none."""
    reader = _SectionReader(HEADINGS.get(language, HEADINGS["en"]))
    reader.feed(html.replace("<![", "&lt;!["))  # the library has no end of marks that only Word knows, and fails
    reader.close()
    return "\n\n".join(text for paragraph in reader.paragraphs if (text := " ".join(paragraph.split())))


def bare_title(title: str) -> str:
    """Return an article's title without what tells it from others: "Ebb (2031 film)" is "Ebb"."""
    plain = title.replace("_", " ").strip()
    return QUALIFIER.sub("", plain) or plain


class _SectionReader(HTMLParser):
    """Collects the paragraphs between a wanted heading of the second level and the next heading of that level."""

    def __init__(self, wanted: set[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self._wanted = wanted
        self._heading: list[str] | None = None
        self._in_section = self._in_paragraph = False
        self._left_out = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (the library's)
        if tag in LEFT_OUT:
            self._left_out += 1
        elif tag == "h2":
            self._heading, self._in_section = [], False
        elif tag == "p" and self._in_section:
            self._in_paragraph = True
            self.paragraphs.append("")
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in LEFT_OUT:
            self._left_out = max(self._left_out - 1, 0)
        elif tag == "h2" and self._heading is not None:
            self._in_section = " ".join("".join(self._heading).split()).casefold() in self._wanted
            self._heading = None
        elif tag == "p":
            self._in_paragraph = False

    def handle_data(self, data: str) -> None:
        if self._heading is not None:
            self._heading += [] if self._left_out else [data]
        elif self._in_paragraph and not self._left_out:
            self.paragraphs[-1] += data
