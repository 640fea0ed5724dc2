"""What viewers say of the genres that a title is shown with."""

from dataclasses import dataclass
from datetime import datetime

from trending_now.domain.genre import Genre
from trending_now.domain.title import TitleId


@dataclass(frozen=True, slots=True)
class Feedback:
    """A viewer's verdict on one genre of one title: it is of the genre, or it is not; `holds` None takes it back.

    `visitor` is an anonymous id that changes every day; `engine` is the one whose genres the viewer saw, or None.
    """

    title_id: TitleId
    genre: Genre
    holds: bool | None
    visitor: str
    engine: str | None
    given_at: datetime


@dataclass(frozen=True, slots=True)
class GenreFeedback:
    """How many viewers say that a title is of a genre, and how many that it is not."""

    genre: Genre
    yes: int
    no: int


@dataclass(frozen=True, slots=True)
class DisputedGenre:
    """A genre of a title that viewers object to: they say no to one that is shown, or yes to one that is not.

    `newest` is the time of the latest verdict that still counts.
    """

    title_id: TitleId
    name: str
    genre: Genre
    shown: bool
    yes: int
    no: int
    newest: datetime
