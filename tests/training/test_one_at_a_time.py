"""One training at a time in a folder, and whatever else goes on there."""

from pathlib import Path

import pytest

from trending_now.errors import StoreError
from trending_now.store.sql.in_use import in_turn
from trending_now.training.one_at_a_time import alone_in


def test_a_training_in_the_home_folder_keeps_other_trainings_out_and_no_program_from_its_catalogue(
    tmp_path: Path,
) -> None:
    with in_turn(tmp_path), alone_in(tmp_path), pytest.raises(StoreError, match="Another training"), alone_in(tmp_path):
        pytest.fail("two trainings write to one folder")
