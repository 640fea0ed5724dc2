"""The slices that figures are also given for: the rows of each value of some columns."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


def slices_of(columns: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Yield each slice's name, such as "text_kind=blurb", and which rows are in it."""
    for column, values in columns.items():
        array = np.asarray(values)
        for value in sorted(set(values)):
            yield f"{column}={value}", array == value
