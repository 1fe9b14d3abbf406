"""What followed out of sample, by confidence: the numbers behind every sentence of a card."""

from __future__ import annotations

import numpy as np

from . import profit
from .dataset import Dataset
from .export import FEATURES, rounded

BINS = 6
# Middles of eleven equal parts: a distribution of eleven equally likely points.
POINTS = (np.arange(11) + 0.5) / 11
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
                "ratios": [_short(of) for of in np.nanquantile(ratio[part], POINTS)],
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


HORIZON_SESSIONS = 21
# A day on which a fund falls or rises by more than this in logs is a split, not a return.
SPLIT = 0.6
FUND_LEVERAGE = 1.5


def fund(data: Dataset) -> dict | None:
    """How a fund of 1.5 times the front futures a day follows VIX over 21 sessions from an elevated day,
    from VXX, which holds them once: ln ratio = base + perVix x ln(VIX ratio) + noise of sd."""
    price, h = data.market["vxx"], HORIZON_SESSIONS
    daily = np.diff(np.log(price))
    split = np.abs(np.nan_to_num(daily)) > SPLIT
    clean = np.array([not split[row : row + h].any() for row in range(data.size - h)])
    own = np.log(price[h:] / price[:-h])
    vix = np.log(data.vix[h:] / data.vix[:-h])
    rows = clean & data.elevated[:-h] & np.isfinite(own)
    if rows.sum() < 250:
        return None
    design = np.column_stack([np.ones(rows.sum()), vix[rows]])
    base, per_vix = np.linalg.lstsq(design, own[rows], rcond=None)[0]
    noise = (own[rows] - design @ [base, per_vix]).std()
    near = np.isfinite(daily) & ~split & data.elevated[:-1]
    # A daily leverage of L costs L (L - 1) / 2 of the variance.
    drag = FUND_LEVERAGE * (FUND_LEVERAGE - 1) / 2 * h * daily[near].var()
    return {
        "leverage": FUND_LEVERAGE,
        "days": int(rows.sum()),
        "base": _short(FUND_LEVERAGE * base - drag),
        "perVix": _short(FUND_LEVERAGE * per_vix),
        "sd": _short(FUND_LEVERAGE * noise),
    }


def quantiles(values: np.ndarray) -> list[float]:
    return [rounded(float(value), 4) for value in np.quantile(values, np.linspace(0, 1, 41))]
