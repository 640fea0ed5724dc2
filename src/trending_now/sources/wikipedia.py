"""Wikipedia: the plot sections of articles on new films and shows, each with the revision it was read in. CC BY-SA."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from trending_now.domain.policy import Credit, Policy, TrainUse
from trending_now.domain.ports import Clock, KnownTitles
from trending_now.domain.run import RawRecord, Violation, Window
from trending_now.domain.text import Plot
from trending_now.domain.title import ExternalId, Kind, Listing, Namespace
from trending_now.fetch.client import Fetcher
from trending_now.fetch.exchange import Answer, Request
from trending_now.fetch.plain_text import plain_name, plain_text
from trending_now.sources.answers import AnswerModel, Id, failed_fetch, read_whole, violation
from trending_now.sources.article_sections import bare_title, plot_in
from trending_now.sources.query_service import (
    MOST_ROWS,
    answers_by_week,
    coming_out,
    first_year,
    followed,
    item_of,
    rows_of,
    told_if_cut,
)
from trending_now.sources.subjects import Subject, article_path, language_and_article, subject_of, with_subject

SOURCE = "wikipedia"
MOST_ARTICLES = 300
_Address = tuple[str, str]  # an article's language and key
POLICY = Policy(
    name=SOURCE,
    display=True,
    train=TrainUse.SHIP,
    keep_full_text=True,
    send_to_llm=True,
    retention=None,
    credit=Credit("Wikipedia's authors", "https://www.wikipedia.org", "CC BY-SA 4.0"),
)
QUESTION = """SELECT ?item ?article (GROUP_CONCAT(DISTINCT STR(?day); separator="|") AS ?releases)
  (MIN(?begun) AS ?firstYear)
WHERE {
  %(out)s
  ?article schema:about ?item ; schema:isPartOf ?wiki .
  VALUES ?wiki { %(wikis)s }
} GROUP BY ?item ?article ORDER BY ?item ?article LIMIT %(rows)d"""


class Revision(AnswerModel):
    """The newest revision of an article."""

    id: Id


class Article(AnswerModel):
    """An article with its text as HTML."""

    key: str
    title: str
    latest: Revision
    html: str


class Wikipedia:
    """The Wikipedia source: Wikidata tells which articles there are, each is asked for once.

    `wikis` holds the address of each language's Wikipedia by its code, English first. Works of the last `past_days` are
    followed, since plots are written after a release. Of more than 300 articles, those of no title that is `known` are
    asked for first, the newest of them before others; the rest take turns from day to day.
    """

    name = SOURCE
    policy = POLICY
    names_all_days = False

    def __init__(
        self,
        fetcher: Fetcher,
        query_url: str,
        wikis: Mapping[str, str],
        known: KnownTitles,
        clock: Clock,
        past_days: int,
    ) -> None:
        self._fetcher = fetcher
        self._query_url = query_url
        self._wikis = {language: url.rstrip("/") for language, url in wikis.items()}
        self._known = known
        self._clock = clock
        self._past_days = past_days

    def fetch(self, window: Window) -> Iterator[RawRecord | Violation]:
        """Yield what Wikidata says about articles, then the articles.

        Raises:
            FetchError: the query service cannot be reached at all.
        """
        self._fetcher.begin_run()
        found: dict[_Address, Request] = {}
        days = followed(window, self._clock().date(), self._past_days)
        answers = answers_by_week(self._fetcher, self._query_url, self._question, days, about="articles/")
        for number, (kind, place, answer) in enumerate(answers):
            if not isinstance(answer, Answer):
                yield failed_fetch(SOURCE, place, answer, is_first=number == 0)
                continue
            record = RawRecord(SOURCE, place, answer.content, answer.fetched_at)
            yield record
            for address, asked in self._articles(record, kind).items():
                found.setdefault(address, asked)
        yield from self._read(found, window)

    def parse(self, record: RawRecord) -> Iterator[Listing | Violation]:
        """Yield the listing of an article's work, with its plot if it has one; an answer of Wikidata holds none."""
        subject = subject_of(record.url)
        if subject is None:
            rows = rows_of(record)
            yield from (rows,) if isinstance(rows, Violation) else told_if_cut(record, rows)
            return
        article = read_whole(Article, record)
        language = self._language_of(record.url)
        yield article if isinstance(article, Violation) else _listing(article, subject, record, language)

    def _language_of(self, url: str) -> str:
        """Return the language that an article was asked for in; of one whose wiki is none any more, by its host."""
        asked = [language for language, wiki in self._wikis.items() if url.startswith(f"{wiki}/")]
        return asked[0] if asked else url.partition("://")[2].partition(".")[0]

    def _question(self, kind: Kind, week: Window) -> str:
        wikis = " ".join(f"<https://{language}.wikipedia.org/>" for language in self._wikis)
        return QUESTION % {"out": coming_out(kind, week), "wikis": wikis, "rows": MOST_ROWS}

    def _articles(self, record: RawRecord, kind: Kind) -> dict[_Address, Request]:
        """Return the requests for the articles that an answer names."""
        rows = rows_of(record)
        requests: dict[_Address, Request] = {}
        for row in [] if isinstance(rows, Violation) else rows:
            found, item = language_and_article(row.get("article", "")), item_of(row)
            if found is None or item is None or found[0] not in self._wikis:
                continue
            language, key = found
            subject = Subject(bare_title(key), kind, first_year(row), (ExternalId(Namespace.WIKIDATA, item),))
            path = f"/w/rest.php/v1/page/{article_path(key)}/with_html"
            requests.setdefault(found, Request(with_subject(f"{self._wikis[language]}{path}", subject)))
        return requests

    def _in_turn(self, found: Iterable[_Address], window: Window) -> list[_Address]:
        """Return articles in the order in which they are asked for."""
        addresses = (address for title in self._known(window) for address in title.articles)
        known = {language_and_article(address) for address in addresses}
        today = self._clock().date()

        def turn(address: _Address) -> str:
            return hashlib.sha256(f"{today} {address}".encode("utf-8", "replace")).hexdigest()

        return sorted(found, key=lambda address: turn(address) if address in known else "")

    def _read(self, found: Mapping[_Address, Request], window: Window) -> Iterator[RawRecord | Violation]:
        requests = [found[address] for address in self._in_turn(found, window)[:MOST_ARTICLES]]
        for request, answer in zip(requests, self._fetcher.get_all(requests), strict=True):
            if isinstance(answer, Answer):
                yield RawRecord(SOURCE, request.url, answer.content, answer.fetched_at)
            else:
                yield failed_fetch(SOURCE, request.url, answer)


def _listing(article: Article, subject: Subject, record: RawRecord, language: str) -> Listing | Violation:
    name = bare_title(plain_name(article.title))
    if not name or not article.key:
        return violation(record, "name is missing", record.url, "The article has no title.")
    address, key = f"https://{language}.wikipedia.org", quote(article.key, errors="replace")
    revision = f"{address}/w/index.php?title={key}&oldid={article.latest.id}"
    plot = plain_text(plot_in(article.html, language))
    return Listing(
        source=SOURCE,
        source_key=f"{language}:{_item_of(subject) or article.key}"[:300],
        name=name,
        kind=subject.kind,
        year=subject.year,
        url=f"{address}/wiki/{key}",
        external_ids=subject.external_ids,
        plots=(Plot(plot, language, revision),) if plot else (),
    )


def _item_of(subject: Subject) -> str | None:
    """Return the Wikidata item of a work, which stays when its article is renamed."""
    return next((x.value for x in subject.external_ids if x.namespace == Namespace.WIKIDATA), None)
