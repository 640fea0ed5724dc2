"""The record of training runs and models, as the settings name it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trending_now.settings import Settings
    from trending_now.training.registry import ModelRegistry


def build_registry(settings: "Settings") -> "ModelRegistry":
    """Build the record of training runs and models; nothing is opened yet."""
    from trending_now.training.registry import ModelRegistry
    from trending_now.wiring.program import program_version

    return ModelRegistry(settings.registry_url, settings.home / "mlflow", program_version().commit)
