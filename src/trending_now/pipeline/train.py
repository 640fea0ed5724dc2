"""Stage train: makes of a labelled corpus an encoder, an engine, a report, a model card, and a record of the run."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trending_now.corpora.prepared_files import PreparedFiles
from trending_now.corpora.sides import Shares
from trending_now.domain.ports import Progress
from trending_now.errors import WrongUse
from trending_now.pipeline.prepare import CorpusPaths, prepare
from trending_now.training.one_at_a_time import alone_in
from trending_now.training.params import Params
from trending_now.training.registry import ModelRegistry, TrainingRecord

if TYPE_CHECKING:
    from trending_now.evaluation.bias import BiasReport
    from trending_now.evaluation.comparison import Comparison
    from trending_now.models.artifacts import Artifacts
    from trending_now.training.heads.encoder_source import EncoderSource
    from trending_now.training.labelled_texts import LabelledTexts, Sides

ENGINE = "boosted"
FIGURES = ("macro_f1", "micro_f1", "mean_average_precision", "expected_calibration_error")


class Stage(StrEnum):
    """The steps of training, in order."""

    PREPARE = "prepare"
    ENCODER = "encoder"
    HEADS = "heads"
    EVALUATE = "evaluate"


@dataclass(frozen=True, slots=True)
class TrainingFiles:
    """What training reads, and the folder that it writes to.

    If no corpus or no tags are given, it reads those that stage prepare makes of the published corpora. Stage heads
    uses the encoder of the engine in `encoder_of`, if that is given, else the one that stage encoder made.
    """

    out: Path
    vectors: Path
    given_corpus: Path | None = None
    given_tags: Path | None = None
    published: CorpusPaths = field(default_factory=CorpusPaths)
    encoder_of: Path | None = None

    @property
    def corpus(self) -> Path:
        """The labelled corpus."""
        return self.given_corpus or self.prepared.corpus

    @property
    def tags(self) -> Path:
        """MPST's tags."""
        return self.given_tags or self.prepared.tags

    @property
    def prepared(self) -> PreparedFiles:
        """What stage prepare writes."""
        return PreparedFiles.beside(self.out / "corpus.parquet")

    @property
    def encoder(self) -> Path:
        """The folder of the encoder's runs, their mean and its figures."""
        return self.out / "encoder"

    @property
    def engine(self) -> Path:
        """The folder of the engine's files."""
        return self.out / ENGINE

    @property
    def report(self) -> Path:
        """All figures, as JSON."""
        return self.out / "model_report.json"

    @property
    def metrics(self) -> Path:
        """The summary figures, as JSON."""
        return self.out / "metrics.json"

    @property
    def card(self) -> Path:
        """The model card."""
        return self.out / "model_card.md"

    @property
    def calibration(self) -> Path:
        """The calibration plot."""
        return self.out / "calibration.png"


