"""Reads what sources, engines and people say of titles' genres, and stores how far they disagree."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from trending_now.domain.dispute import Verdicts, Voices, dispute_of, genre_disputes
from trending_now.domain.genre import Genre, SourceTag, Vote, VoteRule
from trending_now.store.journal_tables import EnrichmentRow
from trending_now.store.sql.keys import is_newest, slices
from trending_now.store.sql.score_json import Standing, scores_from_json
from trending_now.store.tables import ListingRow, TitleRow, VoteRow
from trending_now.store.verdicts.feedback import feedback_of
from trending_now.store.verdicts.locks_in_force import newest_locks


def refresh_dispute(connection: Connection, title_ids: Collection[int]) -> None:
    """Update how far these titles are in dispute; called when their listings, answers, locks or feedback change."""
    for ids in slices(sorted(set(title_ids))):
        rows = [
            {"key": title, "now": dispute_of(genre_disputes(voices))}
            for title, voices in voices_of(connection, ids).items()
        ]
        if rows:
            stale = update(TitleRow).where(TitleRow.id == bindparam("key"), TitleRow.dispute != bindparam("now"))
            connection.execute(stale.values(dispute=bindparam("now")), rows)


def voices_of(connection: Connection, title_ids: Collection[int]) -> dict[int, Voices]:
    """Return what is said of the genres of each of these titles; at most as many titles as one query takes."""
    votes, locks = _votes(connection, title_ids), newest_locks(connection, title_ids)
    verdicts = feedback_of(connection, title_ids)
    columns = (TitleRow.id, TitleRow.engine, TitleRow.shown_scores)
    titles = connection.execute(select(*columns).where(TitleRow.id.in_(title_ids))).all()
    others = _others(
        connection, {title: engine for title, engine, _ in titles if engine and _leaves_open(votes[title])}
    )
    return {
        title: Voices(
            votes[title],
            *_shown(engine, scores),
            {said.genre: Verdicts(said.yes, said.no) for said in verdicts.get(title, ())},
            frozenset(locks[title]),
            others[title],
        )
        for title, engine, scores in titles
    }


def _leaves_open(votes: Mapping[str, Sequence[Vote]]) -> bool:
    return any(vote.rule is VoteRule.ONE_OF and len(vote.genres) > 1 for said in votes.values() for vote in said)


def _others(connection: Connection, engines: Mapping[int, str]) -> defaultdict[int, dict[Genre, float]]:
    """Return the probabilities that the shown engine gives to the genres that it rejects."""
    others: defaultdict[int, dict[Genre, float]] = defaultdict(dict)
    if not engines:
        return others
    key = (EnrichmentRow.title_id, EnrichmentRow.engine)
    newest = is_newest(*key, within=(EnrichmentRow.title_id.in_(engines),))
    for title, engine, scores in connection.execute(select(*key, EnrichmentRow.scores).where(newest)):
        if engine == engines[title]:
            left = scores_from_json(scores)[Standing.OTHER]
            others[title] = {score.genre: score.probability for score in left}
    return others


def _shown(engine: str | None, column: list[Any] | None) -> tuple[Mapping[Genre, float] | None, Mapping[Genre, float]]:
    """Return the genres a title is shown with and those its engine is not sure of, with their probabilities."""
    scores = scores_from_json(column)
    chosen = {score.genre: score.probability for score in (*scores[Standing.LOCKED], *scores[Standing.CHOSEN])}
    return chosen if engine else None, {score.genre: score.probability for score in scores[Standing.UNCERTAIN]}


def _votes(connection: Connection, title_ids: Collection[int]) -> defaultdict[int, dict[str, list[Vote]]]:
    """Return each title's votes by source; a source that votes for no genre of ours has none."""
    columns = (VoteRow.title_id, ListingRow.source, VoteRow.vocabulary, VoteRow.tag, VoteRow.rule, VoteRow.genres)
    query = select(*columns).join(ListingRow, ListingRow.id == VoteRow.listing_id)
    votes: defaultdict[int, dict[str, list[Vote]]] = defaultdict(dict)
    voting = query.where(VoteRow.title_id.in_(title_ids), VoteRow.genres != "").order_by(VoteRow.id)
    for title, source, vocabulary, tag, rule, genres in connection.execute(voting):
        vote = Vote(SourceTag(vocabulary, tag), VoteRule(rule), tuple(Genre(genre) for genre in genres.split("|")))
        votes[title].setdefault(source, []).append(vote)
    return votes
