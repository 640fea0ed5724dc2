"""The matcher under many invented catalogues: what holds for every one of them."""

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contents import Listed, content_of, listings_by_title
from tests.databases import OpenCatalogue
from tests.invented import NOW, HandClock, listing, policy
from trending_now.domain.names import name_key, words_of
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.title import ExternalId, Kind, Listing, Namespace
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.matching.matcher import Candidate, Doubt, Matcher

SOURCES = ("first", "second", "third")
MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(st.text())
def test_a_key_of_a_key_is_itself(name: str) -> None:
    assert words_of(words_of(name)) == words_of(name)
    assert name_key(name_key(name)) in (name_key(name), name_key(name_key(name_key(name))))


@given(st.text())
def test_case_and_punctuation_around_a_name_do_not_matter(name: str) -> None:
    for same in (name.upper(), name.lower(), f"  {name}! "):
        assert words_of(same.casefold()) == words_of(name.casefold()) or words_of(same) == words_of(name)


@given(st.from_regex(r"[a-z]{2,8}( [a-z]{2,8}){0,3}", fullmatch=True), st.sampled_from(["The ", "A ", "AN ", "the  "]))
def test_a_leading_article_does_not_matter(name: str, article: str) -> None:
    assert name_key(article + name) == name_key("The " + name)


@given(st.text(min_size=1).filter(str.strip))
def test_a_name_of_any_signs_has_a_key(name: str) -> None:
    assert name_key(name)


@st.composite
def catalogues(draw: st.DrawFn) -> list[Listing]:
    """Invent works of different names; each source says of each work a part of what is true of it."""
    said = []
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(Kind))
        true_ids = [ExternalId(namespace, str(number + 1)) for namespace in (Namespace.IMDB, Namespace.TVDB)]
        listed = draw(st.sets(st.sampled_from(SOURCES), min_size=1))
        said += [_listing(draw, number, source, kind, true_ids) for source in sorted(listed)]
    return said


def _listing(draw: st.DrawFn, number: int, source: str, kind: Kind, true_ids: list[ExternalId]) -> Listing:
    return listing(
        f"{source}-{number}",
        source,
        name=draw(st.sampled_from([f"Work {number}", f"THE WORK {number}", f"work: {number}"])),
        kind=kind,
        year=2030 + draw(st.integers(0, 1)),
        external_ids=tuple(draw(st.sets(st.sampled_from(true_ids)))),
    )


@MANY
@given(said=catalogues(), dice=st.randoms(use_true_random=False))
def test_the_same_listings_make_the_same_titles_in_any_order(
    said: list[Listing], dice, reused_sqlite: OpenCatalogue
) -> None:  # type: ignore[no-untyped-def]
    shuffled = dice.sample(said, len(said))
    assert titles_of(said, reused_sqlite) == titles_of(shuffled, reused_sqlite) == true_titles(said)


@MANY
@given(said=catalogues())
def test_recording_all_again_changes_nothing(said: list[Listing], reused_sqlite: OpenCatalogue) -> None:
    reused_sqlite.empty()
    record(reused_sqlite.writing, said)
    before = content_of(reused_sqlite.writing)
    record(reused_sqlite.writing, reversed(said))
    assert content_of(reused_sqlite.writing) == before


def test_questions_come_in_the_order_of_the_listings_that_they_are_about() -> None:
    for number in range(8):
        names = f"Amber Lantern {number}", f"Zinc Harbour {number}"
        asked = doubts_about(listing(name=names[1], original_name=names[0], year=2030), names)
        assert [doubt.other for doubt in asked] == [("second", name) for name in names]


def doubts_about(coming: Listing, stored: Sequence[str]) -> list[Doubt]:
    """Return what is asked about a listing beside stored titles of these names and of the year before."""
    matcher = Matcher()
    for number, name in enumerate(stored):
        title = Candidate(number, {name_key(name)}, coming.kind, 2029, {"second"}, names=[name])
        title.listings.add(("second", name))
        matcher.add(title)
    matcher.match(coming)
    return matcher.doubts


def true_titles(said: list[Listing]) -> set[frozenset[Listed]]:
    """Return how the listings belong together, as they were invented."""
    works = {entry.source_key.rpartition("-")[2] for entry in said}
    return {
        frozenset((x.source, x.source_key) for x in said if x.source_key.rpartition("-")[2] == work) for work in works
    }


def titles_of(said: list[Listing], catalogue: OpenCatalogue) -> set[frozenset[Listed]]:
    catalogue.empty()
    record(catalogue.writing, said)
    return listings_by_title(catalogue.writing)


def record(database: Database, said) -> None:  # type: ignore[no-untyped-def]
    writer = CatalogueWriter(database, load_taxonomy(), HandClock())
    for entry in said:
        writer.record([entry], policy(entry.source), NOW)
