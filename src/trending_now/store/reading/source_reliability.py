"""Reads which genres open sources name, and how far each source can be relied on; TMDb and its like are left out."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from trending_now.domain.dispute import Voices, met_by
from trending_now.domain.genre import Genre, VoteRule
from trending_now.domain.policy import TrainUse
from trending_now.domain.reliability import Reliability, reliabilities
from trending_now.store.disputes import voices_of
from trending_now.store.sql.keys import slices
from trending_now.store.tables import ListingRow, PolicyRow, VoteRow

MOST_TITLES = 5_000


def source_reliability(connection: Connection) -> tuple[Reliability, ...]:
    """Return each open source's reliability per genre over the newest titles.

    Only sources whose policy lets a model be validated count: an estimate of reliability is a validation. A vote for
    one of several genres is met by those that the engine chose, else by the one it finds likeliest.
    """
    open_sources = _open_sources(connection)
    voting = select(VoteRow.title_id).join(ListingRow, ListingRow.id == VoteRow.listing_id)
    spoken = voting.where(ListingRow.source.in_(open_sources), VoteRow.genres != "").group_by(VoteRow.title_id)
    several = spoken.having(func.count(ListingRow.source.distinct()) > 1).order_by(VoteRow.title_id.desc())
    return reliabilities(_named(connection, list(connection.scalars(several.limit(MOST_TITLES))), open_sources))


def _open_sources(connection: Connection) -> set[str]:
    listed = select(ListingRow.source).join(PolicyRow, PolicyRow.name == ListingRow.policy)
    return set(connection.scalars(listed.where(PolicyRow.train != TrainUse.NO.value).distinct()))


def _named(connection: Connection, titles: list[int], sources: set[str]) -> Iterator[dict[str, set[Genre]]]:
    for ids in slices(titles):
        for voices in voices_of(connection, ids).values():
            yield {source: _genres(voices, source) for source in voices.votes if source in sources}


def _genres(voices: Voices, source: str) -> set[Genre]:
    named: set[Genre] = set()
    for vote in voices.votes[source]:
        named |= set(vote.genres) if vote.rule is VoteRule.ALL_OF else met_by(voices, vote)
    return named
