"""Wikimedia pageviews: how often people read the articles on the newest titles, day by day. No key; CC0."""

from collections.abc import Iterable, Iterator
from datetime import date

from trending_now.domain.policy import Credit, Policy, TrainUse
from trending_now.domain.ports import Clock, KnownTitles
from trending_now.domain.run import OTHER_SHAPE, RawRecord, Violation, Window
from trending_now.domain.title import Listing, Popularity
from trending_now.errors import HttpStatusError
from trending_now.fetch.client import Fetcher
from trending_now.fetch.exchange import Answer, Request
from trending_now.sources.answers import (
    AnswerModel,
    LenientNumber,
    LenientText,
    failed_fetch,
    read_answer,
    read_entry,
    violation,
)
from trending_now.sources.article_sections import bare_title
from trending_now.sources.query_service import followed
from trending_now.sources.subjects import (
    Subject,
    article_path,
    language_and_article,
    subject_of,
    subject_of_article,
    with_subject,
)

SOURCE = "pageviews"
MEASURE = "pageviews"
FIRST_LANGUAGE = "en"  # its articles have the most readers, whatever other languages the settings name
PATH = "/metrics/pageviews/per-article"
POLICY = Policy(
    name=SOURCE,
    display=True,
    train=TrainUse.SHIP,
    keep_full_text=True,
    send_to_llm=True,
    retention=None,
    credit=Credit("Wikimedia pageviews", "https://wikitech.wikimedia.org/wiki/Data_Platform/AQS/Pageviews", "CC0 1.0"),
)


class Views(AnswerModel):
    """The reads of an article on one day."""

    timestamp: LenientText = None
    views: LenientNumber = None


class Pageviews:
    """The pageviews source; `known` names the titles that are asked about, those with an article.

    Of a title's articles the English one is asked for, else the first in the order of `languages`; each time for the
    last `past_days`, since days come late, and a longer series costs no request more.
    """

    name = SOURCE
    policy = POLICY
    names_all_days = False

    def __init__(
        self,
        fetcher: Fetcher,
        base_url: str,
        known: KnownTitles,
        clock: Clock,
        past_days: int,
        languages: Iterable[str] = (),
    ) -> None:
        self._fetcher = fetcher
        self._base_url = base_url.rstrip("/")
        self._known = known
        self._clock = clock
        self._past_days = past_days
        self._languages = tuple(dict.fromkeys((FIRST_LANGUAGE, *languages)))

    def fetch(self, window: Window) -> Iterator[RawRecord | Violation]:
        """Yield the series of each article; one that nobody has read yet (404) is passed over.

        Raises:
            FetchError: the service cannot be reached at all.
        """
        self._fetcher.begin_run()
        requests = list(self._requests(window))
        for number, (request, answer) in enumerate(zip(requests, self._fetcher.get_all(requests), strict=True)):
            if isinstance(answer, Answer):
                yield RawRecord(SOURCE, request.url, answer.content, answer.fetched_at)
            elif not (isinstance(answer, HttpStatusError) and answer.status == 404):
                yield failed_fetch(SOURCE, request.url, answer, is_first=number == 0)

    def parse(self, record: RawRecord) -> Iterator[Listing | Violation]:
        """Yield the listing of an article's work with its reads a day, or a violation where the answer holds none."""
        content, subject = read_answer(record), subject_of(record.url)
        if isinstance(content, Violation):
            yield content
        elif subject is None or not isinstance(content, dict) or not isinstance(content.get("items"), list):
            yield violation(record, OTHER_SHAPE, record.url, "No article, or no list of days.", content)
        else:
            yield _listing(subject, content["items"], record)

    def _requests(self, window: Window) -> Iterator[Request]:
        today = self._clock().date()
        if window.first > today:
            return
        first, last = followed(window, today, self._past_days).first, min(window.last, today)
        for title in self._known(window):
            if found := self._chosen(title.articles):
                wiki = f"{found[0]}.wikipedia/all-access/user/{article_path(found[1])}"
                url = f"{self._base_url}{PATH}/{wiki}/daily/{first:%Y%m%d}00/{last:%Y%m%d}00"
                yield Request(with_subject(url, subject_of_article(title, bare_title(found[1]))))

    def _chosen(self, addresses: Iterable[str]) -> tuple[str, str] | None:
        """Return the language and key of the article whose readers are counted; None if there is none."""
        order = {language: place for place, language in enumerate(self._languages)}
        found = [article for address in addresses if (article := language_and_article(address))]
        return min(found, key=lambda article: order.get(article[0], len(order)), default=None)


def _listing(subject: Subject, days: list[object], record: RawRecord) -> Listing:
    wiki, article = record.url.partition(f"{PATH}/")[2].split("/")[0:4:3]
    measured = [entry for day in days if isinstance(entry := read_entry(Views, day, record, record.url), Views)]
    series = [(_day(entry.timestamp), entry.views) for entry in measured]
    return Listing(
        source=SOURCE,
        source_key=f"{wiki}:{article}"[:300],
        name=subject.name,
        kind=subject.kind,
        year=subject.year,
        external_ids=subject.external_ids,
        popularity=tuple(
            Popularity(SOURCE, MEASURE, day, views) for day, views in series if day and views is not None and views >= 0
        ),
    )


def _day(timestamp: str | None) -> date | None:
    """Return the day of a timestamp such as "2031052000"."""
    written = timestamp or ""
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:8]))
    except ValueError:
        return None
