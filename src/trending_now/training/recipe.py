"""Every number that decides what the encoder becomes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the encoder is fine-tuned; rates are those of the top layer.

    They rise during `warmup_steps`, stay, and fall to 0 over the last `decay_epochs`: so a run can be shortened or
    lengthened at any checkpoint before its fall begins.
    """

    epochs: float = 4
    batch_rows: int = 32
    window_tokens: int = 128
    train_windows: int = 2
    read_windows: int = 6
    learning_rate: float = 8e-5
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    weight_decay: float = 0.01
    warmup_steps: int = 60
    decay_epochs: float = 1.5
    gamma_negative: float = 2.0
    tag_weight: float = 0.3
    masked_share: float = 0.08
    seed: int = 7
    threads: int = 2
