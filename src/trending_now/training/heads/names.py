"""Exchanges the names in a text for names of other countries, and finds what that does to an encoder's vectors."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trending_now.models.heads.name_direction import NameDirection
from trending_now.training.recipe import NamesRecipe

NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}\b")  # inside a sentence, where English writes names alone so
PLACE_BEFORE = re.compile(r"\b(?:at|from|in|near|of|to) $")
FEWEST_NAMES = 2

Floats = NDArray[np.floating]


class Names(NamedTuple):
    """Given names and cities of one country or language."""

    people: tuple[str, ...]
    places: tuple[str, ...]


def _names(people: str, places: str) -> Names:
    return Names(tuple(people.split()), tuple(places.split()))


NAMES: Mapping[str, Names] = {
    "Arabic": _names(
        "Amina Fatima Hassan Karim Khalid Layla Nour Omar Salma Tariq Youssef Zainab", "Baghdad Beirut Cairo Tunis"
    ),
    "Chinese": _names("Bo Hui Jun Lan Ling Mei Qiang Tao Wei Xiaoming Yan Ying", "Beijing Chengdu Shanghai Wuhan"),
    "English": _names(
        "Alice Charlotte Emily George Grace Harry James Lucy Oliver Sarah Thomas William",
        "Boston Chicago London Manchester",
    ),
    "French": _names(
        "Antoine Camille Claire Elodie Etienne Juliette Luc Manon Margaux Mathieu Pascal Remi",
        "Lyon Marseille Nantes Paris",
    ),
    "German": _names(
        "Anja Dieter Greta Heike Ingrid Jurgen Katrin Lukas Matthias Stefan Ute Wolfgang",
        "Berlin Hamburg Leipzig Munich",
    ),
    "Indian": _names(
        "Ananya Arjun Deepa Kavita Lakshmi Meera Priya Rahul Rohan Sanjay Suresh Vikram", "Chennai Delhi Mumbai Pune"
    ),
    "Japanese": _names(
        "Aoi Daiki Hana Haruto Hiroshi Naoko Ren Sakura Sota Takeshi Yui Yuki", "Kyoto Nagoya Sapporo Tokyo"
    ),
    "Korean": _names(
        "Dongwook Eunji Hyun Jihoon Jiwoo Minjun Seoyeon Soojin Sungmin Taeyang Yuna Yoonah",
        "Busan Daegu Incheon Seoul",
    ),
    "Nigerian": _names(
        "Adaeze Bola Chinedu Emeka Funmi Ifeanyi Kemi Ngozi Obinna Segun Tunde Yetunde", "Abuja Enugu Ibadan Kano"
    ),
    "Russian": _names(
        "Alexei Boris Dmitri Galina Igor Irina Mikhail Natasha Olga Sergei Svetlana Tatiana",
        "Kazan Moscow Omsk Samara",
    ),
    "Spanish": _names(
        "Alejandra Carmen Diego Ignacio Javier Lucia Mateo Pilar Rafael Rosario Santiago Ximena",
        "Bogota Lima Monterrey Sevilla",
    ),
    "Turkish": _names(
        "Ayse Burak Defne Elif Emre Fatma Kerem Mehmet Murat Mustafa Selin Zeynep", "Ankara Bursa Istanbul Izmir"
    ),
}


def with_names_of(text: str, names: Names, chance: np.random.Generator) -> str:
    """Return a text in which each name, a city's after "in" and the like, is always the same other one."""
    people, places = (chance.permutation(some).tolist() for some in names)
    others: dict[str, str] = {}
    for found in NAME.finditer(text):
        kind = places if PLACE_BEFORE.search(text, 0, found.start()) else people
        others.setdefault(found[0], kind[len(others) % len(kind)])
    if not others:
        return text
    return re.sub(rf"\b(?:{'|'.join(others)})\b", lambda found: others[found[0]], text)


def texts_in_all_names(contents: Sequence[str], recipe: NamesRecipe) -> list[list[str]]:
    """Return the beginnings of some texts that hold names, each with those of every country."""
    chance = np.random.default_rng(recipe.seed)
    beginnings = [content[: recipe.characters] for content in contents]
    named = [beginning for beginning in beginnings if len(NAME.findall(beginning)) >= FEWEST_NAMES]
    drawn = chance.permutation(len(named))[: recipe.texts]
    return [[with_names_of(named[row], names, chance) for names in NAMES.values()] for row in drawn]


def name_direction(vectors: Floats, centre: Floats) -> NameDirection:
    """Return the direction in which names alone move the vectors most.

    `vectors` is texts × countries × width, of texts that differ in their names alone: the direction is the first
    principal component of what parts them from their text's mean. `centre` (width) is the mean of plain texts.
    """
    if not len(vectors):
        return NameDirection.none(len(centre))
    parted = (vectors - vectors.mean(axis=1, keepdims=True)).reshape(-1, vectors.shape[-1])
    _, axes = np.linalg.eigh(parted.T @ parted)
    direction = axes[:, -1].astype(np.float32)
    direction *= np.sign(direction[np.abs(direction).argmax()])  # an axis has two ends: so that it is always one
    return NameDirection(direction, float(centre @ direction))
