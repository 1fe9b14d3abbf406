"""Ranking and calibration figures, each with an interval that resamples whole spikes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

INTERVAL = (2.5, 97.5)


def auc(outcome: np.ndarray, score: np.ndarray) -> float:
    """Chance that a day that fell ranks above one that did not; ties count half. NaN with one class."""
    positive = outcome == 1
    count, others = int(positive.sum()), int((~positive).sum())
    if count == 0 or others == 0:
        return float("nan")
    return float((rankdata(score)[positive].sum() - count * (count + 1) / 2) / (count * others))


def brier(outcome: np.ndarray, confidence: np.ndarray) -> float:
    return float(np.mean((confidence - outcome) ** 2))


@dataclass(frozen=True)
class Bin:
    forecast: float
    observed: float
    days: int
    episodes: int


def reliability(outcome: np.ndarray, confidence: np.ndarray, episode: np.ndarray, bins: int = 10) -> list[Bin]:
    """Bins of equal size by confidence, ascending."""
    order = np.argsort(confidence, kind="stable")
    return [
        Bin(
            float(confidence[part].mean()),
            float(outcome[part].mean()),
            len(part),
            len(np.unique(episode[part])),
        )
        for part in np.array_split(order, bins)
        if len(part)
    ]


def calibration_error(outcome: np.ndarray, confidence: np.ndarray, bins: int = 10) -> float:
    """Mean distance of forecast from what was observed, over bins of equal size."""
    parts = reliability(outcome, confidence, np.zeros(len(outcome)), bins)
    return sum(abs(part.forecast - part.observed) * part.days for part in parts) / len(outcome)


class EpisodeBootstrap:
    """Draws whole spikes with replacement: the days of one spike are not independent."""

    def __init__(self, episode: np.ndarray, draws: int, seed: int = 7) -> None:
        names = np.unique(episode)
        members = [np.flatnonzero(episode == name) for name in names]
        generator = np.random.default_rng(seed)
        self.samples = [
            np.concatenate([members[i] for i in generator.integers(0, len(names), len(names))])
            for _ in range(draws)
        ]

    def interval(self, figure) -> tuple[float, float]:
        """@param figure of row indices; draws in which it is not defined are left out."""
        values = [figure(sample) for sample in self.samples]
        low, high = np.nanpercentile(values, INTERVAL)
        return float(low), float(high)
