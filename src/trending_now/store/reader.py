"""The reading side of the catalogue: answers what pages and the API ask, and cannot change anything."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import exists, select

from trending_now.domain.attention import Series
from trending_now.domain.feedback import DisputedGenre, GenreFeedback
from trending_now.domain.genre import Genre
from trending_now.domain.policy import Policy
from trending_now.domain.ports import Clock
from trending_now.domain.reliability import Reliability
from trending_now.errors import TitleMoved
from trending_now.store.database import Database
from trending_now.store.llm.scores import StoredScore, newest_scores
from trending_now.store.llm.totals import CallTotal, call_totals, spent_on
from trending_now.store.metrics import CatalogueMetrics, read_metrics
from trending_now.store.policies import stored_policies
from trending_now.store.reading.browse import CardPage, browse
from trending_now.store.reading.cards import TitleCard, read_card, read_cards
from trending_now.store.reading.chart import MOST_TITLES, Chart, read_chart
from trending_now.store.reading.detail import TitleDetail, read_detail
from trending_now.store.reading.facets import Facets, read_facets
from trending_now.store.reading.genre_profile import GenreProfile, genre_profile
from trending_now.store.reading.genre_shares import GenreShares, genre_shares
from trending_now.store.reading.popularity_series import read_series
from trending_now.store.reading.similar_titles import NearTitle, SimilarTitles
from trending_now.store.reading.source_reliability import source_reliability
from trending_now.store.reading.suggestions import Suggestion, suggest
from trending_now.store.reading.tally import Tally, read_tally
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.status import CatalogueStatus, read_status
from trending_now.store.tables import ChangeCountRow, PolicyRow, TitleRow
from trending_now.store.title_ids import require_title
from trending_now.store.verdicts.feedback import feedback_of, most_disputed, words_of_visitor

MOST_SIMILAR = 6


class CatalogueReader:
    """Answers what is asked of the catalogue, through a read-only handle."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._facets: tuple[int | None, Facets] = (None, Facets((), ()))
        self._reliability: tuple[int | None, tuple[Reliability, ...]] = (None, ())
        self._similar = SimilarTitles(clock)

    def scores(self) -> list[StoredScore]:
        """Return the newest measurement of each prompt or engine and model, the best first."""
        return newest_scores(self._database)

    def call_totals(self) -> list[CallTotal]:
        """Return the totals of the calls of language models."""
        return call_totals(self._database)

    def spent_on(self, day: date) -> float:
        """Return what a day's calls of language models cost, in US dollars."""
        return spent_on(self._database, day)

    def browse(self, query: TitleQuery) -> CardPage:
        """Return a page of titles.

        Raises:
            WrongUse: the cursor is not one of this list's.
        """
        with self._database.read() as connection:
            return browse(connection, query)

    def title(self, title_id: int) -> TitleDetail:
        """Return all that is known of a title.

        Raises:
            TitleNotFound: there is no such title.
        """
        with self._database.read() as connection:
            return read_detail(connection, title_id, self._clock().date())

    def card(self, title_id: int) -> TitleCard:
        """Return a title in short, in a small part of the time that all of it takes.

        Raises:
            TitleNotFound: there is no such title.
        """
        with self._database.read() as connection:
            return read_card(connection, title_id)

    def cards(self, title_ids: Sequence[int]) -> dict[tuple[int, ...], TitleCard]:
        """Return titles in short by the numbers that each was asked for under; those that left are skipped."""
        with self._database.read() as connection:
            return read_cards(connection, title_ids)

    def number_now(self, title_id: int) -> int:
        """Return a title's number; of one that was joined to another, that one's.

        Raises:
            TitleNotFound: there is no such title.
        """
        with self._database.read() as connection:
            try:
                require_title(connection, title_id)
            except TitleMoved as moved:
                return moved.title_id
        return title_id

    def real_titles(self, most: int) -> tuple[int, ...]:
        """Return the numbers of the titles that are not invented, the newest first."""
        query = select(TitleRow.id).where(TitleRow.is_demo.is_(False))
        newest = query.order_by(TitleRow.newness.desc(), TitleRow.id.desc()).limit(most)
        with self._database.read() as connection:
            return tuple(connection.scalars(newest))

    def series(self, title_ids: Collection[int]) -> dict[int, tuple[Series, ...]]:
        """Return the attention that these titles got, day by day; a title that nobody measured is left out."""
        with self._database.read() as connection:
            return read_series(connection, title_ids, self._clock().date())

    def feedback(self, title_id: int) -> tuple[GenreFeedback, ...]:
        """Return what viewers say of a title's genres."""
        with self._database.read() as connection:
            return feedback_of(connection, [title_id]).get(title_id, ())

    def words_of_visitor(self, title_id: int, visitor: str) -> dict[Genre, bool]:
        """Return what a visitor says of a title's genres."""
        with self._database.read() as connection:
            return words_of_visitor(connection, title_id, visitor)

    def disputed_genres(self, limit: int) -> list[DisputedGenre]:
        """Return the genres of titles that most viewers object to."""
        with self._database.read() as connection:
            return most_disputed(connection, limit)

    def similar(self, title_id: int, most: int = MOST_SIMILAR) -> tuple[NearTitle, ...]:
        """Return the titles whose texts are nearest to those of one; none if no engine has a vector for it.

        Raises:
            TitleNotFound: there is no such title.
        """
        with self._database.read() as connection:
            require_title(connection, title_id)
            return self._similar.nearest(connection, title_id, most)

    def poster_retention(self, title_id: int) -> timedelta | None:
        """Return how long the policy of a title's poster lets it be kept; None is without end."""
        query = select(PolicyRow.retention_days).join(TitleRow, TitleRow.poster_policy == PolicyRow.name)
        with self._database.read() as connection:
            days = connection.scalar(query.where(TitleRow.id == title_id))
        return None if days is None else timedelta(days=days)

    def shows_poster(self, url: str) -> bool:
        """Tell whether a title has the poster of this address."""
        with self._database.read() as connection:
            return bool(connection.scalar(select(exists().where(TitleRow.poster_url == url))))

    def chart(self, query: TitleQuery, most: int = MOST_TITLES) -> Chart:
        """Return the first titles that a query finds as a chart draws them, and how many it finds in all."""
        with self._database.read() as connection:
            return read_chart(connection, query, most)

    def suggest(self, typed: str) -> tuple[Suggestion, ...]:
        """Return titles, genres, platforms and vibe tags that begin with what is typed."""
        facets = self.facets()
        with self._database.read() as connection:
            return suggest(connection, typed, facets)

    def facets(self) -> Facets:
        """Return what there is to filter by; worked out once for each state of the catalogue."""
        with self._database.read() as connection:
            changes = connection.scalar(select(ChangeCountRow.changes))
            known, facets = self._facets
            if changes != known:
                facets = read_facets(connection)
                self._facets = changes, facets
        return facets

    def source_reliability(self) -> tuple[Reliability, ...]:
        """Return how far each open source can be relied on; worked out once for each state of the catalogue."""
        with self._database.read() as connection:
            changes = connection.scalar(select(ChangeCountRow.changes))
            if changes != self._reliability[0]:
                self._reliability = changes, source_reliability(connection)
        return self._reliability[1]

    def tally(self, query: TitleQuery) -> Tally:
        """Return how many titles a query finds on all its pages, and how many of them have each genre and tag."""
        with self._database.read() as connection:
            return read_tally(connection, query)

    def genre_shares(self) -> GenreShares:
        """Return how many titles are shown with each genre, period by period."""
        with self._database.read() as connection:
            return genre_shares(connection)

    def genre(self, genre: Genre) -> GenreProfile:
        """Return what the catalogue knows of a genre."""
        with self._database.read() as connection:
            return genre_profile(connection, genre)

    def policies(self) -> tuple[Policy, ...]:
        """Return the terms of the sources that anything is stored of, by name."""
        with self._database.read() as connection:
            return stored_policies(connection)

    def status(self) -> CatalogueStatus:
        """Return how the catalogue stands."""
        with self._database.read() as connection:
            return read_status(connection, self._clock())

    def metrics(self) -> CatalogueMetrics:
        """Return how the catalogue and its runs stand, in figures."""
        with self._database.read() as connection:
            return read_metrics(connection)
