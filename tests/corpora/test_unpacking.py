"""Archives: only what is wanted, nothing outside the folder, nothing endless."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from trending_now.corpora import unpacking
from trending_now.corpora.unpacking import find_file, opened
from trending_now.errors import WrongUse


def test_only_the_wanted_files_are_unpacked_and_they_go_afterwards(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("deep/wanted.csv", "a,b\n")
        archive.writestr("deep/other.bin", "x")
    with opened(tmp_path / "a.zip", lambda name: name.suffix == ".csv") as folder:
        found = find_file(folder, "*.csv")
        assert found is not None
        assert found.read_text() == "a,b\n"
        assert find_file(folder, "*.bin") is None
    assert not folder.exists()


def test_a_file_that_leads_out_of_the_folder_is_not_written(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("../../escaped.csv")
        member.size = 3
        archive.addfile(member, io.BytesIO(b"a,b"))
    with pytest.raises(WrongUse, match="cannot be unpacked"), opened(tmp_path / "a.tar.gz", lambda _: True):
        pass
    assert list(tmp_path.parent.rglob("escaped.csv")) == []


def test_a_link_in_an_archive_is_passed_over(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("plots.csv")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(member)
    with opened(tmp_path / "a.tar.gz", lambda _: True) as folder:
        assert list(folder.iterdir()) == []


def test_an_archive_that_unpacks_to_more_than_a_corpus_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "bomb.tar", "w") as archive:
        member = tarfile.TarInfo("plots.csv")
        member.size = unpacking.MOST_UNPACKED_BYTES + 1
        archive.fileobj.write(member.tobuf())  # type: ignore[union-attr]
    with pytest.raises(WrongUse, match="more than a corpus holds"), opened(tmp_path / "bomb.tar", lambda _: True):
        pass


def test_a_plain_file_and_a_folder_are_opened_as_they_are(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "a.csv"):
        path.is_dir() or path.write_text("x")
        with opened(path, lambda _: False) as place:
            assert place == path


@pytest.mark.parametrize("name", ["plots.zip", "plots.ZIP", "plots.tar.gz"])
def test_what_is_named_an_archive_and_is_none_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("<html>Sign in to go on</html>")
    with pytest.raises(WrongUse, match=f"{name} cannot be unpacked .*; fetch it again"), opened(tmp_path / name, bool):
        pass
