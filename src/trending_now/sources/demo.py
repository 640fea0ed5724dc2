"""The demo catalogue: invented films and shows that take the same path as live ones; dates are relative to today."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from importlib import resources
from operator import attrgetter
from typing import Any

from trending_now.domain.episode import episode_of
from trending_now.domain.genre import SourceTag
from trending_now.domain.policy import Credit, Policy, TrainUse
from trending_now.domain.ports import Clock
from trending_now.domain.run import RawRecord, Violation, Window
from trending_now.domain.text import Plot, Review
from trending_now.domain.title import Kind, Listing, Popularity, Release, ReleaseType
from trending_now.sources.demo_series import popularity_series

SOURCE = "demo"
FILES = ("films.jsonl", "shows.jsonl")
POLICY = Policy(
    name=SOURCE,
    display=True,
    train=TrainUse.NO,
    keep_full_text=True,
    send_to_llm=True,
    retention=None,
    credit=Credit("Invented for this demonstration; any likeness is chance."),
)


class Demo:
    """The invented catalogue that ships with the program."""

    name = SOURCE
    policy = POLICY
    names_all_days = False

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def fetch(self, window: Window) -> Iterator[RawRecord | Violation]:  # noqa: ARG002 (all of it is always new)
        """Yield each file with its dates made absolute: the same bytes all day."""
        now = self._clock()
        for name in FILES:
            text = resources.files(__package__).joinpath("demo_catalogue", name).read_text("utf-8")
            lines = [json.dumps(_dated(json.loads(line), now.date()), ensure_ascii=False) for line in text.splitlines()]
            yield RawRecord(SOURCE, f"demo:{name}", "\n".join(lines).encode(), now, "application/jsonl")

    def parse(self, record: RawRecord) -> Iterator[Listing | Violation]:
        """Yield a listing for each title of a file, and a violation for each line that holds none."""
        for number, line in enumerate(record.content.splitlines(), start=1):
            try:
                yield _listing(json.loads(line))
            except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
                subject, excerpt = f"{record.url} line {number}", line[:1_000].decode("utf-8", "replace")
                yield Violation(SOURCE, "entry is malformed", subject, f"It holds no title: {error!r}.", excerpt)


def _dated(entry: dict[str, Any], today: date) -> dict[str, Any]:
    first = min(release["days_from_today"] for release in entry["releases"])
    series = popularity_series(entry["key"], entry["popularity"], -first)
    days = [today - timedelta(days=days_ago) for days_ago in reversed(range(len(series)))]
    entry["popularity"] = [{"date": day.isoformat(), "value": value} for day, value in zip(days, series, strict=True)]
    for dated in (*entry["releases"], *entry["reviews"]):
        dated["date"] = (today + timedelta(days=dated.pop("days_from_today"))).isoformat()
    return entry


def _listing(entry: dict[str, Any]) -> Listing:
    releases = tuple(map(_release, entry["releases"]))
    return Listing(
        source=SOURCE,
        source_key=entry["key"],
        name=entry["name"],
        kind=Kind(entry["kind"]),
        year=_first_year(releases),
        original_name=entry["original_name"],
        language=entry["language"],
        countries=tuple(entry["countries"]),
        runtime_minutes=entry["runtime_minutes"],
        tags=tuple(SourceTag("catalogue", tag) for tag in entry["tags"]),
        releases=releases,
        plots=(Plot(entry["plot"], "en"),),
        reviews=tuple(_review(review) for review in entry["reviews"]),
        popularity=tuple(
            Popularity(SOURCE, "demo", date.fromisoformat(day["date"]), day["value"]) for day in entry["popularity"]
        ),
    )


def _release(entry: dict[str, Any]) -> Release:
    episode = episode_of(entry.get("season"), entry.get("episode"))
    day, type_ = date.fromisoformat(entry["date"]), ReleaseType(entry["type"])
    return Release(day, type_, entry["region"], entry["platform"], episode=episode)


def _first_year(releases: Sequence[Release]) -> int:
    """Return the year in which a title first came out: a season a year."""
    first = min(releases, key=attrgetter("date"))
    return first.date.year - ((first.episode.season or 1) - 1 if first.episode else 0)


def _review(entry: dict[str, Any]) -> Review:
    published = date.fromisoformat(entry["date"])
    return Review(entry["text"], entry["site"], entry["author"], None, published, entry["rating10"])
