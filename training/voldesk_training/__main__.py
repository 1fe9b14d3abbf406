"""`python -m voldesk_training --data <folder> --out <folder>`: train, test, export."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from . import calibrate, charts, corrected, evaluate, export, metrics, outlook, profit, report, signals
from .dataset import Dataset, load
from .export import rounded

REPLAYS = {
    "2008": ("2008-01-01", "2009-03-31"),
    "2018": ("2018-01-15", "2018-04-30"),
    "2020": ("2020-02-10", "2020-12-31"),
    "2022": ("2022-01-03", "2022-12-30"),
}
# What the model cannot know; the chat has the words.
UNKNOWN = (
    "daily-closes-only",
    "few-spikes",
    "no-news",
    "no-later-years",
    "rises-first",
    "priced-in",
)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="voldesk_training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that `voldesk dataset --out` wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model and its card")
    parser.add_argument("--docs", type=Path, help="document whose tables and pictures are written anew")
    parser.add_argument("--small", action="store_true", help="one seed, recent years for the nets, no pictures")
    return parser.parse_args()


def finite(data: Dataset, confidence: np.ndarray, label: str = "touch30") -> np.ndarray:
    return np.flatnonzero(np.isfinite(confidence) & np.isfinite(data.labels[label]) & data.elevated)


def final(data: Dataset, shipped: np.ndarray) -> export.Weights:
    """Fitted on every day whose label is known; calibrated on out-of-sample scores."""
    rows = np.flatnonzero(np.isfinite(data.labels["touch30"]))
    model = corrected.fit(data, rows)
    told = np.flatnonzero(np.isfinite(shipped) & np.isfinite(data.labels["touch30"]))
    calibration = calibrate.fit(shipped[told], data.vix[told], data.labels["touch30"][told])
    return export.weights_of(model, calibration)


def tables(data: Dataset, walked: evaluate.Walked, plan: evaluate.Plan, tick) -> dict:
    def lines(candidates: list[evaluate.Candidate], draws: int) -> list[dict]:
        found = []
        for of in candidates:
            cells = [evaluate.cell(data, row, of.of(row), draws) for row in evaluate.ROWS]
            found.append({"name": of.name, "cells": cells})
            tick()
        return found

    seeded = [
        {
            "name": of.name,
            "cells": [[evaluate.cell(data, row, seed(row), 0) for seed in of.seeds] for row in evaluate.ROWS],
        }
        for of in walked.main
        if len(of.seeds) > 1
    ]
    return {
        "rows": [evaluate.describe(data, row) for row in evaluate.ROWS],
        "main": lines(walked.main, plan.draws),
        "tried": lines(walked.tried, 0),
        "seeds": seeded,
    }


HALVES = (
    evaluate.Row("1995–2014, end", "end21", 1995, 2014, False),
    evaluate.Row("1995–2014, within", "within21", 1995, 2014, False),
    evaluate.Row("2015–2023, end", "end21", 2015, 2023, False),
    evaluate.Row("2015–2023, within", "within21", 2015, 2023, False),
)


def halves(data: Dataset, walked: evaluate.Walked) -> dict:
    """Does the lead come from one part of the history alone?"""
    names = ("shipped score", "shipped confidence", "z-score (60 d)", "VIX level")
    candidates = [of for of in walked.main if of.name in names]
    return {
        "rows": [evaluate.describe(data, row) for row in HALVES],
        "lines": [
            {"name": of.name, "cells": [evaluate.cell(data, row, of.of(row), 0) for row in HALVES]}
            for of in candidates
        ],
    }


def calibration_figures(data: Dataset, walked: evaluate.Walked, draws: int) -> dict:
    days = finite(data, walked.confidence)
    outcome, confidence = data.labels["touch30"][days], walked.confidence[days]
    bootstrap = metrics.EpisodeBootstrap(data.episode[days], draws)
    low, high = bootstrap.interval(lambda at: metrics.calibration_error(outcome[at], confidence[at]))
    brier_low, brier_high = bootstrap.interval(lambda at: metrics.brier(outcome[at], confidence[at]))
    every = np.flatnonzero(np.isfinite(walked.confidence) & np.isfinite(data.labels["touch30"]))
    return {
        "days": len(days),
        "episodes": len(np.unique(data.episode[days])),
        "error": metrics.calibration_error(outcome, confidence),
        "errorFiveBins": metrics.calibration_error(outcome, confidence, 5),
        "errorLow": low,
        "errorHigh": high,
        "brier": metrics.brier(outcome, confidence),
        "brierLow": brier_low,
        "brierHigh": brier_high,
        "brierOfRate": metrics.brier(outcome, np.full(len(days), outcome.mean())),
        "errorAllDays": metrics.calibration_error(data.labels["touch30"][every], walked.confidence[every]),
        "bins": [vars(part) for part in metrics.reliability(outcome, confidence, data.episode[days])],
    }


def short(value):
    """Figures of a card with four digits; whole numbers and texts as they are."""
    if isinstance(value, dict):
        return {name: short(of) for name, of in value.items()}
    if isinstance(value, (list, tuple)):
        return [short(of) for of in value]
    return rounded(value, 4) if isinstance(value, float) else value


def make_card(data: Dataset, weights: export.Weights, parts: dict) -> dict:
    walked, table = parts["walked"], parts["tables"]
    elevated = finite(data, walked.confidence)
    known = np.isfinite(walked.confidence)
    told = np.flatnonzero(np.isfinite(data.labels["touch30"]))
    base, per_z, per_h = weights.expected_premium
    z, h, premium = corrected.terms(data)
    surprise = np.nan_to_num(premium - (base + per_z * z + per_h * h))
    card = {
        "reference": {
            "vix_zscore": float(z[elevated].mean()),
            "vix_half_year": float(h[elevated].mean()),
            "futures_premium": float(surprise[elevated].mean()),
        },
        "range": outlook.ranges(data),
        "scales": outlook.scales(data, elevated),
        "metrics": {
            "rows": [
                {
                    **described,
                    "auc": {
                        line["name"]: {name: line["cells"][k].get(name) for name in ("auc", "low", "high")}
                        for line in table["main"]
                        if line["cells"][k]["days"]
                    },
                }
                for k, described in enumerate(table["rows"])
            ],
            "calibration": parts["calibration"],
        },
        "triggers": parts["triggers"],
        "history": {
            "elevated": outlook.quantiles(walked.confidence[elevated]),
            "all": outlook.quantiles(walked.confidence[known]),
        },
        "outlook": {
            "elevated": outlook.bins(data, walked.confidence, elevated),
            "calm": outlook.bins(
                data,
                walked.confidence,
                np.flatnonzero(known & ~data.elevated & np.isfinite(data.labels["touch30"])),
            ),
        },
        "trades": parts["trade_bins"],
        "fund": outlook.fund(data),
        "unknown": list(UNKNOWN),
    }
    return {
        "featureVersion": data.feature_version,
        "features": list(export.FEATURES),
        "windowDays": 1,
        "dataset": data.checksum,
        "trainedTo": str(data.days[told[-1]]),
        "weights": {
            "intercept": weights.intercept,
            "vix_zscore": weights.zscore,
            "vix_half_year": weights.half_year,
            "futures_premium": weights.premium,
            "level": weights.level,
        },
        "expectedPremium": {"intercept": base, "vix_zscore": per_z, "vix_half_year": per_h},
        **short(card),
    }


def triggers(data: Dataset, walked: evaluate.Walked) -> tuple[dict, dict]:
    """Both triggers out of sample. @returns what the card holds, and signals by name."""
    confidence = walked.confidence
    elevated = np.isfinite(confidence) & data.elevated
    mission = signals.mission(data, confidence)
    best, threshold = signals.walk_best_fifth(data, confidence)
    high = elevated & (data.vix > signals.MISSION_VIX)
    told = {
        "mission": {
            "confidence": signals.MISSION_CONFIDENCE,
            "vix": signals.MISSION_VIX,
            **signals.summary(data, mission, high),
        },
        "bestFifth": {
            "confidence": signals.best_fifth(confidence[elevated]),
            "vix": 25.0,
            **signals.summary(data, best, elevated & np.isfinite(threshold)),
        },
    }
    for of in ("mission", "bestFifth"):
        told[of]["episodesAll"] = len(np.unique(data.episode[elevated]))
    # Of all spikes, also those that never reach 28: a trigger that cannot fire there misses them.
    enough = 2 * told["mission"]["episodes"] >= told["mission"]["episodesAll"]
    told["default"] = "mission" if enough else "bestFifth"
    return told, {"mission": mission, "bestFifth": best, "threshold": threshold}


def profits(data: Dataset, walked: evaluate.Walked, fired: dict) -> tuple[dict, dict]:
    known = np.isfinite(walked.confidence)
    worth, dear = profit.worth_its_price(data, walked.confidence)
    high = data.vix > signals.MISSION_VIX
    chosen = {
        "always when VIX > 28": known & high,
        "confidence > 0.7 and VIX > 28": fired["mission"],
        "best fifth, VIX > 25": fired["bestFifth"],
        "VIX > 28 and worth its price": worth & high,
        "always when VIX > 25": known & data.elevated,
        "VIX > 25 and worth its price": worth,
        "VIX > 25 and not worth its price": dear,
        "confidence > 0.7, VIX > 28 and worth its price": fired["mission"] & worth,
        "best fifth and worth its price": fired["bestFifth"] & worth,
    }
    runs = {name: profit.run(data, signal) for name, signal in chosen.items()}
    return {name: profit.summary(data, trades) for name, trades in runs.items()}, runs


def document(path: Path, data: Dataset, parts: dict) -> None:
    walked, table, fired = parts["walked"], parts["tables"], parts["fired"]
    images = path.parent / "images"
    images.mkdir(exist_ok=True)
    charts.walk_forward(images / "vix-model-walk.png", table["rows"], table["main"])
    charts.calibration(images / "vix-model-calibration.png", parts["calibration"]["bins"])
    drawn = list(parts["runs"].items())[:4]
    charts.equity(images / "vix-model-profit.png", data, dict(drawn))
    blocks = {
        "rows": report.rows(table["rows"]),
        "walk": report.walk(table["rows"], table["main"]),
        "lead": report.lead(table["rows"], table["main"]),
        "tried": report.tried(table["rows"], table["tried"]),
        "seeds": report.seeds(table["rows"], table["seeds"]),
        "halves": report.tried(parts["halves"]["rows"], parts["halves"]["lines"]),
        "calibration": report.calibration(parts["calibration"]["bins"]),
        "signals": report.signals(
            {
                "confidence > 0.7 and VIX > 28": parts["triggers"]["mission"],
                "best fifth of elevated days": parts["triggers"]["bestFifth"],
            }
        ),
        "profit": report.profit(parts["profits"]),
        "trades": report.trade_bins(parts["trade_bins"]),
        "outlook": report.outlook(parts["card"]["outlook"]["elevated"]),
    }
    for name, span in REPLAYS.items():
        charts.replay(
            images / f"vix-replay-{name}.png",
            data,
            {
                "span": span,
                "confidence": walked.confidence,
                "signal": fired["mission"] if parts["triggers"]["default"] == "mission" else fired["bestFifth"],
                "threshold": fired["threshold"],
            },
        )
        blocks[f"replay-{name}-mission"] = report.replay(
            signals.replay(data, walked.confidence, fired["mission"], span)
        )
        blocks[f"replay-{name}-fifth"] = report.replay(
            signals.replay(data, walked.confidence, fired["bestFifth"], span)
        )
    missing = report.write(path, blocks)
    if missing:
        print(f"the document has no place for: {', '.join(missing)}", file=sys.stderr)


def main() -> None:
    options = arguments()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    started = time.monotonic()
    plan = evaluate.SMALL_PLAN if options.small else evaluate.FULL_PLAN
    data = load(options.data)
    total = evaluate.steps(plan) + (22 if plan.tried else 9)
    with tqdm(total=total, desc="training", unit="step", file=sys.stderr) as bar:
        tick = lambda: bar.update(1)  # noqa: E731
        walked = evaluate.run(data, plan, tick)
        parts: dict = {"walked": walked, "tables": tables(data, walked, plan, tick)}
    parts["halves"] = halves(data, walked)
    parts["calibration"] = calibration_figures(data, walked, plan.draws)
    parts["triggers"], parts["fired"] = triggers(data, walked)
    parts["profits"], parts["runs"] = profits(data, walked, parts["fired"])
    parts["trade_bins"] = outlook.trade_bins(data, walked.confidence, finite(data, walked.confidence))
    weights = final(data, walked.shipped)
    parts["card"] = make_card(data, weights, parts)
    model = export.graph(weights)
    digest = export.write(options.out, model, parts["card"], export.check(model, weights))
    if options.docs and not options.small:
        document(options.docs, data, parts)
    first = parts["tables"]["main"][0]["cells"]
    summary = {
        "sha256": digest,
        "auc": [rounded(cell["auc"], 4) for cell in first if cell["days"]],
        "calibrationError": [
            rounded(parts["calibration"][name], 4) for name in ("errorFiveBins", "error")
        ],
        "default": parts["triggers"]["default"],
        "seconds": round(time.monotonic() - started),
    }
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