@dataclass(frozen=True, slots=True)
class Trained:
    """What was done: the figures of each stage, and the version in the registry, if it is a candidate."""

    out: Path
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Training:
    """Runs stages of training; each reads what the one before has written."""

    files: TrainingFiles
    params: Params
    registry: ModelRegistry
    progress: Progress

    def run(self, stages: Sequence[Stage]) -> Trained:
        """Run some stages, and record the results.

        Raises:
            WrongUse: the corpus cannot be used, or a file of an earlier stage is missing.
            StoreError: the registry cannot be reached, or another training is writing to the same folder.
        """
        self.registry.reach()
        work = {
            Stage.PREPARE: self._prepare,
            Stage.ENCODER: self._encoder,
            Stage.HEADS: self._heads,
            Stage.EVALUATE: self._evaluate,
        }
        with alone_in(self.files.out):
            figures = {stage.value: work[stage]() for stage in stages}
            return Trained(self.files.out, figures, self.registry.record(self._record(stages, figures)))

    def _prepare(self) -> dict[str, Any]:
        shares = Shares(self.params.prepare.val_share, self.params.prepare.test_share)
        report = prepare(self.files.published, self.files.prepared.corpus, self.progress, shares)
        return {"rows": report.rows, "splits": dict(report.splits)}

    def _encoder(self) -> dict[str, Any]:
        from trending_now.training.encoder.run import tune_encoder

        sides = self._sides(self.params.rows)
        return dict(tune_encoder(sides, self.params.encoder, self.files.encoder, self.progress))

    def _heads(self) -> dict[str, Any]:
        from trending_now.training.heads.run import fit_engine

        encoder, sides = self._encoder_source(), self._sides(self.params.rows)
        return dict(fit_engine(sides, encoder, self.params.heads, self.files.engine, self.progress))

    def _encoder_source(self) -> "EncoderSource":
        from trending_now.training.encoder.run import OUT_OF_FOLD_FILE, WEIGHTS_FILE
        from trending_now.training.heads.encoder_source import engine_encoder, tuned_encoder

        if self.files.encoder_of is not None:
            return engine_encoder(self.files.encoder_of)
        weights, out_of_fold = self.files.encoder / WEIGHTS_FILE, self.files.encoder / OUT_OF_FOLD_FILE
        for path in (weights, out_of_fold):
            _require(path, Stage.ENCODER)
        return tuned_encoder(weights, out_of_fold)

    def _evaluate(self) -> dict[str, Any]:
        from trending_now.models.artifacts import MANIFEST, open_artifacts
        from trending_now.models.boosted import BoostedEngine, load_encoder
        from trending_now.models.heads.genre_heads import load_heads
        from trending_now.models.rules import load_rules
        from trending_now.pipeline.bias import measure_bias
        from trending_now.pipeline.compare import Contest, compare
        from trending_now.training.heads.run import METRICS_FILE

        for path in (self.files.engine / MANIFEST, self.files.out / METRICS_FILE):
            _require(path, Stage.HEADS)
        model = open_artifacts(self.files.engine)
        self._require_files_of(model)
        sides = self._sides(model.rows)
        contest = Contest(self.files.corpus, "test", self.params.rows, self.files.vectors, self.params.heads)
        engine = BoostedEngine(model, load_encoder(model), *load_heads(model))
        comparison = compare([load_rules(), engine], contest, self.progress)
        bias = measure_bias(engine, self.files.corpus, "test", self.progress, self.params.rows)
        self._write_report(model, sides, comparison, bias)
        overall = comparison.as_json()["standings"][ENGINE]["report"]["overall"]
        summary = {name: overall[name] for name in FIGURES}
        self.files.metrics.write_text(json.dumps(summary, indent=1) + "\n", "utf-8")
        return summary

    def _require_files_of(self, model: "Artifacts") -> None:
        """Refuse to measure an engine on other files than it was fitted with: their test rows may be its train rows.

        Its manifest names these files first, and behind them those of an encoder that it took over.
        """
        from trending_now.training.provenance import traced

        given = {traced(path).sha256 for path in (self.files.corpus, self.files.tags)}
        learned = {one.sha256: one.name for one in model.version.training_sets[: len(given)]}
        if learned.keys() != given:
            known = " and ".join(learned.values()) or "nothing that is known"
            raise WrongUse(
                f"The engine in {self.files.engine} was fitted with {known}, "
                "not with these files; give those, or fit it anew. `trending-now evaluate` measures on any corpus."
            )

    def _write_report(self, model: "Artifacts", sides: "Sides", comparison: "Comparison", bias: "BiasReport") -> None:
        from trending_now.training.calibration_plot import draw_calibration
        from trending_now.training.heads.run import METRICS_FILE
        from trending_now.training.model_card import model_card
        from trending_now.training.vibe.figures import read_figures

        rows = self.params.rows if model.rows is None else model.rows
        report = {
            "engine": ENGINE,
            "params": self.params.model_dump(mode="json") | {"rows": rows},
            "data": {"train": _counted(sides.train), "val": _counted(sides.val)},
            "heads": json.loads((self.files.out / METRICS_FILE).read_text("utf-8")),
            "comparison": comparison.as_json(),
            "bias": bias.as_json(),
            "training_sets": [asdict(one) for one in model.version.training_sets],
            "vibe": read_figures(),
        }
        self.files.report.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
        self.files.card.write_text(model_card(report), "utf-8")
        plotted = {name: comparison.standings[name].reliability for name in (comparison.baseline, ENGINE)}
        draw_calibration(plotted, self.files.calibration)

    def _sides(self, rows: int | None) -> "Sides":
        from trending_now.training.labelled_texts import read_sides

        return read_sides(self.files.corpus, self.files.tags, rows)

    def _record(self, stages: Sequence[Stage], figures: dict[str, dict[str, Any]]) -> TrainingRecord:
        from trending_now.training.registry import flat

        whole = Stage.EVALUATE in stages
        is_trial = whole and json.loads(self.files.report.read_text("utf-8"))["params"]["rows"] is not None
        written = (self.files.report, self.files.card, self.files.calibration, self.files.metrics) if whole else ()
        numbers = {name: float(value) for name, value in flat(figures).items() if isinstance(value, int | float)}
        if whole:
            numbers |= _by_genre(json.loads(self.files.report.read_text("utf-8")))
        return TrainingRecord(
            name="-".join(stages),
            params=self.params.model_dump(mode="json"),
            metrics=numbers,
            files=written,
            model=self.files.engine if whole and not is_trial else None,
            tags={"corpus": self.files.corpus.name},
        )


def _require(path: Path, stage: Stage) -> None:
    if not path.is_file():
        raise WrongUse(f"There is no {path}; run `trending-now train --stage {stage}` first.")


def _counted(texts: "LabelledTexts") -> dict[str, Any]:
    return {"rows": len(texts), "sources": dict(sorted(Counter(texts.sources).items()))}


def _by_genre(report: dict[str, Any]) -> dict[str, float]:
    genres = report["comparison"]["standings"][ENGINE]["report"]["overall"]["genres"]
    return {
        f"genre.{genre['genre']}.{name}": genre[name]
        for genre in genres
        for name in ("precision", "recall", "f1", "average_precision", "support")
        if genre[name] is not None
    }
