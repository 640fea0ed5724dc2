"""Files in a folder of this machine, when several write them at once."""

import threading
from collections.abc import Callable
from pathlib import Path

from trending_now.errors import StoreError
from trending_now.store.stored_files import Purpose, StoredFiles

ROUNDS = 40
CONTENT = b"as received" * 200_000


def test_two_writers_of_one_file_do_not_take_its_halves_from_each_other(tmp_path: Path) -> None:
    """Two containers that share a folder may have the same process number; threads have it, too."""
    files, faults = StoredFiles(str(tmp_path), Purpose("lake", "TRENDING_NOW_LAKE_URL")), list[str]()
    together = threading.Barrier(2)

    def write() -> None:
        for number in range(ROUNDS):
            together.wait()
            try:
                files.write(f"raw/{number}.parquet", CONTENT)
                assert files.read(f"raw/{number}.parquet") == CONTENT
            except (StoreError, AssertionError) as error:
                faults.append(str(error)[:80])

    run_together(write, write)
    assert faults == []
    assert files.paths() == sorted(f"raw/{number}.parquet" for number in range(ROUNDS))


def run_together(*jobs: Callable[[], None]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
