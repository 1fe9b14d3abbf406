"""The shipped score: the rule of one line, with two corrections.

    fall = c0 + cz z + ch h + cb (b - E[b | z, h])

`fall` is the logarithm of VIX over its lowest close of the next 30 days; z is `vix_zscore`, the rule
itself; h is `vix_half_year`; b is `futures_premium`, which counts only as far as z and h do not tell
it already, so that a day without futures loses that term and nothing else changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .dataset import Dataset

# Labels of neighbouring days overlap by 20 of 21 sessions and spikes last a month: a day of 8,000 is
# worth about a fiftieth of an independent one, and the penalty below is in days.
RIDGE = 1000.0
FEWEST_PREMIUMS = 250


@dataclass(frozen=True)
class Corrected:
    """Weights per unit of each feature."""

    intercept: float
    zscore: float
    half_year: float
    premium: float
    # Expected premium: intercept, per z, per h.
    expected_premium: tuple[float, float, float]

    def score(self, zscore: np.ndarray, half_year: np.ndarray, premium: np.ndarray) -> np.ndarray:
        """@param premium NaN where unknown."""
        base, per_z, per_h = self.expected_premium
        surprise = np.nan_to_num(premium - (base + per_z * zscore + per_h * half_year))
        return self.intercept + self.zscore * zscore + self.half_year * half_year + self.premium * surprise


def target(data: Dataset) -> np.ndarray:
    return np.log(data.vix / data.labels["lowest_in_30"])


def terms(data: Dataset) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """z, h and b; b is NaN where there are no futures and no VIX3M."""
    names = ("vix_zscore", "vix_half_year", "futures_premium")
    first, second, third = (data.features[name] for name in names)
    return first, second, third


def fit(data: Dataset, rows: np.ndarray, use_premium: bool = True) -> Corrected:
    """@param rows indices of training days with z and h; every day counts, calm ones too."""
    z, h, premium = terms(data)
    fall = target(data)
    rows = rows[np.isfinite(z[rows]) & np.isfinite(h[rows]) & np.isfinite(fall[rows])]
    raw = np.column_stack([z[rows], h[rows]])
    centre, spread = raw.mean(axis=0), raw.std(axis=0)
    unit = (raw - centre) / spread
    mean = fall[rows].mean()
    weights = np.linalg.solve(unit.T @ unit + RIDGE * np.eye(2), unit.T @ (fall[rows] - mean))
    per_z, per_h = (weights / spread).tolist()
    intercept = float(mean - (weights / spread) @ centre)

    known = np.isfinite(premium[rows])
    per_premium, expected = 0.0, (0.0, 0.0, 0.0)
    if use_premium and known.sum() >= FEWEST_PREMIUMS:
        design = np.column_stack([np.ones(known.sum()), raw[known]])
        told = np.linalg.lstsq(design, premium[rows][known], rcond=None)[0]
        surprise = premium[rows][known] - design @ told
        scale = surprise.std()
        left = fall[rows][known] - (intercept + raw[known] @ (weights / spread))
        slope = (left @ (surprise / scale)) / (((surprise / scale) ** 2).sum() + RIDGE)
        # A premium above what the level tells speaks against a fall, or does not speak.
        per_premium = min(float(slope / scale), 0.0)
        expected = (float(told[0]), float(told[1]), float(told[2]))
    return Corrected(intercept, per_z, per_h, per_premium, expected)


def predict(model: Corrected, data: Dataset, rows: np.ndarray) -> np.ndarray:
    z, h, premium = terms(data)
    return model.score(z[rows], h[rows], premium[rows])
