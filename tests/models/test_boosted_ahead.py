"""Engine `boosted` reads two portions of documents ahead so that its batches fill, and no more, for memory's sake."""

from collections.abc import Iterator

import pytest

from tests.models.test_boosted_vibe import engine
from trending_now.domain.text import Document, Text, TextRole
from trending_now.models.texts.portions import CHARACTERS_AT_ONCE, MOST_AT_ONCE


class Flow:
    """Documents of one length without end, counted as they are taken."""

    def __init__(self, characters: int) -> None:
        self._content = "ab " * (characters // 3)
        self.taken = 0

    def __iter__(self) -> Iterator[Document]:
        while True:
            self.taken += 1
            yield Document(str(self.taken), (Text("plot", TextRole.PLOT, self._content),))


@pytest.mark.parametrize(
    ("characters", "ahead"),
    [(30, 2 * MOST_AT_ONCE), (CHARACTERS_AT_ONCE // 10, 2 * 11), (2 * CHARACTERS_AT_ONCE, 2)],
)
def test_the_longer_the_texts_the_fewer_are_read_ahead(characters: int, ahead: int) -> None:
    flow = Flow(characters)
    assert next(engine(None).enrich(flow)).document_id == "1"
    assert flow.taken == ahead
