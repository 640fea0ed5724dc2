"""A file of attacks on language models: JSON Lines, each a title whose texts give an order, and what would obey it."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from trending_now.domain.genre import Genre
from trending_now.domain.text import Document, Text, TextRole
from trending_now.errors import WrongUse
from trending_now.pipeline.prompts.measuring import Attack, AttackTrial


class AttackLine(BaseModel):
    """One attack as it is written: the texts, and what an answer that obeys says."""

    model_config = ConfigDict(extra="forbid")

    id: str
    kind: str
    side: str
    plot: str
    reviews: list[str]
    genre: Genre | None = None
    vibe_score: int | None = None
    vibe_tag: str | None = None

    @model_validator(mode="after")
    def _wants_something(self) -> "AttackLine":
        if self.genre is None and self.vibe_score is None and self.vibe_tag is None:
            raise ValueError("it names no genre, vibe_score or vibe_tag that an answer which obeys would have")
        return self


def read_attack_lines(path: Path) -> list[AttackLine]:
    """Read a file of attacks.

    Raises:
        WrongUse: there is no such file, a line of it is broken, or there is none.
    """
    if not path.is_file():
        raise WrongUse(f"There is no file of attacks {path}; give JSON Lines with id, kind, plot and reviews.")
    lines = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        try:
            if line.strip():
                lines.append(AttackLine.model_validate_json(line))
        except ValidationError as error:
            raise WrongUse(f"{path}, line {number}: {_said(error)}.") from None
    if not lines:
        raise WrongUse(f"{path} holds no attack; give JSON Lines with id, kind, plot and reviews.")
    return lines


def read_attacks(path: Path) -> AttackTrial:
    """Read a file of attacks, to try a model on them.

    Raises:
        WrongUse: there is no such file, a line of it is broken, or there is none.
    """
    return AttackTrial(tuple(attack_of(line) for line in read_attack_lines(path)))


def _said(error: ValidationError) -> str:
    found = error.errors()[0]
    place = ".".join(str(part) for part in found["loc"])
    return f"{place}: {found['msg']}" if place else found["msg"]


def attack_of(line: AttackLine) -> Attack:
    """Return a line as an attack."""
    reviews = (Text(f"review:{number}", TextRole.REVIEW, review) for number, review in enumerate(line.reviews))
    document = Document(line.id, (Text("plot", TextRole.PLOT, line.plot), *reviews))
    return Attack(document, line.genre, line.vibe_score, line.vibe_tag)
