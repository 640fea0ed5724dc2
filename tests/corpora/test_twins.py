"""One title in several corpora is found by name and year, or by its sentences; namesakes stay apart."""

from tests.corpora.written_corpora import CLOCKWORK, LIGHTHOUSE, ORCHARD, labelled
from trending_now.corpora.labelled_text import LabelledText
from trending_now.corpora.title_names import work_key
from trending_now.corpora.twins import group_titles


def grouped(*texts: LabelledText) -> list[set[str]]:
    """Return the ids of each title's texts."""
    return [{text.id for text in title} for title in group_titles(texts)]


def test_names_are_compared_without_article_accents_and_the_words_in_brackets() -> None:
    assert {work_key(name) for name in ("The Lamp!", "Lamp, The", "LÁMP", "The Lamp (1988 film)")} == {"lamp"}
    assert work_key("Salt & Clock’s") == work_key("Salt and Clocks")
    assert (work_key("???"), work_key("The")) == ("???", "the")


def test_a_name_and_a_year_that_is_at_most_one_off_are_one_title() -> None:
    assert grouped(labelled("cmu:1"), labelled("wiki_plots:a", ORCHARD, "Lamp", 1989)) == [{"cmu:1", "wiki_plots:a"}]
    assert len(grouped(labelled("cmu:1"), labelled("wiki_plots:a", ORCHARD, "Lamp", 1991))) == 2


def test_two_films_of_one_name_in_one_corpus_stay_two() -> None:
    assert len(grouped(labelled("cmu:1"), labelled("cmu:2", ORCHARD))) == 2


def test_of_two_years_that_fit_the_exact_one_is_taken() -> None:
    remake = labelled("cmu:2", ORCHARD, year=1989)
    assert grouped(labelled("cmu:1"), remake, labelled("wiki_plots:a", CLOCKWORK, year=1989)) == [
        {"cmu:1"},
        {"cmu:2", "wiki_plots:a"},
    ]


def test_plots_that_share_sentences_are_one_title_under_any_name() -> None:
    edited = LIGHTHOUSE.replace("She burns", "In the end she burns") + " " + LIGHTHOUSE.split(". ")[0] + "."
    foreign = labelled("imdb:tt1", edited, "Lyset", None)
    assert grouped(labelled("cmu:1"), labelled("cmu:2", ORCHARD, "Orchard"), foreign) == [
        {"cmu:1", "imdb:tt1"},
        {"cmu:2"},
    ]


def test_the_same_plot_of_one_sentence_is_one_title_under_any_name() -> None:
    only = LIGHTHOUSE.split(". ", maxsplit=1)[0]
    assert grouped(labelled("cmu:1", only), labelled("wiki_plots:a", f"{only}.", "Lyset", 2001)) == [
        {"cmu:1", "wiki_plots:a"}
    ]
    assert len(grouped(labelled("cmu:1", only), labelled("wiki_plots:a", LIGHTHOUSE, "Lyset", 2001))) == 2


def test_a_name_without_a_year_is_not_enough() -> None:
    assert len(grouped(labelled("cmu:1"), labelled("imdb:tt1", ORCHARD, "The Lamp", None))) == 2


def test_titles_join_through_a_third() -> None:
    dated = labelled("wiki_plots:a", LIGHTHOUSE, "The Lamp", 1988)
    assert grouped(labelled("imdb:tt1", year=None), labelled("cmu:1", ORCHARD), dated) == [
        {"imdb:tt1", "cmu:1", "wiki_plots:a"}
    ]
