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
    """How much of the titles goes to val and to test, where no file says on which side a title stands."""

    val_share: Share = 0.12
    test_share: Share = 0.18


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the encoder is fine-tuned; rates are those of the top layer.

    They rise during `warmup_steps`, stay, and fall to 0 over the last `decay_epochs`: so a run can be shortened or
    lengthened at any checkpoint before its fall begins. `threads` changes the time alone.
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


@dataclass(frozen=True, slots=True)
class FoldRecipe:
    """How texts are cut into folds: val for cross-validation, train for what must not have seen the labels it reads."""

    count: Annotated[int, Ge(2)] = 5
    seed: Annotated[int, Ge(0)] = 7


@dataclass(frozen=True, slots=True)
class ViewsRecipe:
    """In how many parts, drawn at random, teachers read each text aloud; a pupil's epochs take them in turn.

    A part is a run of at most `most_sentences` sentences with the chance `piece_share`; else a short text whole, and of
    a long one a stretch of about `stretch_characters` from either half. With the chance `mixed_share` a part of another
    text follows.
    """

    count: Count = 12
    piece_share: Share = 0.3
    most_sentences: Count = 4
    stretch_characters: Count = 600
    mixed_share: Share = 0.2
    seed: Annotated[int, Ge(0)] = 7


@dataclass(frozen=True, slots=True)
class EncoderRun:
    """One fine-tuning, and the epochs whose checkpoints stand for it in a mean.

    It begins with the pretrained weights, or with the mean of the earlier runs named in `start`. It learns the labels,
    softened by what the teachers say, whose weight is `taught`.
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
    """An encoder fitted once a fold, each time without the texts that it then reads; `taught` as in a run."""

    name: FileName
    recipe: Recipe = Recipe()
    taught: Weight = 0.0


@dataclass(frozen=True, slots=True)
class EncoderRecipe:
    """The teachers and the runs, in order, and what stands in for the encoder on its own training texts.

    A teacher may learn from those before it; all others learn from the mean of all teachers. The encoder is the mean of
    the runs that no later one starts from.
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
    """How encoder and words are blended: a logistic regression with shared and, penalised, own coefficients."""

    strength: Positive = 0.05
    shared_scale: Positive = 10.0
    most_iterations: Count = 500
    seed: Annotated[int, Ge(0)] = 7


@dataclass(frozen=True, slots=True)
class TreeRecipe:
    """How the trees grow; few and shallow ones, since each is walked for each title."""

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
    """How names are kept from telling the genre: the log-odds hear them by `damping` less, the refining trees not.

    What names do to vectors is seen on the first `characters` of so many train `texts`, in the names of many countries.
    """

    texts: Annotated[int, Ge(0)] = 600
    characters: Count = 500
    damping: Annotated[float, Ge(0), Le(1)] = 0.5
    seed: Annotated[int, Ge(0)] = 7


@dataclass(frozen=True, slots=True)
class ThresholdRecipe:
    """How a genre's threshold is set: its own best F1 weighs as many labels as it has against `prior_labels`.

    Thresholds whose F1 is within `near_best` of the best count alike; a genre is uncertain from `band` × threshold on.
    """

    prior_labels: NotNegative = 60.0
    near_best: NotNegative = 0.01
    band: Annotated[float, Gt(0), Le(1)] = 0.7


@dataclass(frozen=True, slots=True)
class OperatingRecipe:
    """What probabilities count beside labels where the thresholds of operating points are chosen on val."""

    expected_share: Share = 0.5


@dataclass(frozen=True, slots=True)
class ReadingRecipe:
    """How the engine reads a text: windows of so many tokens, at most so many."""

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
    """Of which genres the linear heads get back what silences took from them, and how much of it.

    `strength` is of what tells sources apart, `penalty` holds the heads near to what they were.
    """

    genres: tuple[Genre, ...] = ()
    share: Annotated[float, Ge(0), Le(1)] = 0.75
    strength: Positive = 0.1
    penalty: NotNegative = 30.0


@dataclass(frozen=True, slots=True)
class NeighboursRecipe:
    """How much the labels of the training texts most like a text weigh beside its own log-odds.

    Of a vector so many principal `axes` are kept; `temperature` is how fast likeness stops to count. Nothing is said
    of the genres in `without`: where most of the nearest are silent, the few far ones would speak alone. What it does
    at run time stands in `models/heads/neighbours.py`.
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
