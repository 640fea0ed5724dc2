"""What the shipped genre model must do, whatever its figures: know plain cases, ignore names, feel what tells."""

import random
from functools import cache

import pytest

from tests.contracts.answered import same_answer
from tests.models.plain_plots import PLAIN_PLOTS
from tests.models.texts.test_decoration import DECORATED, STORY
from trending_now.domain.enrichment import Enrichment
from trending_now.domain.genre import Genre
from trending_now.domain.ports import Engine
from trending_now.domain.text import Document, Text, TextRole
from trending_now.models.boosted import load_boosted

ALL_PLOTS = tuple(plot for plots in PLAIN_PLOTS.values() for plot in plots)
PEOPLE = (("Anna", "Peter"), ("Chiyo", "Kenji"), ("Amara", "Chidi"), ("Guadalupe", "Emiliano"))
PLACES = ("Bristol", "Osaka", "Lagos", "Puebla")
ABOUT_PEOPLE = (
    "{0} and {1} have been married for ten years when {0} meets an old love at a funeral in {2}.",
    "In a diner in {2}, {0} plans to rob the bank where {1} works as a guard.",
    "{0} coaches the school's swimming team in {2}; {1}, the slowest, wants to win the race.",
    "{1} wakes in a hospital of {2} where the dead walk, and {0} is one of them.",
    "{0}, a wizard's apprentice from {2}, steals the book of spells that {1} has guarded for a hundred years.",
)
NEUTRAL = (
    "A postman finds a letter that was never delivered and takes it to the house on the hill.",
    "Four sisters sell the house of their parents and divide what is in it.",
    "A young couple moves into a flat above a bakery and gets to know the neighbours.",
    "A retired teacher takes the train to the coast to visit a friend from school.",
)
TELLING = {
    Genre.HORROR: "The house is haunted by a vengeful ghost.",
    Genre.SCIENCE_FICTION: "A spaceship lands, and an alien steps out of it.",
    Genre.WAR: "Then the soldiers are sent to the front, and the battle begins.",
    Genre.WESTERN: "The sheriff and his posse ride after the outlaws into the desert.",
    Genre.ROMANCE: "They fall in love and kiss for the first time.",
    Genre.CRIME: "The police find out that the gangsters murdered the drug dealer.",
    Genre.SPORT: "The team trains for the championship and wins the final match.",
    Genre.MUSIC: "The singer and the band record a song and go on tour.",
    Genre.FANTASY: "A wizard casts a spell, and the dragon awakes.",
    Genre.DOCUMENTARY: "The documentary uses interviews and archive footage.",
}
LEAST_RISE = 0.05
LARGEST_DRIFT = 0.10
LEAST_AGREEMENT = 0.75


@cache
def boosted() -> Engine:
    return load_boosted()


def read(*texts: str) -> list[Enrichment]:
    documents = [Document(str(number), (Text("plot", TextRole.PLOT, content),)) for number, content in enumerate(texts)]
    return list(boosted().enrich(documents))


def probabilities(answer: Enrichment) -> dict[Genre, float]:
    return {score.genre: score.probability for score in (*answer.chosen, *answer.uncertain, *answer.others)}


def chosen(answer: Enrichment) -> set[Genre]:
    return {score.genre for score in answer.chosen}


def agreement(first: set[Genre], second: set[Genre]) -> float:
    return len(first & second) / len(first | second) if first | second else 1.0


@pytest.mark.parametrize("genre", Genre)
def test_plain_plots_of_a_genre_are_known(genre: Genre) -> None:
    found = [genre in chosen(answer) for answer in read(*PLAIN_PLOTS[genre])]
    assert sum(found) >= 2, f"Only {sum(found)} of 3 plain plots are {genre}."


def test_names_of_people_and_places_hardly_matter() -> None:
    drifts = []
    for story in ABOUT_PEOPLE:
        told = [story.format(*people, place) for people, place in zip(PEOPLE, PLACES, strict=True)]
        by_name = [probabilities(answer) for answer in read(*told)]
        drifts += [max(p[genre] for p in by_name) - min(p[genre] for p in by_name) for genre in Genre]
    assert sum(drifts) / len(drifts) <= LARGEST_DRIFT


def test_a_slip_of_the_pen_in_each_sentence_changes_little() -> None:
    chance = random.Random(11)
    as_written, with_slips = read(*ALL_PLOTS), read(*(slipped(plot, chance) for plot in ALL_PLOTS))
    agreements = [agreement(chosen(a), chosen(b)) for a, b in zip(as_written, with_slips, strict=True)]
    assert sum(agreements) / len(agreements) >= LEAST_AGREEMENT


