"""The record of training runs and the registry of models: MLflow, in a SQLite file or on a server."""

import logging
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from trending_now.errors import StoreError
from trending_now.settings import without_secrets

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Run

EXPERIMENT = "trending-now-genres"
MODEL = "trending-now-boosted"
MODEL_FOLDER = "boosted"
COMMIT_TAG = "mlflow.source.git.commit"  # where MLflow looks for it
CANDIDATE, PROMOTED = "candidate", "promoted"
LONGEST_VALUE = 500  # of a parameter, in characters
SURROUNDINGS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",  # standard output is for JSON
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
}


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """What is recorded of one training run; its files are never pickles."""

    name: str
    params: Mapping[str, object]
    metrics: Mapping[str, float]
    files: Sequence[Path]
    model: Path | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


class ModelRegistry:
    """Records runs, and names the version that may be promoted.

    `home` holds the files of a SQLite registry; `commit` is that of the running code, None outside of a checkout.
    """

    def __init__(self, url: str, home: Path, commit: str | None = None) -> None:
        self._url, self._home = url, home
        self._tags = {} if commit is None else {COMMIT_TAG: commit}

    def reach(self) -> None:
        """Check that runs can be recorded, before a training that may take days.

        Raises:
            StoreError: the registry cannot be reached or written.
        """
        with self._opened() as client:
            self._experiment(client)

    def record(self, record: TrainingRecord) -> str | None:
        """Record a run; its model, if it has one, becomes the candidate, whose version is returned.

        Raises:
            StoreError: the registry cannot be reached or written, or a file cannot be read; the run counts as failed.
        """
        with self._opened() as client:
            run = client.create_run(self._experiment(client), run_name=record.name, tags=self._tags | dict(record.tags))
            try:
                version = _fill(client, run, record)
            except BaseException:
                client.set_terminated(run.info.run_id, "FAILED")
                raise
            client.set_terminated(run.info.run_id)
        return version

    def fetch_candidate(self, into: Path) -> str:
        """Copy all files of the candidate's run into a folder; returns its version.

        Raises:
            StoreError: there is no candidate, or the registry cannot be read.
        """
        with self._opened() as client:
            if not any(CANDIDATE in model.aliases for model in client.search_registered_models(f"name = '{MODEL}'")):
                raise StoreError(
                    f"The model registry {self._shown_url} has no candidate; "
                    "run `trending-now train` on all rows first."
                )
            version = client.get_model_version_by_alias(MODEL, CANDIDATE)
            into.mkdir(parents=True, exist_ok=True)
            client.download_artifacts(str(version.run_id), "", str(into))
        return str(version.version)

    def name_promoted(self, version: str) -> None:
        """Give a version the alias of the shipped one."""
        with self._opened() as client:
            client.set_registered_model_alias(MODEL, PROMOTED, version)

    @contextmanager
    def _opened(self) -> Iterator["MlflowClient"]:
        os.environ.update(SURROUNDINGS)
        from mlflow import MlflowClient
        from mlflow.exceptions import MlflowException

        for name in ("mlflow", "alembic"):
            logging.getLogger(name).setLevel(logging.WARNING)
        if self._is_own:
            self._home.mkdir(parents=True, exist_ok=True)
        try:
            yield MlflowClient(tracking_uri=self._url, registry_uri=self._url)
        except (MlflowException, OSError) as error:
            reason = " ".join(str(error).replace(self._url, self._shown_url).split())[:300].rstrip(".")
            raise StoreError(
                f"The model registry {self._shown_url} failed: {reason}; see TRENDING_NOW_MLFLOW_URL."
            ) from None

    @property
    def _shown_url(self) -> str:
        return without_secrets(self._url)

    @property
    def _is_own(self) -> bool:
        return self._url.startswith("sqlite:")

    def _experiment(self, client: "MlflowClient") -> str:
        known = client.get_experiment_by_name(EXPERIMENT)
        if known is not None:
            return str(known.experiment_id)
        place = (self._home / "artifacts").absolute().as_uri() if self._is_own else None
        return str(client.create_experiment(EXPERIMENT, artifact_location=place))


def flat(values: Mapping[str, object], before: str = "") -> dict[str, object]:
    """Return nested values under dotted names."""
    found: dict[str, object] = {}
    for key, value in values.items():
        inner = dict(enumerate(value)) if isinstance(value, list | tuple) else value
        if isinstance(inner, Mapping):
            found |= flat({str(name): each for name, each in inner.items()}, f"{before}{key}.")
        else:
            found[f"{before}{key}"] = value
    return found


def _fill(client: "MlflowClient", run: "Run", record: TrainingRecord) -> str | None:
    """Put all that a record holds into its run; returns the version of its model, if it has one."""
    run_id = run.info.run_id
    _log_numbers(client, run_id, record)
    for path in record.files:
        client.log_artifact(run_id, str(path))
    if record.model is None:
        return None
    client.log_artifacts(run_id, str(record.model), MODEL_FOLDER)
    return _register(client, run_id, f"{run.info.artifact_uri}/{MODEL_FOLDER}")


def _log_numbers(client: "MlflowClient", run_id: str, record: TrainingRecord) -> None:
    from mlflow.entities import Metric, Param

    now = int(time.time() * 1000)
    metrics = [Metric(name, value, now, 0) for name, value in record.metrics.items()]
    params = [Param(name, str(value)[:LONGEST_VALUE]) for name, value in flat(record.params).items()]
    for start in range(0, max(len(metrics), len(params)), 100):
        client.log_batch(run_id, metrics=metrics[start : start + 100], params=params[start : start + 100])


def _register(client: "MlflowClient", run_id: str, source: str) -> str:
    if not client.search_registered_models(f"name = '{MODEL}'"):
        client.create_registered_model(MODEL)
    version = str(client.create_model_version(MODEL, source, run_id).version)
    client.set_registered_model_alias(MODEL, CANDIDATE, version)
    return version
