"""What measures prompts: the labelled titles, the engines, and where the figures go."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from trending_now.domain.ports import Engine, Progress
from trending_now.domain.run import Window
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.errors import WrongUse
from trending_now.wiring.clock import utc_now
from trending_now.wiring.database import open_database
from trending_now.wiring.engines import load_engine
from trending_now.wiring.llm import build_llm, build_prompt_shelf, calibration_file, model_choice
from trending_now.wiring.sources import source_builder

if TYPE_CHECKING:
    from trending_now.models.llm.calibration import Calibration
    from trending_now.models.llm.desk import RunSpending
    from trending_now.models.llm.engine import LlmEngine
    from trending_now.models.prompt_files import Prompt
    from trending_now.pipeline.prompts.labelled_titles import LabelledTitles
    from trending_now.pipeline.prompts.measuring import Measuring
    from trending_now.pipeline.prompts.versions import PromptShelf
    from trending_now.settings import Settings


@dataclass(frozen=True, slots=True)
class Sample:
    """Which titles are measured on: rows of a corpus, or the demo catalogue; and the file of attacks, if any."""

    corpus: Path | None
    split: str
    limit: int
    attacks: Path | None = None


@dataclass(frozen=True, slots=True)
class Jury:
    """All that a measurement needs."""

    shelf: "PromptShelf"
    measuring: "Measuring"
    reference: Engine


@contextmanager
def open_jury(settings: "Settings", sample: Sample, progress: Progress) -> Iterator[Jury]:
    """Open the parts that measure prompts.

    Raises:
        WrongUse: the corpus is missing or is none, or knows no genre of the titles.
        StoreError: the database cannot be written.
    """
    from trending_now.models.llm.desk import RunSpending
    from trending_now.pipeline.prompts.attacks import read_attacks
    from trending_now.pipeline.prompts.measuring import Measuring
    from trending_now.store.llm.scores import ScoreBook

    with closing(open_database(settings, writable=True)) as database:
        reference = load_engine("boosted")
        measuring = Measuring(
            titles=_titles(settings, sample).checked(),
            reference=reference,
            build=partial(_engine, settings, reference, RunSpending()),
            scores=ScoreBook(database, utc_now),
            progress=progress,
            attacks=read_attacks(sample.attacks) if sample.attacks else (),
        )
        yield Jury(build_prompt_shelf(settings, database), measuring, reference)


def fit_calibration(settings: "Settings", sample: Sample, name: str, progress: Progress) -> "tuple[Calibration, Path]":
    """Fit the confidences of a prompt version and the model of the settings, and keep the result for the engine.

    Raises:
        WrongUse: the corpus is missing or is none, or the answers are too few.
    """
    from trending_now.models.llm.calibration import RAW, save_calibration
    from trending_now.pipeline.prompts.calibration import calibrate

    with open_jury(settings, sample, progress) as jury:
        prompt = jury.shelf.find(name)
        found = calibrate(build_llm(settings, jury.reference, prompt, RAW), jury.measuring.titles)
        path = calibration_file(settings, prompt, model_choice(settings))
        save_calibration(found, path)
    return found, path


def measure_engines(settings: "Settings", sample: Sample, progress: Progress) -> None:
    """Measure the engines that need no language model, and the baselines, on the titles of a sample.

    Raises:
        WrongUse: the corpus is missing or is none.
    """
    from trending_now.pipeline.prompts.labelled_titles import baseline_predictions

    if sample.corpus is None:
        raise WrongUse("Name a corpus with --corpus: baselines are fitted on its train and val rows.")
    with open_jury(settings, sample, progress) as jury:
        for name, predictions in baseline_predictions(sample.corpus, sample.split, sample.limit, progress).items():
            jury.measuring.score_predictions(name, predictions)
        for name in ("boosted", "rules"):  # loaded anew: the reference has read the titles, and remembers them
            jury.measuring.score_engine(load_engine(name))


def _engine(settings: "Settings", reference: Engine, run: "RunSpending", prompt: "Prompt") -> "LlmEngine":
    return build_llm(settings, reference, prompt, run=run)


def _titles(settings: "Settings", sample: Sample) -> "LabelledTitles":
    from trending_now.pipeline.prompts.labelled_titles import corpus_titles, demo_titles

    if sample.corpus is not None:
        return corpus_titles(sample.corpus, sample.split, sample.limit)
    today = utc_now().date()
    with source_builder(settings) as build:
        return demo_titles(build("demo"), load_taxonomy(), Window(today, today), sample.limit)
