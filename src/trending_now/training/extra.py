"""Checks that the libraries that only training needs are installed."""

from importlib.util import find_spec

from trending_now.errors import EngineError

NEEDED = (
    "matplotlib",
    "mlflow",
    "onnx",
    "onnxscript",
    "openvino",
    "safetensors",
    "tokenizers",
    "torch",
    "transformers",
    "xgboost",
    "yaml",
)


def missing_libraries() -> list[str]:
    """Return the names of the libraries that are not installed."""
    return [name for name in NEEDED if find_spec(name) is None]


def require_train_extra() -> None:
    """Refuse to train without the libraries.

    Raises:
        EngineError: one is not installed; the message says how to install them.
    """
    missing = missing_libraries()
    if missing:
        raise EngineError(
            f"Training needs the train extra, which is not installed here ({missing[0]} is missing): "
            "run `make train-setup` in a checkout."
        )
