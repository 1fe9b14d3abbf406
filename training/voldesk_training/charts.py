"""Pictures for the document: large type, colours that the colour-blind can tell apart."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np

from .dataset import Dataset

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#777777"
STYLE = {
    "font.size": 13,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.25,
    "savefig.dpi": 160,
    "svg.hashsalt": "voldesk",
}


def _save(figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, metadata={"Software": None})
    plt.close(figure)


def walk_forward(path: Path, rows: list[dict], table: list[dict]) -> None:
    """AUC of each score on each row, with intervals."""
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(2, 2, figsize=(8, 8.4), sharex=True, sharey=True)
        names = [line["name"] for line in table][::-1]
        for axis, row, k in zip(axes.flat, rows, range(len(rows))):
            for height, line in enumerate(table[::-1]):
                of = line["cells"][k]
                if not of["days"]:
                    continue
                colour = BLUE if "shipped" in line["name"] else ORANGE if "z-score" in line["name"] else GREY
                axis.plot([of["low"], of["high"]], [height, height], color=colour, lw=2)
                axis.plot(of["auc"], height, "o", color=colour, ms=7)
            axis.axvline(0.5, color="black", lw=0.8)
            axis.set_title(f"{row['name']}\n{row['days']} days, {row['episodes']} spikes", fontsize=12)
            axis.set_yticks(range(len(names)), names)
            axis.set_xlim(0.2, 1.0)
        for axis in axes[1]:
            axis.set_xlabel("AUC, 95 % by spike")
        _save(figure, path)


def calibration(path: Path, bins: list[dict]) -> None:
    with plt.rc_context(STYLE):
        figure, axis = plt.subplots(figsize=(6.4, 5.6))
        axis.plot([0, 1], [0, 1], color="black", lw=0.8)
        forecast = [part["forecast"] for part in bins]
        observed = [part["observed"] for part in bins]
        axis.plot(forecast, observed, "o-", color=BLUE, ms=9, lw=2)
        for part in bins:
            axis.annotate(
                str(part["episodes"]),
                (part["forecast"], part["observed"]),
                xytext=(7, -14),
                textcoords="offset points",
                fontsize=10,
                color=GREY,
            )
        axis.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="VIX touched −20 % within 30 days")
        axis.set_title("Elevated days out of sample (numbers: spikes)", fontsize=12)
        _save(figure, path)


def equity(path: Path, data: Dataset, curves: dict[str, list]) -> None:
    """Sum of returns per premium staked."""
    with plt.rc_context(STYLE):
        figure, axis = plt.subplots(figsize=(8, 5))
        for (name, trades), colour in zip(curves.items(), (GREY, ORANGE, BLUE, GREEN)):
            when = [data.days[of.exit].astype(object) for of in trades]
            axis.step(when, np.cumsum([of.return_ for of in trades]), where="post", label=name, color=colour, lw=2)
        axis.axhline(0, color="black", lw=0.8)
        axis.set_ylabel("premiums won")
        axis.legend(fontsize=11)
        _save(figure, path)


def replay(path: Path, data: Dataset, series: dict) -> None:
    """VIX and confidence of one spike; days on which it fired are marked."""
    first, last = (np.datetime64(day) for day in series["span"])
    rows = np.flatnonzero((data.days >= first) & (data.days <= last))
    days = data.days[rows].astype(object)
    confidence, fired = series["confidence"][rows], series["signal"][rows]
    with plt.rc_context(STYLE):
        figure, (above, below) = plt.subplots(2, 1, figsize=(8, 6.4), sharex=True, height_ratios=(3, 2))
        above.plot(days, data.vix[rows], color="black", lw=1.6)
        marked = np.flatnonzero(fired)
        above.plot([days[k] for k in marked], data.vix[rows][marked], "o", color=ORANGE, ms=6, label="fired")
        above.set_ylabel("VIX")
        above.legend(fontsize=11)
        below.plot(days, confidence, color=BLUE, lw=1.8)
        below.step(days, series["threshold"][rows], where="mid", color=ORANGE, lw=1.2, label="threshold")
        below.axhline(0.7, color=GREY, lw=1, ls="--", label="0.7")
        below.set(ylim=(0, 1), ylabel="confidence")
        below.legend(fontsize=10, loc="upper right", ncols=2)
        locator = mdates.AutoDateLocator(minticks=3, maxticks=7)
        below.xaxis.set_major_locator(locator)
        below.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
        _save(figure, path)
