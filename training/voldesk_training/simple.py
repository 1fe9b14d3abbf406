"""Comparators of one layer: logistic, pairwise ranking, bagging by spike, boosted trees."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import lightgbm
import numpy as np
from sklearn.linear_model import LogisticRegression

from .dataset import Dataset

# Weight of an elevated day where calm days are trained on too.
ELEVATED_WEIGHT = 3.0
# Sign of the effect on a fall that theory gives each feature; 0 leaves it free.
MONOTONE = {
    "vix_spot": 1,
    "vix_zscore": 1,
    "vix_percentile": 1,
    "vix_half_year": 1,
    "vix_velocity_5": 1,
    "term_slope": -1,
    "futures_premium": -1,
}


@dataclass(frozen=True)
class Setting:
    names: tuple[str, ...]
    label: str
    elevated_only: bool

    def rows(self, data: Dataset, train: np.ndarray) -> np.ndarray:
        keep = np.isfinite(data.labels[self.label][train])
        if self.elevated_only:
            keep &= data.elevated[train]
        return train[keep]

    def weights(self, data: Dataset, rows: np.ndarray) -> np.ndarray:
        return np.where(data.elevated[rows] & (not self.elevated_only), ELEVATED_WEIGHT, 1.0)


class _Scaler:
    def __init__(self, raw: np.ndarray) -> None:
        self.centre, self.spread = raw.mean(axis=0), raw.std(axis=0) + 1e-9

    def __call__(self, raw: np.ndarray) -> np.ndarray:
        return np.clip((raw - self.centre) / self.spread, -5, 5)


def _one_class(outcome: np.ndarray) -> bool:
    return len(outcome) < 30 or outcome.min() == outcome.max()


def logistic(data: Dataset, setting: Setting, penalty: float = 1.0):
    def predict(train: np.ndarray, test: np.ndarray) -> np.ndarray:
        rows = setting.rows(data, train)
        outcome = data.labels[setting.label][rows]
        if _one_class(outcome):
            return np.full(len(test), np.nan)
        raw = data.matrix(setting.names)
        scale = _Scaler(raw[rows])
        model = LogisticRegression(C=1 / penalty, max_iter=2000)
        model.fit(scale(raw[rows]), outcome, sample_weight=setting.weights(data, rows))
        return model.decision_function(scale(raw[test]))

    return predict


def bagged(data: Dataset, setting: Setting, bags: int = 10):
    """Logistic on draws of whole spikes; calm days, if any, are drawn by quarter."""

    def predict(train: np.ndarray, test: np.ndarray) -> np.ndarray:
        rows = setting.rows(data, train)
        if _one_class(data.labels[setting.label][rows]):
            return np.full(len(test), np.nan)
        quarter = data.days[rows].astype("datetime64[M]").astype(int) // 3
        block = np.where(data.episode[rows] > 0, -data.episode[rows], quarter)
        names = np.unique(block)
        generator = np.random.default_rng(11)
        total, used = np.zeros(len(test)), 0
        for _ in range(bags):
            drawn = np.concatenate([rows[block == name] for name in generator.choice(names, len(names))])
            scores = logistic(data, Setting(setting.names, setting.label, setting.elevated_only))(drawn, test)
            if np.isfinite(scores).all():
                total, used = total + scores, used + 1
        return total / used if used else np.full(len(test), np.nan)

    return predict


def ranking(data: Dataset, setting: Setting, pairs: int = 20_000):
    """Logistic loss on pairs of one day that fell and one that did not."""

    def predict(train: np.ndarray, test: np.ndarray) -> np.ndarray:
        rows = setting.rows(data, train)
        outcome = data.labels[setting.label][rows]
        if _one_class(outcome):
            return np.full(len(test), np.nan)
        raw = data.matrix(setting.names)
        scale = _Scaler(raw[rows])
        unit = scale(raw[rows])
        generator = np.random.default_rng(5)
        fell, stayed = np.flatnonzero(outcome == 1), np.flatnonzero(outcome == 0)
        apart = unit[generator.choice(fell, pairs)] - unit[generator.choice(stayed, pairs)]
        sign = np.where(generator.random(pairs) < 0.5, 1.0, -1.0)
        model = LogisticRegression(C=0.01, fit_intercept=False, max_iter=2000)
        model.fit(apart * sign[:, None], sign > 0)
        return model.decision_function(scale(raw[test]))

    return predict


def trees(data: Dataset, setting: Setting, *, monotone: bool, seeds: tuple[int, ...] = (1, 2, 3)):
    """Boosted trees; stopped early on the last fifth of the training span."""

    def predict(train: np.ndarray, test: np.ndarray) -> np.ndarray:
        rows = setting.rows(data, train)
        raw, outcome = data.matrix(setting.names), data.labels[setting.label]
        cut = int(0.8 * len(rows))
        gap = 21
        fitted, held = rows[: cut - gap], rows[cut:]
        if _one_class(outcome[fitted]) or _one_class(outcome[held]):
            fitted, held = rows, rows[:0]
        if _one_class(outcome[fitted]):
            return np.full(len(test), np.nan)
        scores = np.zeros(len(test))
        for seed in seeds:
            model = lightgbm.LGBMClassifier(
                n_estimators=120,
                learning_rate=0.05,
                num_leaves=6,
                min_child_samples=40,
                subsample=0.7,
                subsample_freq=1,
                colsample_bytree=0.7,
                reg_lambda=10.0,
                monotone_constraints=[MONOTONE.get(name, 0) if monotone else 0 for name in setting.names],
                random_state=seed,
                deterministic=True,
                force_row_wise=True,
                n_jobs=1,
                verbose=-1,
            )
            stop = {}
            if len(held):
                stop = {
                    "eval_set": [(raw[held], outcome[held])],
                    "callbacks": [lightgbm.early_stopping(15, verbose=False)],
                }
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model.fit(raw[fitted], outcome[fitted], sample_weight=setting.weights(data, fitted), **stop)
                scores += model.predict(raw[test], raw_score=True)
        return scores / len(seeds)

    return predict
