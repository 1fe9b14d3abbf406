"""From a score to the probability that VIX touches -20 % within 30 calendar days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .dataset import ELEVATED, Dataset

# Scale on which both coefficients have a Gaussian prior of variance 1/PENALTY days.
SCORE_CENTRE, SCORE_UNIT = 0.14, 0.08
LEVEL_UNIT = 0.2
PENALTY = 50.0
FEWEST_DAYS = 300


@dataclass(frozen=True)
class Calibration:
    """logit = intercept + per_score x score + per_level x ln(min(VIX, 25) / 25)."""

    intercept: float
    per_score: float
    per_level: float

    def logit(self, score: np.ndarray, vix: np.ndarray) -> np.ndarray:
        return self.intercept + self.per_score * score + self.per_level * level(vix)

    def confidence(self, score: np.ndarray, vix: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-self.logit(score, vix)))


def level(vix: np.ndarray) -> np.ndarray:
    """A calm VIX has less room to fall; above 25 this says nothing and cannot change a ranking."""
    return np.log(np.minimum(vix, ELEVATED) / ELEVATED)


def fit(score: np.ndarray, vix: np.ndarray, outcome: np.ndarray) -> Calibration:
    """Penalised likelihood by Newton's method; calm and elevated days weigh the same in sum."""
    design = np.column_stack(
        [np.ones(len(score)), (score - SCORE_CENTRE) / SCORE_UNIT, level(vix) / LEVEL_UNIT]
    )
    high = vix > ELEVATED
    weight = np.where(high, (~high).sum() / max(high.sum(), 1), 1.0)
    weight /= weight.mean()
    penalty = np.diag([0.0, PENALTY, PENALTY])
    coefficients = np.zeros(3)
    for _ in range(100):
        chance = 1 / (1 + np.exp(-design @ coefficients))
        gradient = design.T @ (weight * (outcome - chance)) - penalty @ coefficients
        curvature = (design * (weight * chance * (1 - chance))[:, None]).T @ design + penalty
        step = np.linalg.solve(curvature, gradient)
        coefficients += step
        if np.abs(step).max() < 1e-10:
            break
    intercept, per_unit, per_level = coefficients.tolist()
    return Calibration(
        intercept - per_unit * SCORE_CENTRE / SCORE_UNIT, per_unit / SCORE_UNIT, per_level / LEVEL_UNIT
    )


def walk(data: Dataset, score: np.ndarray) -> np.ndarray:
    """Confidence of each tested year, calibrated on earlier out-of-sample years alone. NaN before."""
    outcome = data.labels["touch30"]
    usable = np.isfinite(score) & np.isfinite(outcome)
    confidence = np.full(data.size, np.nan)
    for split in data.splits:
        begin = data.days[split.test.start]
        earlier = np.flatnonzero(usable & (data.known_on < begin))
        if len(earlier) < FEWEST_DAYS:
            continue
        calibration = fit(score[earlier], data.vix[earlier], outcome[earlier])
        confidence[split.test] = calibration.confidence(score[split.test], data.vix[split.test])
    return confidence
