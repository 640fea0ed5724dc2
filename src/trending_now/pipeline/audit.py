"""Stage audit: the labels of a corpus against a model that has not seen them."""

from pathlib import Path

from trending_now.domain.ports import Progress
from trending_now.evaluation.label_audit import LabelAudit, Labelling, audit_labels
from trending_now.training.heads.unseen import unseen_probabilities
from trending_now.training.labelled_texts import read_genre_texts
from trending_now.training.recipe import HeadsRecipe


def audit(corpus: Path, split: str, limit: int | None, progress: Progress) -> LabelAudit:
    """Find the doubtful labels of one split; `limit` reads so many rows only.

    The model is TF-IDF and logistic regression, fitted fold by fold on that split alone.

    Raises:
        WrongUse: the corpus is missing or is none.
        EngineError: cleanlab is not installed.
    """
    texts = read_genre_texts(corpus, split)
    texts = texts if limit is None else texts.spread(limit)
    probabilities = unseen_probabilities(texts, HeadsRecipe(), progress)
    return audit_labels(Labelling(texts.ids, texts.sources, texts.genres, texts.genre_mask, probabilities))
