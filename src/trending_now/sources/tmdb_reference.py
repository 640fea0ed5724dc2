"""What TMDb says about itself: the sizes of its pictures and the names of its genres."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trending_now.domain.title import Kind
from trending_now.sources.answers import AnswerModel, LenientList

WIDEST_POSTER = 500
USUAL_POSTER_SIZE = "w342"
CONFIGURATION_PATH = "/configuration"
GENRE_PATHS = {Kind.MOVIE: "/genre/movie/list", Kind.TV: "/genre/tv/list"}


class ImagesAnswer(AnswerModel):
    """The pictures' part of the configuration; sizes are widths such as "w342"."""

    poster_sizes: LenientList = []


class ConfigurationAnswer(AnswerModel):
    """The configuration; which host serves pictures is our own setting, since no other host is asked."""

    images: ImagesAnswer


class GenresAnswer(AnswerModel):
    """A list of genres."""

    genres: list[Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """The poster size to ask for, and the name of each genre's number, for films and shows apart."""

    poster_size: str = USUAL_POSTER_SIZE
    genre_names: Mapping[tuple[Kind, int], str] = field(default_factory=dict)

    def genre_name(self, kind: Kind, number: int) -> str:
        """Return a genre's name; its number as text if the lists do not have it."""
        return self.genre_names.get((kind, number), str(number))


def poster_size_of(images: ImagesAnswer) -> str:
    """Return the widest size up to 500 pixels, which is sharp on a card; the usual one if none is."""
    widths = [int(size[1:]) for size in images.poster_sizes if isinstance(size, str) and _is_width(size)]
    fitting = [width for width in widths if width <= WIDEST_POSTER]
    return f"w{max(fitting)}" if fitting else USUAL_POSTER_SIZE


def _is_width(size: str) -> bool:
    return size.startswith("w") and size[1:].isascii() and size[1:].isdigit() and len(size) <= 5
