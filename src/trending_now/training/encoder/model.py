"""The encoder: a pretrained transformer over a text's windows, mean pooling, and a linear head for each task."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from transformers import AutoConfig, AutoModel, PreTrainedModel
from transformers.utils import logging

from trending_now.training.encoder.batches import Batch
from trending_now.training.recipe import Recipe


@dataclass(frozen=True, slots=True)
class BatchOutput:
    """For each text of a batch, its vector, and its logits of genres and of tags."""

    vectors: torch.Tensor
    genres: torch.Tensor
    tags: torch.Tensor


class GenreEncoder(nn.Module):
    """A transformer with a genre head and a tag head on the mean state of a text's tokens."""

    def __init__(self, bert: PreTrainedModel, genres: int, tags: int, dropout: float) -> None:
        super().__init__()
        self.bert = bert
        self.dropout = nn.Dropout(dropout)
        self.genres = nn.Linear(bert.config.hidden_size, genres)
        self.tags = nn.Linear(bert.config.hidden_size, tags)

    def forward(self, batch: Batch) -> BatchOutput:
        """Return vectors and logits of the texts of a batch."""
        states = self.bert(input_ids=batch.token_ids, attention_mask=batch.attention).last_hidden_state
        counted = batch.attention.unsqueeze(-1).to(states.dtype)
        sums = torch.zeros(len(batch.rows), states.shape[-1], dtype=torch.float32, device=states.device)
        sums = sums.index_add(0, batch.owner, (states * counted).sum(1).float())
        lengths = torch.zeros(len(batch.rows), device=states.device).index_add(
            0, batch.owner, batch.attention.sum(1).float()
        )
        vectors = sums / lengths.unsqueeze(-1)
        dropped = self.dropout(vectors)
        return BatchOutput(vectors, self.genres(dropped).float(), self.tags(dropped).float())


def pretrained_encoder(
    folder: Path, genre_rates: Sequence[float], tag_rates: Sequence[float], recipe: Recipe
) -> GenreEncoder:
    """Build the encoder from a pretrained one; its heads' biases start at the labels' rates in the training texts.

    There is no dropout on attention weights: on a CPU its random numbers cost as much as the matrix products, and
    masking words regularises as well. Parameters outside of the layers (token embeddings, MPNet's relative positions)
    are frozen.
    """
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    config = AutoConfig.from_pretrained(
        folder, attention_probs_dropout_prob=0.0, hidden_dropout_prob=recipe.hidden_dropout
    )
    bert = AutoModel.from_pretrained(folder, config=config, add_pooling_layer=False)
    bert.requires_grad_(requires_grad=False)
    for layer in layers_of(bert):
        layer.requires_grad_(requires_grad=True)
    model = GenreEncoder(bert, len(genre_rates), len(tag_rates), recipe.head_dropout)
    with torch.no_grad():
        for head, rates in ((model.genres, genre_rates), (model.tags, tag_rates)):
            head.weight.zero_()
            head.bias.copy_(torch.logit(torch.tensor(rates).clamp(1e-3, 1 - 1e-3)))
    return model


def layers_of(bert: PreTrainedModel) -> list[nn.Module]:
    """Return the transformer's layers, the lowest first."""
    return list(bert.get_submodule("encoder.layer").children())


def parameter_groups(model: GenreEncoder, rate: float, head_rate: float, layer_decay: float) -> list[dict[str, object]]:
    """Return the optimiser's groups: heads at `head_rate`, the top layer at `rate`, each lower one × `layer_decay`."""
    layers = layers_of(model.bert)
    groups: list[dict[str, object]] = [
        {"params": list(layer.parameters()), "lr": rate * layer_decay ** (len(layers) - 1 - depth)}
        for depth, layer in enumerate(layers)
    ]
    return [*groups, {"params": [*model.genres.parameters(), *model.tags.parameters()], "lr": head_rate}]
