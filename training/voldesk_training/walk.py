"""Walk forward by year: every prediction is made from what was known 45 days before its year."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .dataset import Dataset

# Scores of the test rows from the training rows.
Predict = Callable[[np.ndarray, np.ndarray], np.ndarray]


def walk(
    data: Dataset,
    usable: np.ndarray,
    predict: Predict,
    *,
    first_year: int,
    fewest: int = 200,
    tick: Callable[[], None] = lambda: None,
) -> np.ndarray:
    """@returns a score for every usable row from `first_year` on, NaN elsewhere."""
    scores = np.full(data.size, np.nan)
    for split in data.splits:
        if split.year < first_year:
            continue
        train = np.arange(split.train.start, split.train.stop)[usable[split.train]]
        test = np.arange(split.test.start, split.test.stop)[usable[split.test]]
        if len(train) >= fewest and len(test):
            scores[test] = predict(train, test)
        tick()
    return scores


def complete(data: Dataset, names: tuple[str, ...]) -> np.ndarray:
    return np.isfinite(data.matrix(names)).all(axis=1)
