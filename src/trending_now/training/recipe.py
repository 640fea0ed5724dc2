"""Every number that decides what a model becomes; `params.yaml` sets them."""

import math
import re
from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le, Len, Lt, Predicate

from trending_now.domain.genre import Genre

Positive = Annotated[float, Gt(0), Lt(math.inf)]
NotNegative = Annotated[float, Ge(0), Lt(math.inf)]
Share = Annotated[float, Ge(0), Lt(1)]
Weight = Annotated[float, Ge(0), Le(1)]
Count = Annotated[int, Ge(1)]
FileName = Annotated[str, Predicate(lambda name: re.fullmatch(r"[\w-]+", name) is not None)]


@dataclass(frozen=True, slots=True)
class PrepareRecipe:
    """The shares of titles that go to val and to test, unless a file says on which side a title is."""

    val_share: Share = 0.12
    test_share: Share = 0.18


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the encoder is fine-tuned; `learning_rate` is that of the top layer.

    Learning rates rise during `warmup_steps`, are constant, and fall to 0 over the last `decay_epochs`. So a run can be
    shortened or lengthened at any checkpoint before the decay begins. `threads` changes only the time it takes.
    """

    pretrained: Literal["minilm", "mpnet"] = "minilm"
    epochs: Positive = 4
    batch_rows: Count = 32
    window_tokens: Annotated[int, Ge(16), Le(512)] = 128
    train_windows: Count = 2
    read_windows: Count = 6
    learning_rate: Positive = 8e-5
    head_rate: Positive = 1e-3
    layer_decay: Annotated[float, Gt(0), Le(1)] = 0.9
    weight_decay: NotNegative = 0.01
    warmup_steps: Count = 60
    decay_epochs: Positive = 1.5
    gamma_negative: NotNegative = 2.0
    tag_weight: NotNegative = 0.3
    masked_share: Share = 0.08
    hidden_dropout: Share = 0.0
    head_dropout: Share = 0.1
    longest_gradient: Positive = 5.0
    seed: Annotated[int, Ge(0)] = 7
    threads: Count = 2

    @property
    def decay_begins(self) -> float:
        """After how many epochs learning rates begin to fall."""
        return self.epochs - self.decay_epochs


@dataclass(frozen=True, slots=True)
class FoldRecipe:
    """How texts are divided into folds: val for cross-validation, train for out-of-fold predictions."""

    count: Annotated[int, Ge(2)] = 5
    seed: Annotated[int, Ge(0)] = 7


@dataclass(frozen=True, slots=True)
class ViewsRecipe:
    """How many views of each text, drawn at random, are used for distillation; a student's epochs take them in turn.

    With probability `piece_share` a view is a run of at most `most_sentences` sentences. Otherwise it is the text, if
    it is short, or a stretch of about `stretch_characters` from each half of it. With probability `mixed_share` a part
    of another text follows.
    """

    count: Count = 12
    piece_share: Share = 0.3
    most_sentences: Count = 4
    stretch_characters: Count = 600
    mixed_share: Share = 0.2
    seed: Annotated[int, Ge(0)] = 7


@dataclass(frozen=True, slots=True)
class EncoderRun:
    """One fine-tuning, and the epochs whose checkpoints are averaged.

    It starts from the pretrained weights, or from the mean of the earlier runs named in `start`. Its targets are the
    labels, mixed with the teachers' predictions, whose weight is `taught`.
    """

    name: FileName
    average: Annotated[tuple[Count, ...], Len(1)]
    recipe: Recipe = Recipe()
    start: tuple[str, ...] = ()
    taught: Weight = 0.0

    def __post_init__(self) -> None:
        last = math.ceil(self.recipe.epochs)
        if max(self.average) > last:
            raise ValueError(f"run {self.name!r} ends after epoch {last}, so epoch {max(self.average)} has no weights")


@dataclass(frozen=True, slots=True)
class CrossFitting:
    """An encoder that is cross-fitted: for each fold, fitted on the others; `taught` as in a run."""

    name: FileName
    recipe: Recipe = Recipe()
    taught: Weight = 0.0


@dataclass(frozen=True, slots=True)
class EncoderRecipe:
    """The teachers and the runs, in order, and the stand-in, on whose predictions blend and trees are fitted.

    A teacher may learn from the teachers before it; runs and stand-in learn from the mean of all teachers. The
    encoder's weights are the mean of the runs that no later run starts from.
    """

    runs: Annotated[tuple[EncoderRun, ...], Len(1)] = (EncoderRun("a", (2, 4)),)
    teachers: tuple[CrossFitting, ...] = ()
    stand_in: CrossFitting = CrossFitting("stand-in")
    folds: FoldRecipe = FoldRecipe()
    views: ViewsRecipe = ViewsRecipe()

    def __post_init__(self) -> None:
        taught = {each.name: each.taught for each in self.teachers[:1]}
        if not self.teachers:
            taught = {run.name: run.taught for run in self.runs} | {self.stand_in.name: self.stand_in.taught}
        pupils = [name for name, share in taught.items() if share]
        if pupils:
            raise ValueError(f"{pupils[0]!r} is to be taught, and there is no teacher")
        names = [run.name for run in self.runs]
        folders = [*names, *(teacher.name for teacher in self.teachers), self.stand_in.name]
        if len(set(folders)) < len(folders):
            raise ValueError(f"two runs are named {max(folders, key=folders.count)!r}")
        for place, run in enumerate(self.runs):
            for name in run.start:
                if name not in names[:place]:
                    raise ValueError(f"run {run.name!r} starts from {name!r}, which is no run before it")

    @property
    def last(self) -> tuple[EncoderRun, ...]:
        """The runs that no other one starts from."""
        passed = {name for run in self.runs for name in run.start}
        return tuple(run for run in self.runs if run.name not in passed)

    def before(self, run: EncoderRun) -> tuple[EncoderRun, ...]:
        """Return the runs that a run starts from."""
        return tuple(earlier for earlier in self.runs if earlier.name in run.start)


@dataclass(frozen=True, slots=True)
class LexicalRecipe:
    """How the lexical model is fitted: TF-IDF over terms of some texts, balanced logistic regression.

    Of all terms the `most_terms` with the greatest weights are kept (None: all).
    """

    most_terms: Count | None = 60_000
    fewest_texts: Count = 3
    most_texts_share: Annotated[float, Gt(0), Le(1)] = 0.5
    strength: Positive = 1.0
    tolerance: Positive = 1e-3
    seed: Annotated[int, Ge(0)] = 7


@dataclass(frozen=True, slots=True)
class BlendRecipe:
    """How encoder and lexical model are blended: logistic regression with shared and penalised own coefficients."""

    strength: Positive = 0.05
    shared_scale: Positive = 10.0
    most_iterations: Count = 500
    seed: Annotated[int, Ge(0)] = 7


@dataclass(frozen=True, slots=True)
class TreeRecipe:
    """How the trees are grown; they are few and shallow, since each is evaluated for each title."""

    rounds: Count = 25
    depth: Count = 3
    rate: Positive = 0.06
    column_share: Annotated[float, Gt(0), Le(1)] = 0.3
    row_share: Annotated[float, Gt(0), Le(1)] = 0.7
    lightest_leaf: NotNegative = 20.0
    penalty: NotNegative = 10.0
    bins: Annotated[int, Ge(2)] = 64
    seed: Annotated[int, Ge(0)] = 7


@dataclass(frozen=True, slots=True)
class NamesRecipe:
    """How the effect of names on the genres is reduced: by the share `damping` in log-odds, wholly in refining trees.

    The effect is measured on the first `characters` of so many train `texts`, with names of many countries put in.
    """

    texts: Annotated[int, Ge(0)] = 600
    characters: Count = 500
    damping: Annotated[float, Ge(0), Le(1)] = 0.5
    seed: Annotated[int, Ge(0)] = 7


@dataclass(frozen=True, slots=True)
class ThresholdRecipe:
    """How a genre's threshold is set: the empirical one weighs its number of positives, the expected `prior_labels`.

    The empirical threshold is the mean of those whose F1 is within `near_best` of the best. A genre is uncertain from
    `band` × threshold on.
    """

    prior_labels: NotNegative = 60.0
    near_best: NotNegative = 0.01
    band: Annotated[float, Gt(0), Le(1)] = 0.7


@dataclass(frozen=True, slots=True)
class OperatingRecipe:
    """The weight of probabilities beside labels when the thresholds of operating points are chosen on val."""

    expected_share: Share = 0.5


@dataclass(frozen=True, slots=True)
class ReadingRecipe:
    """How the engine cuts a text: the tokens of a window, and the most windows."""

    window_tokens: Annotated[int, Ge(16), Le(512)] = 128
    most_windows: Count = 12


@dataclass(frozen=True, slots=True)
class Silence:
    """Genres that a source has no tag for; with `beside`, only where it names that genre."""

    source: str
    genres: tuple[Genre, ...]
    beside: Genre | None = None


@dataclass(frozen=True, slots=True)
class RestoringRecipe:
    """Which genres' linear heads are corrected for silences, and by which `share` of the whole correction.

    `strength` is that of the model that tells sources apart (inverse regularisation), `penalty` keeps the weights near
    to the uncorrected ones.
    """

    genres: tuple[Genre, ...] = ()
    share: Annotated[float, Ge(0), Le(1)] = 0.75
    strength: Positive = 0.1
    penalty: NotNegative = 30.0


@dataclass(frozen=True, slots=True)
class NeighboursRecipe:
    """The `weight` of the most similar training texts' labels beside a text's own log-odds.

    So many principal `axes` of the vectors are kept; with a lower `temperature` only more similar texts count. Genres
    in `without` are left out: the labels of most near texts are masked there, so that a few far ones would decide. For
    its use at run time see `models/heads/neighbours.py`.
    """

    axes: Count = 48
    weight: NotNegative = 0.2
    temperature: Positive = 0.03
    prior: Positive = 0.1
    without: tuple[Genre, ...] = ()


@dataclass(frozen=True, slots=True)
class HeadsRecipe:
    """All that is fitted on top of the encoder, and how the engine reads."""

    reading: ReadingRecipe = ReadingRecipe()
    lexical: LexicalRecipe = LexicalRecipe()
    blend: BlendRecipe = BlendRecipe()
    trees: TreeRecipe = TreeRecipe()
    names: NamesRecipe = NamesRecipe()
    neighbours: NeighboursRecipe = NeighboursRecipe()
    refining: TreeRecipe = TreeRecipe(rounds=50, rate=0.03, column_share=0.1, bins=256)
    thresholds: ThresholdRecipe = ThresholdRecipe()
    folds: FoldRecipe = FoldRecipe()
    operating: OperatingRecipe = OperatingRecipe()
    silences: tuple[Silence, ...] = ()
    restoring: RestoringRecipe = RestoringRecipe()
