"""What followed out of sample, by confidence: the numbers behind every sentence of a card."""

from __future__ import annotations

import numpy as np

from . import profit
from .dataset import Dataset
from .export import FEATURES, rounded

BINS = 6
ANALOG_FEATURES = (
    "vix_spot",
    "vix_zscore",
    "vix_velocity_5",
    "spy_drawdown",
    "vix_percentile",
    "days_elevated",
    "futures_premium",
)


def _short(value: float, digits: int = 4) -> float | None:
    return rounded(float(value), digits) if np.isfinite(value) else None


def touched_within(data: Dataset, days: int) -> np.ndarray:
    """1, 0, or NaN where the span is not over: did VIX close 20 % lower within these days?"""
    day = data.days.astype(int)
    found = np.full(data.size, np.nan)
    for row in range(data.size):
        if day[-1] < day[row] + days:
            continue
        end = np.searchsorted(day, day[row] + days, "right")
        found[row] = float((data.vix[row + 1 : end] <= 0.8 * data.vix[row]).any())
    return found


def bins(data: Dataset, confidence: np.ndarray, rows: np.ndarray) -> list[dict]:
    """Bins of equal size by confidence: what VIX did next. @param rows indices with known labels."""
    ratio = data.labels["vix_in_21"] / data.vix
    reached = {days: touched_within(data, days) for days in (30, 60, 90)}
    made = []
    for part in np.array_split(rows[np.argsort(confidence[rows], kind="stable")], BINS):
        low, middle, high = np.nanquantile(ratio[part], (0.1, 0.5, 0.9))
        waits = data.labels["sessions_to_touch"][part]
        made.append(
            {
                "confidence": _short(confidence[part].mean()),
                "days": len(part),
                "episodes": len(np.unique(data.episode[part])),
                "ratioMean": _short(np.nanmean(ratio[part])),
                "ratioLow": _short(low),
                "ratioMiddle": _short(middle),
                "ratioHigh": _short(high),
                "touched30": _short(np.nanmean(reached[30][part])),
                "touched60": _short(np.nanmean(reached[60][part])),
                "touched90": _short(np.nanmean(reached[90][part])),
                "sessionsToTouch": _short(np.nanmedian(waits)) if np.isfinite(waits).any() else None,
            }
        )
    return made


def trade_bins(data: Dataset, confidence: np.ndarray, rows: np.ndarray) -> list[dict]:
    """Every elevated day as a trade of its own, by confidence, in thirds: days of one spike overlap."""
    trades = {row: made for row in rows if (made := profit.trade(data, int(row))) is not None}
    known = np.array(sorted(trades))
    made = []
    for part in np.array_split(known[np.argsort(confidence[known], kind="stable")], 3):
        returns = np.array([trades[row].return_ for row in part])
        made.append(
            {
                "from": _short(confidence[part].min()),
                "to": _short(confidence[part].max()),
                "days": len(part),
                "episodes": len(np.unique(data.episode[part])),
                "winRate": _short((returns > 0).mean()),
                "averageReturn": _short(returns.mean()),
            }
        )
    return made


def scales(data: Dataset, rows: np.ndarray) -> dict:
    """Mean and spread of what nearest days are measured by, over elevated days."""
    return {
        name: {
            "mean": _short(np.nanmean(data.features[name][rows])),
            "sd": _short(np.nanstd(data.features[name][rows])),
        }
        for name in ANALOG_FEATURES
    }


def ranges(data: Dataset) -> dict:
    return {
        name: {"least": _short(np.nanmin(data.features[name])), "most": _short(np.nanmax(data.features[name]))}
        for name in FEATURES
    }


def quantiles(values: np.ndarray) -> list[float]:
    return [rounded(float(value), 4) for value in np.quantile(values, np.linspace(0, 1, 41))]
