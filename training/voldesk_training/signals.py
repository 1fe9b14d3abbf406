"""When the score would have spoken, from out-of-sample confidences alone."""

from __future__ import annotations

import numpy as np

from .dataset import Dataset

MISSION_CONFIDENCE, MISSION_VIX = 0.7, 28.0
BEST_SHARE = 0.2
FEWEST_ELEVATED = 100


def mission(data: Dataset, confidence: np.ndarray) -> np.ndarray:
    return (np.nan_to_num(confidence) > MISSION_CONFIDENCE) & (data.vix > MISSION_VIX)


def best_fifth(confidence: np.ndarray) -> float:
    """Threshold above which the best fifth of elevated days lies."""
    return float(np.quantile(confidence, 1 - BEST_SHARE))


def walk_best_fifth(data: Dataset, confidence: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fires on elevated days above the threshold of earlier years. @returns signal, threshold."""
    known = np.isfinite(confidence) & data.elevated
    signal, threshold = np.zeros(data.size, bool), np.full(data.size, np.nan)
    for split in data.splits:
        earlier = confidence[: split.test.start][known[: split.test.start]]
        if len(earlier) < FEWEST_ELEVATED:
            continue
        limit = best_fifth(earlier)
        threshold[split.test] = limit
        signal[split.test] = known[split.test] & (np.nan_to_num(confidence[split.test]) > limit)
    return signal, threshold


def summary(data: Dataset, signal: np.ndarray, among: np.ndarray) -> dict:
    """How often, in how many spikes, and what followed. @param among the days it could have fired on."""
    outcome = data.labels["touch30"]
    told = signal & np.isfinite(outcome)
    return {
        "days": int(signal.sum()),
        "episodes": len(np.unique(data.episode[signal])),
        "episodesPossible": len(np.unique(data.episode[among])),
        "touched": float(outcome[told].mean()) if told.any() else None,
        "touchedAnyway": float(outcome[among & np.isfinite(outcome)].mean()),
    }


def replay(data: Dataset, confidence: np.ndarray, signal: np.ndarray, span: tuple[str, str]) -> list[dict]:
    """Runs of days on which it fired, and what followed the first of each."""
    first, last = (np.datetime64(day) for day in span)
    rows = np.flatnonzero(signal & (data.days >= first) & (data.days <= last))
    runs: list[list[int]] = []
    for row in rows:
        # One alert stands for a run: a new one needs a quiet session between.
        if runs and row - runs[-1][-1] <= 1:
            runs[-1].append(int(row))
        else:
            runs.append([int(row)])
    found = []
    for run in runs:
        at = run[0]
        touched = data.labels["sessions_to_touch"][at]
        found.append(
            {
                "from": str(data.days[at]),
                "to": str(data.days[run[-1]]),
                "days": len(run),
                "vix": float(data.vix[at]),
                "confidence": float(confidence[at]),
                "lowestIn30": float(data.labels["lowest_in_30"][at]),
                "vixIn21": float(data.labels["vix_in_21"][at]),
                "sessionsToTouch": None if np.isnan(touched) else int(touched),
            }
        )
    return found
