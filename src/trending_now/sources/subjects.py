"""Writes what an answer is about into the fragment of its address, which is never sent, and reads it there again."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urldefrag, urlencode

from trending_now.domain.review import KnownTitle
from trending_now.domain.title import ExternalId, Kind, Namespace

ARTICLE = "/wiki/"


@dataclass(frozen=True, slots=True)
class Subject:
    """A work: its name, kind and year as far as they are known, and its ids."""

    name: str
    kind: Kind | None = None
    year: int | None = None
    external_ids: tuple[ExternalId, ...] = ()


def with_subject(url: str, subject: Subject) -> str:
    """Return an address that tells what is asked for there."""
    said = {"name": subject.name, "kind": subject.kind or "", "year": subject.year or ""}
    said |= {x.namespace.value: x.value for x in subject.external_ids}
    return url + "#" + urlencode(said, errors="replace")


def subject_of(url: str) -> Subject | None:
    """Return what an address tells; None if it tells nothing, or nothing that can be read."""
    said = dict(parse_qsl(urldefrag(url).fragment))
    try:
        kind = Kind(said["kind"]) if said.get("kind") else None
        year = int(said["year"]) if said.get("year") else None
        ids = tuple(ExternalId(space, said[space.value]) for space in Namespace if space.value in said)
    except ValueError:
        return None
    return Subject(said["name"], kind, year, ids) if said.get("name") else None


def subject_of_article(title: KnownTitle, name: str) -> Subject:
    """Return a title of the catalogue as the subject of an answer about its article, by that's name and item.

    Other names and ids would be said back by the answer, and stay when the source that gave them takes them back, or
    when its time is over.
    """
    ids = tuple(x for x in title.external_ids if x.namespace == Namespace.WIKIDATA)
    return Subject(name, title.kind, title.year, ids)


def language_and_article(address: str) -> tuple[str, str] | None:
    """Return a Wikipedia article's language and decoded key ("en", "Ebb_(film)"); None if it is no article's."""
    host, found, key = address.partition("://")[2].partition(ARTICLE)
    language = host.removesuffix(".wikipedia.org")
    return (language, unquote(key)) if found and key and language != host and language.isalpha() else None


def article_path(key: str) -> str:
    """Return an article's key as a part of a path."""
    return quote(key, safe="", errors="replace")
