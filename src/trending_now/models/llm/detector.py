"""Finds answers that strangers' texts may have written: signs in the texts, and answers that no plot bears out."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trending_now.domain.enrichment import Enrichment, VibeScore
from trending_now.domain.llm import LlmAnswer
from trending_now.domain.text import Document
from trending_now.models.llm import patterns
from trending_now.models.llm.patterns import signs_in, speaks_of_scores


@dataclass(frozen=True, slots=True)
class Detector:
    """Compares an answer with the plot-only answer of another engine.

    A genre that the model is sure of (`sure_from` on) and the other finds next to impossible (below `unlikely_below`)
    is suspicious, and so is a vibe score that lies further than `vibe_apart` from what the reviews' own words say;
    `vibe_apart_if_told` holds where a text says what a score should be.
    """

    sure_from: float = 0.85
    unlikely_below: float = 0.004
    vibe_apart: float = 5.0
    vibe_apart_if_told: float = 2.5

    @property
    def digest(self) -> str:
        """The SHA-256 of all that decides."""
        numbers = f"{self.sure_from} {self.unlikely_below} {self.vibe_apart} {self.vibe_apart_if_told}"
        return hashlib.sha256(numbers.encode() + Path(patterns.__file__).read_bytes()).hexdigest()

    def reasons(self, document: Document, answer: LlmAnswer, by_plot: Enrichment, plain: Enrichment) -> tuple[str, ...]:
        """Return why a person should look at an answer; nothing where it seems to be the model's own."""
        signs = {sign for text in document.texts for sign in signs_in(text.content)}
        is_told = any(speaks_of_scores(text.content) for text in document.texts)
        apart = self.vibe_apart_if_told if is_told else self.vibe_apart
        return (*sorted(signs), *self._oddities(answer, by_plot, plain.vibe_score, apart))

    def _oddities(
        self, answer: LlmAnswer, by_plot: Enrichment, measured: VibeScore | None, vibe_apart: float
    ) -> Iterator[str]:
        scores = (*by_plot.chosen, *by_plot.uncertain, *by_plot.others)
        probabilities = {score.genre: score.probability for score in scores if score.calibrated}
        sure = [claim.genre for claim in answer.genres if claim.confidence >= self.sure_from]
        if any(probabilities.get(genre, 1.0) < self.unlikely_below for genre in sure):
            yield "a genre that the plot speaks against"
        if measured and answer.vibe_score and abs(answer.vibe_score - measured.mean) > vibe_apart:
            yield "a vibe score that the reviews speak against"
