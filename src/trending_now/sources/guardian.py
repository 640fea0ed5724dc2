"""The Guardian's Open Platform: film and television reviews of the newest titles, by its API. Key needed.

Its terms ask that what was fetched is shown with a link, and kept for a day at most before it is fetched anew.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from trending_now.domain.contract import Contract
from trending_now.domain.page import Page, SeenPage, Unchanged
from trending_now.domain.policy import Credit, Policy, TrainUse
from trending_now.domain.ports import Clock
from trending_now.domain.review import FoundReview, KnownTitle, ReviewedWork, SetAside, Way
from trending_now.domain.run import RawRecord, Violation
from trending_now.domain.title import Kind
from trending_now.errors import FetchError, KeyRefused
from trending_now.fetch.client import Fetcher
from trending_now.fetch.plain_text import plain_name, plain_text
from trending_now.sources.answers import (
    AnswerModel,
    LenientDate,
    LenientList,
    LenientNumber,
    LenientText,
    failed_fetch,
    read_entry,
    read_whole,
    secure_url,
    violation,
)

SOURCE = "guardian"
LABEL = "The Guardian"
TERMS_URL = "https://www.theguardian.com/open-platform/terms-and-conditions"
SECTIONS = {"film": Kind.MOVIE, "tv-and-radio": Kind.TV}
NAME_IN_HEADLINE = re.compile(r"^[‘“'\"]?(?P<name>.+?)[’”'\"]?(?:,? (?:season|series) \w+)? review\b", re.IGNORECASE)
PAGE_SIZE = 50
MOST_PAGES = 6
FEWEST_WORDS = 60
INTERVAL_SECONDS = 1.25  # it lets a free key ask once a second, and one request may be longer on its way than the next
POLICY = Policy(
    name=SOURCE,
    display=True,
    train=TrainUse.NO,
    keep_full_text=False,
    send_to_llm=False,
    retention=timedelta(days=1),
    credit=Credit("The Guardian, Open Platform", "https://www.theguardian.com", None),
)


class Fields(AnswerModel):
    """The fields of an article that were asked for."""

    headline: LenientText = None
    byline: LenientText = None
    starRating: LenientNumber = None  # noqa: N815 (the API's own name)
    bodyText: LenientText = None  # noqa: N815


class Result(AnswerModel):
    """An article, which may be a review."""

    sectionId: LenientText = None  # noqa: N815
    webUrl: LenientText = None  # noqa: N815
    webTitle: LenientText = None  # noqa: N815
    webPublicationDate: LenientDate = None  # noqa: N815
    fields: Fields = Fields()


class Response(AnswerModel):
    """A page of articles."""

    status: str
    pages: int = 1
    results: LenientList = []


class Envelope(AnswerModel):
    """What every answer is wrapped in."""

    response: Response


class Guardian:
    """The Guardian as a review site; its pages are answers of its API, each with up to fifty reviews."""

    name = SOURCE
    policy = POLICY
    contract = Contract(parsed_share=0.5, field_shares={"author": 0.7}, words=(FEWEST_WORDS, 20_000))

    def __init__(self, fetcher: Fetcher, base_url: str, key: str, clock: Clock) -> None:
        self._fetcher = fetcher
        self._base_url = base_url.rstrip("/")
        self._key = key
        self._clock = clock

    def fetch(
        self,
        titles: Sequence[KnownTitle],
        seen: Mapping[str, SeenPage],  # noqa: ARG002 (answers are always new)
    ) -> Iterator[Page | Unchanged | SetAside | Violation]:
        """Yield the answers with the reviews that were published since the oldest of the titles came out.

        Raises:
            KeyRefused: the key is wrong.
            FetchError: the service cannot be reached at all.
        """
        days = [title.released for title in titles if title.released]
        if not days:
            return
        since = (min(days) - timedelta(days=14)).isoformat()
        for section in SECTIONS:
            number, last = 1, 1
            while number <= min(last, MOST_PAGES):
                outcome = self._ask(section, since, number)
                yield outcome
                if isinstance(outcome, Violation):
                    break
                number, last = number + 1, _pages_of(outcome)

    def parse(self, page: Page) -> Iterator[FoundReview | SetAside | Violation]:
        """Yield the reviews of an answer, and a violation for each entry that is none."""
        record = _record(page)
        envelope = read_whole(Envelope, record)
        if isinstance(envelope, Violation):
            yield envelope
            return
        for number, entry in enumerate(envelope.response.results, start=1):
            result = read_entry(Result, entry, record, f"{page.url} entry {number}")
            yield result if isinstance(result, Violation) else _review(result, record, number)

    def _ask(self, section: str, since: str, number: int) -> Page | Violation:
        params = {
            "section": section,
            "tag": "tone/reviews",
            "from-date": since,
            "order-by": "newest",
            "show-fields": "headline,byline,starRating,bodyText",
            "page-size": str(PAGE_SIZE),
            "page": str(number),
            "api-key": self._key,
        }
        try:
            answer = self._fetcher.get(f"{self._base_url}/search", params=params)
        except KeyRefused as error:
            sentence = "The Guardian refused the key; set TRENDING_NOW_GUARDIAN_KEY to your Open Platform key."
            raise KeyRefused(sentence, error.status) from None
        except FetchError as error:
            if number == 1 and section == next(iter(SECTIONS)):
                raise
            return failed_fetch(SOURCE, f"{self._base_url}/search {section} page {number}", error)
        return Page(answer.url, answer.content, answer.media_type, answer.fetched_at)


def _record(page: Page) -> RawRecord:
    return RawRecord(SOURCE, page.url, page.content, page.fetched_at)


def _pages_of(page: Page) -> int:
    envelope = read_whole(Envelope, _record(page))
    return 1 if isinstance(envelope, Violation) else envelope.response.pages


def _review(result: Result, record: RawRecord, number: int) -> FoundReview | SetAside | Violation:
    address = secure_url(result.webUrl) or f"{record.url} entry {number}"
    found = NAME_IN_HEADLINE.match(plain_name(result.fields.headline or result.webTitle or ""))
    text = plain_text(result.fields.bodyText or "")
    if found is None:
        return SetAside(address, "its headline names no single work")
    told = {"webTitle": result.webTitle, "webUrl": result.webUrl}
    if len(text.split()) < FEWEST_WORDS or secure_url(result.webUrl) is None:
        return violation(record, "review has no text", address, "The article has no address or too few words.", told)
    stars = result.fields.starRating
    author = plain_name(result.fields.byline or "") or None
    rating = max(1.0, 2 * stars) if stars is not None and 0 <= stars <= 5 else None
    values = {"work": True, "text": True, "author": author, "published": result.webPublicationDate, "rating10": rating}
    return FoundReview(
        site=LABEL,
        url=address,
        work=ReviewedWork(found["name"].strip(), None, SECTIONS.get(result.sectionId or "")),
        text=text,
        author=author,
        published=result.webPublicationDate,
        rating10=rating,
        ways={name: Way.API for name, value in values.items() if value is not None},
    )
