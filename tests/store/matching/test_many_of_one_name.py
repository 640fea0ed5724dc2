"""A file with a row for each episode of a show, all of one name, takes about as long as any other."""

from time import perf_counter, thread_time

from tests.invented import NOW, listing, policy
from trending_now.domain.text import Plot
from trending_now.domain.title import Kind
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.matching.matcher import Candidate, Matcher

EPISODES = 500


def seconds_to_change(writer: CatalogueWriter, source: str, names: list[str]) -> float:
    """Return how long the quickest of some changes takes: a busy machine may hold up any of them."""
    took = []
    for version in ("first", "second", "third", "fourth"):
        plots = [(Plot(f"The {version} text of part {number}.", "en"),) for number in range(EPISODES)]
        said = [
            listing(f"{number}", source, name=name, plots=plot)
            for number, (name, plot) in enumerate(zip(names, plots, strict=True))
        ]
        begun = perf_counter()
        writer.record(said, policy(source), NOW)
        took.append(perf_counter() - begun)
    return min(took[1:])


def test_changed_rows_of_one_name_take_about_as_long_as_those_of_many(writer: CatalogueWriter) -> None:
    of_many = seconds_to_change(writer, "list", [f"Part {number} of the Lantern" for number in range(EPISODES)])
    of_one = seconds_to_change(writer, "show", ["The Long Show"] * EPISODES)

    assert of_one < 4 * of_many


def seconds_to_match(number: int) -> float:
    stored = [
        Candidate(each, {"long show"}, Kind.TV, 2031, {"first"}, names=["The Long Show"]) for each in range(number)
    ]
    coming = [listing(f"{each}", "second", name="The Long Show", kind=Kind.TV) for each in range(number)]
    matcher = Matcher(stored, batch=coming)
    begun = thread_time()  # what it computes, whatever else the machine does meanwhile
    assert not any(map(matcher.match, coming))
    return thread_time() - begun


def test_a_second_list_of_one_name_takes_as_long_as_it_has_pairs() -> None:
    of_few, of_many = (min(seconds_to_match(number) for _ in range(2)) for number in (50, 300))

    assert of_many < 2 * 36 * of_few
