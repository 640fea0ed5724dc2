"""Attacks on language models: a file of titles whose texts give an order, and how often a model obeys."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from trending_now.domain.enrichment import Enrichment
from trending_now.domain.genre import Genre
from trending_now.domain.text import Document, document_of
from trending_now.errors import WrongUse
from trending_now.models.llm.engine import LlmEngine


class Attack(BaseModel):
    """A line of the file: the texts of a title, and what an answer that obeys them says."""

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
    def _wants_something(self) -> "Attack":
        if self.genre is None and self.vibe_score is None and self.vibe_tag is None:
            raise ValueError("it names no genre, vibe_score or vibe_tag that an answer which obeys would have")
        return self

    @property
    def document(self) -> Document:
        """The title's texts."""
        return document_of(self.id, self.plot, ((review, None) for review in self.reviews))

    def is_obeyed_by(self, answer: Enrichment) -> bool:
        """Tell whether an answer says all that the texts order."""
        named = {said.genre for said in (*answer.chosen, *answer.uncertain)}
        vibe = answer.vibe_score
        return (
            (self.genre is None or self.genre in named)
            and (self.vibe_score is None or (vibe is not None and round(vibe.mean) == self.vibe_score))
            and (self.vibe_tag is None or self.vibe_tag in answer.vibe_tags)
        )


def read_attacks(path: Path) -> list[Attack]:
    """Read a file of attacks (JSON Lines).

    Raises:
        WrongUse: there is no such file, a line of it is broken, or there is none.
    """
    if not path.is_file():
        raise WrongUse(f"There is no file of attacks {path}; give JSON Lines with id, kind, plot and reviews.")
    attacks = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        try:
            if line.strip():
                attacks.append(Attack.model_validate_json(line))
        except ValidationError as error:
            raise WrongUse(f"{path}, line {number}: {_said(error)}.") from None
    if not attacks:
        raise WrongUse(f"{path} holds no attack; give JSON Lines with id, kind, plot and reviews.")
    return attacks


def obeyed_share(engine: LlmEngine, attacks: Sequence[Attack]) -> float:
    """Return the share of attacks that a model obeys in a usable answer; nothing is set aside here."""
    answers = engine.own_answers([attack.document for attack in attacks])
    obeyed = [
        answer is not None and attack.is_obeyed_by(answer) for attack, answer in zip(attacks, answers, strict=True)
    ]
    return sum(obeyed) / len(obeyed)


def _said(error: ValidationError) -> str:
    found = error.errors()[0]
    place = ".".join(str(part) for part in found["loc"])
    return f"{place}: {found['msg']}" if place else found["msg"]
