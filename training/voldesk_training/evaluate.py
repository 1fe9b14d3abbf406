"""Every candidate, walked forward, on the four rows that the rule is held to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from . import calibrate, corrected, metrics, nets, simple
from .dataset import SPOT, TERM, Dataset
from .simple import Setting
from .walk import complete, walk

FULL = (*SPOT, *TERM)
MORE = ("vix_half_year", "futures_premium")


@dataclass(frozen=True)
class Row:
    name: str
    label: str
    first_year: int
    last_year: int
    futures: bool

    def days(self, data: Dataset) -> np.ndarray:
        known = data.elevated & np.isfinite(data.labels[self.label])
        known &= np.isfinite(data.features["vix_percentile"])
        known &= (data.years >= self.first_year) & (data.years <= self.last_year)
        return known & data.futures if self.futures else known


ROWS = (
    Row("1995–2023, end", "end21", 1995, 2023, False),
    Row("1995–2023, within", "within21", 1995, 2023, False),
    Row("2009–2021 futures, end", "end21", 2009, 2021, True),
    Row("2009–2021 futures, within", "within21", 2009, 2021, True),
)


@dataclass(frozen=True)
class Plan:
    """How much is run; a small plan is for a quick proof that all of it works."""

    seeds: tuple[int, ...]
    epochs: int
    net_from: int
    draws: int
    tried: bool


FULL_PLAN = Plan(seeds=(1, 2, 3), epochs=5, net_from=1995, draws=1000, tried=True)
SMALL_PLAN = Plan(seeds=(1,), epochs=1, net_from=2018, draws=100, tried=False)


@dataclass
class Candidate:
    """A score a row of the table: spot features for the first two, futures for the others."""

    name: str
    of: Callable[[Row], np.ndarray]
    # Scores of single seeds, where there are several.
    seeds: list[Callable[[Row], np.ndarray]] = field(default_factory=list)


@dataclass
class Walked:
    shipped: np.ndarray
    spot_only: np.ndarray
    confidence: np.ndarray
    main: list[Candidate]
    tried: list[Candidate]


def same(scores: np.ndarray) -> Callable[[Row], np.ndarray]:
    return lambda _row: scores


def _by_label(spot: dict[str, np.ndarray], full: dict[str, np.ndarray]) -> Callable[[Row], np.ndarray]:
    return lambda row: (full if row.futures else spot)[row.label]


def _by_features(spot: np.ndarray, full: np.ndarray) -> Callable[[Row], np.ndarray]:
    return lambda row: full if row.futures else spot


def steps(plan: Plan) -> int:
    """Ticks that `run` makes, for a progress bar."""
    return 2 + 4 + len(plan.seeds) * 4 + (18 if plan.tried else 0)


def run(data: Dataset, plan: Plan, tick: Callable[[], None]) -> Walked:
    rule_days = complete(data, ("vix_zscore", "vix_half_year"))

    def ship(use_premium: bool) -> np.ndarray:
        def predict(train: np.ndarray, test: np.ndarray) -> np.ndarray:
            return corrected.predict(corrected.fit(data, train, use_premium), data, test)

        scores = walk(data, rule_days, predict, first_year=1992)
        tick()
        return scores

    shipped, spot_only = ship(True), ship(False)
    confidence = calibrate.walk(data, shipped)

    def labelled(names: tuple[str, ...], make, **how) -> dict[str, np.ndarray]:
        usable = complete(data, names)
        scores = {}
        for label in ("end21", "within21"):
            setting = Setting(names, label, how.get("elevated_only", False))
            extra = {name: value for name, value in how.items() if name != "elevated_only"}
            scores[label] = walk(data, usable, make(data, setting, **extra), first_year=1995)
        tick()
        return scores

    def neural(names: tuple[str, ...], make, seed: int, first_year: int) -> np.ndarray:
        predict = nets.net(data, names, make, seeds=(seed,), epochs=plan.epochs)
        scores = walk(data, nets.windows_complete(data, names), predict, first_year=first_year)
        tick()
        return scores

    logistic = {"spot": labelled(SPOT, simple.logistic), "full": labelled(FULL, simple.logistic)}
    trees = {
        "spot": labelled(SPOT, simple.trees, monotone=True),
        "full": labelled(FULL, simple.trees, monotone=True),
    }
    deep: dict[str, Candidate] = {}
    for name, make in (("LSTM", nets.Lstm), ("CNN", nets.Cnn)):
        spot = [neural(SPOT, make, seed, plan.net_from) for seed in plan.seeds]
        full = [neural((*FULL, *MORE), make, seed, max(plan.net_from, 2009)) for seed in plan.seeds]
        deep[name] = Candidate(
            name,
            _by_features(np.mean(spot, axis=0), np.mean(full, axis=0)),
            [_by_features(one, other) for one, other in zip(spot, full)],
        )
    main = [
        Candidate("shipped score", same(shipped)),
        Candidate("shipped, spot features alone", same(spot_only)),
        Candidate("shipped confidence", same(confidence)),
        Candidate("z-score (60 d)", same(data.features["vix_zscore"])),
        Candidate("VIX level", same(data.vix)),
        Candidate("logistic", _by_label(logistic["spot"], logistic["full"])),
        Candidate("boosted trees, monotone", _by_label(trees["spot"], trees["full"])),
        deep["LSTM"],
        deep["CNN"],
    ]
    tried = _tried(data, labelled, tick, (main, confidence)) if plan.tried else []
    return Walked(shipped, spot_only, confidence, main, tried)


def _tried(data: Dataset, labelled, tick: Callable[[], None], known) -> list[Candidate]:
    main, confidence = known
    by_name = {candidate.name: candidate for candidate in main}

    def pair(name: str, make, **how) -> Candidate:
        return Candidate(name, _by_label(labelled(SPOT, make, **how), labelled(FULL, make, **how)))

    def wide(name: str, make, **how) -> Candidate:
        spot, full = (*SPOT, "vix_half_year"), (*FULL, *MORE)
        return Candidate(name, _by_label(labelled(spot, make, **how), labelled(full, make, **how)))

    logit = np.log(confidence / (1 - confidence))
    others = ("logistic", "boosted trees, monotone", "LSTM", "CNN")

    def ensemble(row: Row) -> np.ndarray:
        return np.mean([by_name[name].of(row) for name in others], axis=0)

    def unit(*terms: tuple[str, float]) -> np.ndarray:
        total = np.zeros(data.size)
        for name, sign in terms:
            raw = data.features[name]
            known = np.isfinite(raw)
            count = np.cumsum(known)
            filled = np.nan_to_num(raw)
            with np.errstate(all="ignore"):
                mean = np.cumsum(filled) / count
                spread = np.sqrt(np.maximum(np.cumsum(filled**2) / count - mean**2, 1e-12))
            total += np.where(known & (count > 250), sign * (raw - mean) / spread, 0.0)
        return total

    return [
        Candidate("VIX against its half year alone", same(data.features["vix_half_year"])),
        Candidate(
            "the three terms with equal weights, nothing fitted",
            same(unit(("vix_zscore", 1), ("vix_half_year", 1), ("futures_premium", -1))),
        ),
        pair("logistic, elevated days alone", simple.logistic, elevated_only=True),
        pair("logistic, elevated, bagged by spike", simple.bagged, elevated_only=True),
        pair("ranking loss, elevated days", simple.ranking, elevated_only=True),
        pair("ranking loss, all days", simple.ranking),
        pair("trees, monotone, elevated days", simple.trees, monotone=True, elevated_only=True),
        pair("trees, free, elevated days", simple.trees, monotone=False, elevated_only=True),
        wide("logistic with half-year and premium", simple.logistic),
        wide("trees, monotone, with half-year and premium", simple.trees, monotone=True),
        wide("ranking loss, all days, with half-year and premium", simple.ranking),
        Candidate("mean of logistic, trees, LSTM, CNN", ensemble),
        Candidate("3/4 shipped, 1/4 that mean", lambda row: 0.75 * logit + 0.25 * ensemble(row)),
    ]


def cell(data: Dataset, row: Row, scores: np.ndarray, draws: int) -> dict:
    """AUC of one score on one row with its interval, and its lead over the z-score likewise."""
    days = np.flatnonzero(row.days(data) & np.isfinite(scores))
    if len(days) == 0:
        return {"days": 0}
    outcome, score = data.labels[row.label][days], scores[days]
    rule = data.features["vix_zscore"][days]
    made = {"days": len(days), "auc": metrics.auc(outcome, score)}
    if draws:
        bootstrap = metrics.EpisodeBootstrap(data.episode[days], draws)
        made["low"], made["high"] = bootstrap.interval(lambda at: metrics.auc(outcome[at], score[at]))
        made["lead"] = made["auc"] - metrics.auc(outcome, rule)
        made["leadLow"], made["leadHigh"] = bootstrap.interval(
            lambda at: metrics.auc(outcome[at], score[at]) - metrics.auc(outcome[at], rule[at])
        )
    return made


def describe(data: Dataset, row: Row) -> dict:
    days = row.days(data)
    return {
        "name": row.name,
        "label": row.label,
        "days": int(days.sum()),
        "episodes": len(np.unique(data.episode[days])),
        "positive": float(data.labels[row.label][days].mean()),
    }
