"""Prompt versions and their labels: which one is asked with, and how a label moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from trending_now.domain.llm import PromptVersion
from trending_now.errors import PromptError, WrongUse
from trending_now.models.prompt_files import Prompt
from trending_now.store.llm.prompt_book import PromptBook, pointed_at

ENRICH = "enrich"
FIRST_PRODUCTION = 2


class Label(StrEnum):
    """A role of a prompt version: the one that all titles get, or the one on trial."""

    PRODUCTION = "production"
    CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class PromptShelf:
    """All prompt versions, and where the labels point: as shipped, until one is moved."""

    prompts: Mapping[PromptVersion, Prompt]
    book: PromptBook

    def find(self, name: str) -> Prompt:
        """Return the version that a name such as "enrich-v2" or a label means.

        Raises:
            WrongUse: there is no such version, or the label points nowhere.
            PromptError: its file was changed after its first use.
        """
        wanted = self._named(name)
        self.book.check(wanted.version)
        return wanted

    def labels(self) -> dict[str, int]:
        """Return the number of the version that each label points at."""
        return {Label.PRODUCTION.value: FIRST_PRODUCTION} | self.book.labels(ENRICH)

    def labels_of(self, version: PromptVersion) -> list[str]:
        """Return the labels that point at a version."""
        return sorted(
            label for label, number in self.labels().items() if (ENRICH, number) == (version.name, version.number)
        )

    def candidate(self) -> Prompt | None:
        """Return the version on trial, if there is one."""
        return self.find(Label.CANDIDATE) if Label.CANDIDATE in self.labels() else None

    def promote(self, name: str, label: Label) -> PromptVersion:
        """Let a label point at a version; returns it.

        Raises:
            WrongUse: there is no such version, or it is one of another prompt than the labels are of.
        """
        prompt = self.find(name)
        if prompt.version.name != ENRICH:
            raise WrongUse(
                f"Labels point at versions of {ENRICH}, and {prompt.version} is none; to ask with it, set "
                f"TRENDING_NOW_LLM_PROMPT={prompt.version}."
            )
        self.book.move(ENRICH, label, prompt.version.number)
        return prompt.version

    def roll_back(self, label: Label) -> PromptVersion | None:
        """Let a label point where it pointed before; returns that version, or None if nothing is on trial any more.

        Raises:
            WrongUse: it has pointed at no other version.
        """
        places = list(pointed_at(self.book.moves(ENRICH, label)))
        if label is Label.PRODUCTION and (not places or places[-1] != FIRST_PRODUCTION):
            places.append(FIRST_PRODUCTION)
        if label is Label.CANDIDATE and len(places) == 1 and label in self.labels():
            self.book.move(ENRICH, label, 0)
            return None
        if len(places) < 2:
            raise WrongUse(f"The label {label} has pointed at no other version; there is nothing to go back to.")
        return self.promote(f"{ENRICH}-v{places[1]}", label)

    def _named(self, name: str) -> Prompt:
        number = self.labels().get(name)
        wanted = name if number is None else f"{ENRICH}-v{number}"
        for version, prompt in self.prompts.items():
            if str(version) == wanted:
                return prompt
        known = ", ".join(str(version) for version in self.prompts)
        if number is None and name in list(Label):
            advice = f"`trending-now prompts promote VERSION --label {name}` lets it point at one"
            raise WrongUse(f"The label {name} points at no version yet; {advice}.")
        if number is not None:
            raise PromptError(
                f"The label {name} points at {wanted}, whose file is gone; put it back, or move the label."
            )
        raise WrongUse(f"There is no prompt {name!r}; choose one of: {known}, or a label: {', '.join(Label)}.")
