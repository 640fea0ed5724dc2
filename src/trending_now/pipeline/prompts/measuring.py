"""Prompt versions and engines measured on the same labelled titles."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from trending_now.domain.enrichment import Enrichment
from trending_now.domain.ports import Engine, Progress
from trending_now.evaluation.metrics import Predictions
from trending_now.evaluation.prompt_score import Answering, Duel, PromptScore, chance_of, duel, score
from trending_now.models.llm.engine import LlmEngine
from trending_now.models.prompt_files import Prompt
from trending_now.pipeline.evaluate import as_table
from trending_now.pipeline.prompts.attacks import Attack, obeyed_share
from trending_now.pipeline.prompts.labelled_titles import LabelledTitles
from trending_now.store.llm.scores import ScoreBook, Spending

NOTHING = Spending(None, None)
FREE = 0.0

BuildEngine = Callable[[Prompt], LlmEngine]


@dataclass(frozen=True, slots=True)
class Measuring:
    """The parts of a measurement; agreement with `reference` is measured, and the figures go into `scores`."""

    titles: LabelledTitles
    reference: Engine
    build: BuildEngine
    scores: ScoreBook
    progress: Progress
    attacks: Sequence[Attack] = ()

    def score(self, prompt: Prompt) -> PromptScore:
        """Measure one prompt version with the model of the settings, and keep its figures."""
        return self._kept(score(self._asked(prompt), self._chance(), self._reference()))

    def compare(self, first: Prompt, second: Prompt) -> Duel:
        """Measure two prompt versions and how they differ."""
        found = duel(self._asked(first), self._asked(second), self._chance(), self._reference())
        for each in (found.first, found.second):
            self._kept(each)
        return found

    def score_engine(self, engine: Engine) -> PromptScore:
        """Measure an engine that needs no language model, one text after the other."""
        return self._kept(score(self._timed(engine), self._chance(), self._reference()))

    def score_predictions(self, name: str, predictions: Predictions) -> PromptScore:
        """Measure predictions made elsewhere, at no cost and unknown speed."""
        rows = len(predictions.truth)
        usable = np.ones(rows, dtype=bool)
        told = Answering(name, "", predictions, usable, {}, [None] * rows, [FREE] * rows)
        return self._kept(score(told, self._chance(), self._reference()))

    def _kept(self, found: PromptScore) -> PromptScore:
        self.scores.add(found.name, found.model, found.as_json() | {"titles": self.titles.name})
        return found

    def _asked(self, prompt: Prompt) -> Answering:
        engine = self.build(prompt)
        answers = list(self._watched(engine.own_answers(self.titles.documents), str(prompt.version)))
        digests = [engine.digest_of(document) for document in self.titles.documents]
        model = engine.desk.model_name
        spent, outcomes = self.scores.spending(prompt.version, model, digests)
        return Answering(
            name=str(prompt.version),
            model=model,
            predictions=self._predictions(answers),
            usable=np.array([answer is not None for answer in answers]),
            outcomes=outcomes,
            seconds=[spent.get(digest, NOTHING).seconds for digest in digests],
            cost_usd=[spent.get(digest, NOTHING).cost_usd for digest in digests],
            attack_success=obeyed_share(engine, self.attacks) if self.attacks else None,
        )

    def _timed(self, engine: Engine) -> Answering:
        answers: list[Enrichment] = []
        seconds: list[float | None] = []
        for document in self.titles.documents:
            began = time.perf_counter()
            answers += engine.enrich([document])
            seconds.append(time.perf_counter() - began)
        rows = len(answers)
        predictions = self._predictions(answers)
        return Answering(engine.name, "", predictions, np.ones(rows, dtype=bool), {}, seconds, [FREE] * rows)

    def _watched(self, answers: Iterator[Enrichment | None], what: str) -> Iterator[Enrichment | None]:
        for number, answer in enumerate(answers, start=1):
            yield answer
            self.progress(number, len(self.titles.documents), what)

    def _predictions(self, answers: Sequence[Enrichment | None]) -> Predictions:
        table = as_table(answers, len(answers))
        return Predictions(self.titles.truth, table.chosen, table.probabilities, self.titles.mask)

    def _reference(self) -> Predictions:
        return self._predictions(list(self.reference.enrich(self.titles.documents)))

    def _chance(self) -> Predictions:
        return chance_of(self.titles.truth, self.titles.mask)
