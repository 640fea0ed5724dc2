"""The check of file sizes itself."""

from pathlib import Path

from tests.file_sizes import main


def _write(root: Path, name: str, lines: int) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text("x\n" * lines, "utf-8")


def test_a_file_of_400_lines_passes_with_a_warning(tmp_path, capsys):
    _write(tmp_path, "src/app/pages.css", 400)

    assert main(tmp_path) == 0
    assert "src/app/pages.css: 400 lines (a warning" in capsys.readouterr().err


def test_a_file_of_401_lines_fails_and_is_named(tmp_path, capsys):
    _write(tmp_path, "bench/all.py", 401)

    assert main(tmp_path) == 1
    assert "bench/all.py: 401 lines, 400 are allowed" in capsys.readouterr().err


def test_data_files_and_other_folders_do_not_count(tmp_path, capsys):
    _write(tmp_path, "src/app/lexicon.json", 900)
    _write(tmp_path, "docs/page.html", 900)
    _write(tmp_path, "tests/test_short.py", 300)

    assert main(tmp_path) == 0
    assert capsys.readouterr().err == ""
