"""Phrases that say that there is no plot are known, and plots that speak of nothing are not taken for them."""

import pytest

from trending_now.domain.placeholders import is_placeholder


@pytest.mark.parametrize(
    "text",
    [
        "N/A", "n/a", "NA", "None", "nan", "TBA", " tbd. ", "Unknown", "Coming soon!",
        "No overview available.", "No overview found.", "no plot", "No synopsis yet",
        "There is no summary available at this time.",
        "No plot summary has been added yet.", "Plot unknown.", "Plot: unknown", "The plot is unknown at this time.",
        "Plot under wraps", "Plot details are being kept under wraps.", "Plot kept under wraps", "Synopsis: TBA",
        "Coming soon to Chirpflix. Plot details are being kept under wraps.", "The plot is currently unknown",
        "We don't have an overview translated in English. Help us expand our database by adding one.",
        "We don’t have an overview translated in English", "We don't have any synopsis for this show yet.",
        "It looks like we don't have a synopsis for this title yet. Be the first to contribute!", "Add a Plot »",
        "It looks like we don't have any Plot Summaries for this title yet. Be the first to contribute!",
        "T.B.A.", "Description not available.", "Summary not yet available", "Storyline to be announced",
    ],
)  # fmt: skip
def test_a_phrase_that_stands_for_a_plot_is_known(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "Zombies.", "An unknown caller.", "No plot survives the night.",
        "The plot to kill the king is unknown to him.",
        "Nobody knows.", "A story.", "The story is missing its hero.", "None shall pass.", "Unknown soldiers march.",
        "Coming soon to town, a circus.", "No summary court will try him.", "A plot of land.",
    ],
)  # fmt: skip
def test_a_plot_that_speaks_of_nothing_is_a_plot(text: str) -> None:
    assert not is_placeholder(text)
