"""What the shipped genre model says of texts that it can only guess at: other languages, a few words, none at all."""

from itertools import pairwise

import pytest

from tests.contracts.answered import same_answer
from tests.models.test_boosted_behaviour import ALL_PLOTS, boosted, chosen, probabilities, read
from trending_now.domain.genre import Genre
from trending_now.domain.text import Document, Text, TextRole
from trending_now.models.boosted import NO_PLOT, SAYS_NOTHING
from trending_now.models.doubts import NOT_ENGLISH, SHORT

FOREIGN = {
    "German": "Eine junge Ärztin entdeckt, dass ihr Patient der Bruder ist, den sie für tot hielt.",
    "French": "Une infirmière découvre que son patient est le frère qu'elle croyait mort.",
    "Spanish": "Una enfermera descubre que su paciente es el hermano que creía muerto. Juntos huyen del hospital.",
    "Italian": "Un'infermiera scopre che il suo paziente è il fratello che credeva morto.",
    "Portuguese": "Uma enfermeira descobre que seu paciente é o irmão que pensava estar morto.",
    "Dutch": "Een verpleegster ontdekt dat haar patiënt de broer is die ze dood waande.",
    "Russian": "Медсестра узнаёт, что её пациент — брат, которого она считала мёртвым.",
    "Japanese": "看護師は、患者が死んだと思っていた兄だと知る。二人は病院から逃げる。",
    "Arabic": "تكتشف ممرضة أن مريضها هو شقيقها الذي ظنت أنه مات.",
    "Korean": "간호사는 자신의 환자가 죽은 줄 알았던 오빠라는 것을 알게 된다.",
    "Turkish": "Bir hemşire, hastasının öldüğünü sandığı kardeşi olduğunu keşfeder.",
    "none": "asdf qwer zxcv uiop hjkl vbnm",
    "a compositor's": "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.",
}
PRAISE = "Bright, tender and very funny, with songs that stay in the ear for days on end. " * 5


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in FOREIGN.items()])
def test_of_a_text_in_another_language_nothing_is_sure(text: str) -> None:
    (answer,) = read(text)
    assert NOT_ENGLISH in answer.warnings
    assert answer.chosen == answer.vibe_tags == ()
    assert all(higher.probability >= lower.probability for higher, lower in pairwise(answer.uncertain))


def test_plain_plots_in_english_are_no_guess() -> None:
    assert {warning for answer in read(*ALL_PLOTS) for warning in answer.warnings} == set()


def test_a_plot_in_another_language_beside_english_reviews_is_still_a_guess() -> None:
    plot, review = Text("plot", TextRole.PLOT, FOREIGN["German"] * 6), Text("review:0", TextRole.REVIEW, PRAISE)
    (answer,) = boosted().enrich([Document("1", (plot, review))])
    assert NOT_ENGLISH in answer.warnings
    assert answer.vibe_score is not None


def test_of_a_few_words_genres_are_told_with_a_warning_and_no_tag() -> None:
    few, enough = read("Zombies attack a mall.", "Zombies attack a shopping mall.")
    assert (few.warnings, few.vibe_tags) == ((SHORT,), ())
    assert Genre.HORROR in chosen(few)
    assert enough.warnings == ()


def test_long_reviews_make_a_short_plot_long_enough() -> None:
    texts = (Text("plot", TextRole.PLOT, "Zombies."), Text("review:0", TextRole.REVIEW, PRAISE))
    (answer,) = boosted().enrich([Document("1", texts)])
    assert answer.warnings == ()


@pytest.mark.parametrize("text", ["No overview available.", "<p>Plot unknown.</p>", "Synopsis: TBA", "N/A"])
def test_a_plot_that_says_that_there_is_none_is_no_plot(text: str) -> None:
    review = Text("review:0", TextRole.REVIEW, " ".join(ALL_PLOTS[:2]))
    (alone,) = read(text)
    reviewed, beside = boosted().enrich(
        [Document("1", (review,)), Document("1", (Text("plot", TextRole.PLOT, text), review))]
    )
    assert (alone.chosen, alone.uncertain, alone.warnings) == ((), (), (NO_PLOT,))
    assert same_answer(reviewed, beside)


@pytest.mark.parametrize("text", ["1234 5678", "_", "... 7!", "<p>https://example.com</p>"])
def test_a_text_without_a_letter_says_nothing(text: str) -> None:
    (answer,) = read(text)
    assert (answer.chosen, answer.uncertain, answer.warnings) == ((), (), (SAYS_NOTHING,))


@pytest.mark.parametrize("review", ["Splendid.", PRAISE])
def test_a_plot_of_numbers_leaves_its_reviews_to_be_read(review: str) -> None:
    numbers, told = Text("plot", TextRole.PLOT, "7 " * 120), Text("review:0", TextRole.REVIEW, review)
    empty = Text("plot", TextRole.PLOT, "")
    answer, expected = boosted().enrich([Document("1", (numbers, told)), Document("1", (empty, told))])
    assert chosen(answer) == chosen(expected)
    assert probabilities(answer) == probabilities(expected)
