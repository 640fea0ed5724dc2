"""A file with a row for each episode of a show, all of one name, is about as much work as any other."""

from tests.effort import calls_during
from tests.invented import NOW, listing, policy
from trending_now.domain.text import Plot
from trending_now.domain.title import Kind
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.matching.matcher import Candidate, Matcher

EPISODES = 500


def calls_to_change(writer: CatalogueWriter, source: str, names: list[str]) -> int:
    calls = 0
    for version in ("first", "second"):
        plots = [(Plot(f"The {version} text of part {number}.", "en"),) for number in range(EPISODES)]
        said = [
            listing(f"{number}", source, name=name, plots=plot)
            for number, (name, plot) in enumerate(zip(names, plots, strict=True))
        ]
        calls = calls_during(lambda said=said: writer.record(said, policy(source), NOW))  # type: ignore[misc]
    return calls


def test_changed_rows_of_one_name_are_about_as_much_work_as_those_of_many(writer: CatalogueWriter) -> None:
    of_many = calls_to_change(writer, "list", [f"Part {number} of the Lantern" for number in range(EPISODES)])
    of_one = calls_to_change(writer, "show", ["The Long Show"] * EPISODES)

    assert of_one < 2 * of_many


def calls_to_match(number: int) -> int:
    stored = [
        Candidate(each, {"long show"}, Kind.TV, 2031, {"first"}, names=["The Long Show"]) for each in range(number)
    ]
    coming = [listing(f"{each}", "second", name="The Long Show", kind=Kind.TV) for each in range(number)]
    matcher = Matcher(stored, batch=coming)
    found: list[Candidate | None] = []
    calls = calls_during(lambda: found.extend(map(matcher.match, coming)))
    assert found == [None] * number
    return calls


def test_a_second_list_of_one_name_is_as_much_work_as_it_has_pairs() -> None:
    assert calls_to_match(100) < 1.5 * 4 * calls_to_match(50)