@pytest.mark.parametrize("genre", TELLING)
def test_a_telling_sentence_raises_its_genre(genre: Genre) -> None:
    before = [probabilities(answer)[genre] for answer in read(*NEUTRAL)]
    after = [probabilities(answer)[genre] for answer in read(*(f"{plot} {TELLING[genre]}" for plot in NEUTRAL))]
    rises = [late - early for early, late in zip(before, after, strict=True)]
    assert min(rises) > 0
    assert sum(rises) / len(rises) >= LEAST_RISE


def test_the_telling_sentence_is_the_evidence() -> None:
    genre, plot = Genre.HORROR, f"{' '.join(NEUTRAL)} {TELLING[Genre.HORROR]}"
    (answer,) = read(plot)
    found = next(score for score in (*answer.chosen, *answer.uncertain) if score.genre is genre)
    (evidence,) = found.evidence
    assert plot[evidence.start : evidence.end].strip() == TELLING[genre]


def test_a_fragment_is_not_the_evidence_beside_a_sentence_that_tells() -> None:
    telling = "A detective hunts a serial killer who leaves a chess piece beside each of his victims."
    plot = f"He kills. {telling} She follows. Then her own son vanishes."
    (answer,) = read(plot)
    places = {score.genre: score.evidence[0] for score in (*answer.chosen, *answer.uncertain)}
    quotes = {genre: plot[place.start : place.end] for genre, place in places.items()}
    assert quotes[Genre.CRIME] == quotes[Genre.THRILLER] == quotes[Genre.MYSTERY] == telling


def test_decoration_changes_no_genre_and_is_no_evidence() -> None:
    texts = [*DECORATED.values(), "\u200b".join(STORY)]
    plain, *answers = read(STORY, *texts)
    for text, answer in zip(texts, answers, strict=True):
        assert probabilities(answer) == pytest.approx(probabilities(plain))
        places = [place for score in (*answer.chosen, *answer.uncertain) for place in score.evidence]
        assert places
        assert all(text[place.start : place.end].replace("\u200b", "") in STORY for place in places)


def test_reviews_fill_up_a_short_plot_and_leave_a_long_one_alone() -> None:
    review = Text("review:0", TextRole.REVIEW, " ".join([TELLING[Genre.HORROR], *PLAIN_PLOTS[Genre.HORROR]]))
    short = Text("plot", TextRole.PLOT, "Two people meet.")
    long = Text("plot", TextRole.PLOT, " ".join(NEUTRAL * 4))
    answers = list(
        boosted().enrich([Document("1", some) for some in ((short,), (short, review), (long,), (long, review))])
    )
    horror = [probabilities(answer)[Genre.HORROR] for answer in answers]
    assert horror[1] > horror[0] + 0.3
    assert horror[3] == pytest.approx(horror[2], abs=0.01)


def test_short_reviews_leave_what_a_plot_tells_alone() -> None:
    plot = Text("plot", TextRole.PLOT, "A band on tour.")
    reviews = [Text(f"review:{number}", TextRole.REVIEW, "Great!") for number in range(3)]
    alone, beside = boosted().enrich([Document("1", (plot,)), Document("1", (plot, *reviews))])
    assert Genre.MUSIC in chosen(alone)
    assert same_answer(alone, beside)
    assert (alone.vibe_tags, alone.vector) == (beside.vibe_tags, beside.vector)


def test_a_review_that_stands_there_twice_counts_once() -> None:
    told = " ".join(PLAIN_PLOTS[Genre.HORROR])
    plot = Text("plot", TextRole.PLOT, "Two people meet.")
    reviews = [
        Text("review:0", TextRole.REVIEW, told),
        Text("review:1", TextRole.REVIEW, told.upper().replace(" ", "  ")),
    ]
    once, twice = boosted().enrich([Document("1", (plot, *reviews[:1])), Document("1", (plot, *reviews))])
    assert same_answer(once, twice)
    assert once.vector == twice.vector


def test_a_plot_without_a_word_is_no_plot() -> None:
    review = Text("review:0", TextRole.REVIEW, TELLING[Genre.HORROR])
    nothing = Text("plot", TextRole.PLOT, "—")
    alone, beside = boosted().enrich([Document("1", some) for some in ((review,), (nothing, review))])
    assert Genre.HORROR in chosen(alone)
    assert chosen(alone) == chosen(beside)


def slipped(plot: str, chance: random.Random) -> str:
    """Swap two neighbouring letters inside one long word of each sentence."""
    sentences = plot.split(". ")
    return ". ".join(_with_slip(sentence, chance) for sentence in sentences)


def _with_slip(sentence: str, chance: random.Random) -> str:
    words = sentence.split(" ")
    long = [number for number, word in enumerate(words) if len(word) > 5]
    if long:
        number = chance.choice(long)
        word, place = words[number], chance.randrange(1, len(words[number]) - 2)
        words[number] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return " ".join(words)
