"""The data set of `voldesk dataset`: features, labels, splits and market levels, as arrays."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ELEVATED = 25.0

# The ten features of the catalogue; velocity is three columns.
SPOT = (
    "vix_spot",
    "vix_zscore",
    "vix_velocity_1",
    "vix_velocity_3",
    "vix_velocity_5",
    "spy_drawdown",
    "spy_velocity",
    "rv_iv_spread",
    "vix_percentile",
    "days_elevated",
)
TERM = ("term_slope", "term_curvature")


@dataclass(frozen=True)
class Split:
    """One year that is predicted; both spans are half-open row ranges."""

    year: int
    train: slice
    test: slice


@dataclass(frozen=True)
class Dataset:
    """Rows are sessions, ascending. Unknown numbers are NaN."""

    days: np.ndarray  # datetime64[D]
    features: dict[str, np.ndarray]
    futures: np.ndarray  # bool: term features come from futures
    labels: dict[str, np.ndarray]
    known_on: np.ndarray  # datetime64[D], NaT where not known
    episode: np.ndarray  # int, 0 on days that are not elevated
    market: dict[str, np.ndarray]
    splits: list[Split]
    feature_version: str
    checksum: str

    @property
    def size(self) -> int:
        return len(self.days)

    @property
    def vix(self) -> np.ndarray:
        return self.features["vix_spot"]

    @property
    def years(self) -> np.ndarray:
        return self.days.astype("datetime64[Y]").astype(int) + 1970

    @property
    def elevated(self) -> np.ndarray:
        return self.vix > ELEVATED

    def matrix(self, names: tuple[str, ...]) -> np.ndarray:
        return np.column_stack([self.features[name] for name in names])


def _table(path: Path) -> dict[str, list[str]]:
    with path.open(newline="") as file:
        rows = list(csv.reader(file))
    return {name: [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}


def _numbers(cells: list[str]) -> np.ndarray:
    return np.array([float(cell) if cell else np.nan for cell in cells])


def _days(cells: list[str]) -> np.ndarray:
    return np.array([cell or "NaT" for cell in cells], dtype="datetime64[D]")


def _verify(folder: Path) -> None:
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        wanted, name = line.split("  ", 1)
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != wanted:
            raise SystemExit(f"{name} is not the file that its checksum was written for")


def load(folder: Path) -> Dataset:
    """Reads a folder that `voldesk dataset --out` wrote and checks its checksums."""
    _verify(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    features, labels = _table(folder / "features.csv"), _table(folder / "labels.csv")
    market, splits = _table(folder / "market.csv"), _table(folder / "splits.csv")
    if features["day"] != labels["day"] or features["day"] != market["day"]:
        raise SystemExit("the tables do not have the same days")
    days = _days(features["day"])

    def rows(first: str, last: str) -> slice:
        span = np.array([first, last], dtype="datetime64[D]")
        return slice(int(np.searchsorted(days, span[0])), int(np.searchsorted(days, span[1], "right")))

    return Dataset(
        days=days,
        features={
            name: _numbers(cells)
            for name, cells in features.items()
            if name not in ("day", "term_source", "equity_source")
        },
        futures=np.array([source == "futures" for source in features["term_source"]]),
        labels={
            name: _numbers(labels[name])
            for name in ("end21", "within21", "touch30", "vix_in_21", "lowest_in_30", "sessions_to_touch")
        },
        known_on=_days(labels["known_on"]),
        episode=np.array([int(cell) if cell else 0 for cell in labels["episode"]]),
        market={name: _numbers(cells) for name, cells in market.items() if name != "day"},
        splits=[
            Split(int(year), rows(*train), rows(*test))
            for year, *rest in zip(
                splits["year"],
                zip(splits["train_from"], splits["train_to"]),
                zip(splits["test_from"], splits["test_to"]),
            )
            for train, test in [rest]
        ],
        feature_version=manifest["featureVersion"],
        checksum=manifest["checksum"],
    )
