"""Whether the libraries are installed that only training needs."""

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
    """Return the names of those that are not installed."""
    return [name for name in NEEDED if find_spec(name) is None]


def require_train_extra() -> None:
    """Refuse to train without them.

    Raises:
        EngineError: one is not installed; says how they are.
    """
    missing = missing_libraries()
    if missing:
        raise EngineError(
            f"Training needs the train extra, which is not installed here ({missing[0]} is missing): "
            "run `make train-setup` in a checkout."
        )
