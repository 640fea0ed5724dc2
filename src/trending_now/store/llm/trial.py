"""Compares prompts on trial by what viewers say of the genres that their titles are shown with."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from trending_now.store.database import Database
from trending_now.store.journal_tables import EnrichmentRow, FeedbackRow
from trending_now.store.sql.keys import is_newest
from trending_now.store.sql.score_json import Standing, scores_from_json
from trending_now.store.tables import TitleRow

LLM, REFERENCE = "llm", "boosted"


@dataclass(frozen=True, slots=True)
class TrialArm:
    """One prompt and model: its titles, viewers' newest verdicts on the genres it chose, agreement with `boosted`."""

    name: str
    titles: int
    confirmed: int
    denied: int
    agreement: float | None

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def trial_arms(database: Database) -> list[TrialArm]:
    """Return each prompt and model whose answer some title is shown with, by name."""
    with database.read() as connection:
        own, others = _newest(connection, LLM), _newest(connection, REFERENCE)
        shown = set(connection.scalars(select(TitleRow.id).where(TitleRow.engine == LLM)))
        verdicts = _verdicts(connection, own)
    arms: defaultdict[str, list[int]] = defaultdict(list)
    for title in own.keys() & shown:
        arms[own[title].model_name].append(title)
    return [_arm(name, titles, own, others, verdicts) for name, titles in sorted(arms.items())]


def _arm(
    name: str, titles: list[int], own: dict[int, Any], others: dict[int, Any], verdicts: Counter[tuple[int, str, bool]]
) -> TrialArm:
    chosen = {title: _chosen(own[title]) for title in titles}
    shared = [_alike(chosen[title], _chosen(others[title])) for title in titles if title in others]
    counts = {
        holds: sum(verdicts[title, genre, holds] for title, genres in chosen.items() for genre in genres)
        for holds in (True, False)
    }
    agreement = sum(shared) / len(shared) if shared else None
    return TrialArm(name, len(titles), counts[True], counts[False], agreement)


def _newest(connection: Connection, engine: str) -> dict[int, Any]:
    newest = is_newest(EnrichmentRow.title_id, within=(EnrichmentRow.engine == engine,))
    columns = (EnrichmentRow.title_id, EnrichmentRow.model_name, EnrichmentRow.scores, EnrichmentRow.created_at)
    return {row.title_id: row for row in connection.execute(select(*columns).where(newest))}


def _verdicts(connection: Connection, own: Mapping[int, Any]) -> Counter[tuple[int, str, bool]]:
    """Count each visitor's newest verdict on each genre of a title that was shown with these answers.

    Verdicts that were taken back, or given on another engine's or an earlier answer's genres, do not count.
    """
    newest = is_newest(FeedbackRow.title_id, FeedbackRow.visitor, FeedbackRow.genre)
    columns = (FeedbackRow.title_id, FeedbackRow.genre, FeedbackRow.holds, FeedbackRow.given_at)
    query = select(*columns).where(newest, FeedbackRow.engine == LLM, FeedbackRow.holds.is_not(None))
    return Counter(
        (title, genre, bool(holds))
        for title, genre, holds, given_at in connection.execute(query)
        if title in own and given_at >= own[title].created_at
    )


def _chosen(row: Any) -> frozenset[str]:
    return frozenset(score.genre.value for score in scores_from_json(row.scores)[Standing.CHOSEN])


def _alike(ours: frozenset[str], theirs: frozenset[str]) -> float:
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 1.0
