"""Tables of the document, written between its markers."""

from __future__ import annotations

import re
from pathlib import Path


def _ratio(value: float | None) -> str:
    return "–" if value is None or value != value else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "–" if value is None or value != value else f"{100 * value:.0f} %"


def _signed(value: float) -> str:
    return f"{100 * value:+.0f} %".replace("-", "−")


def _table(header: list[str], lines: list[list[str]]) -> str:
    rows = [header, ["---"] + ["---:"] * (len(header) - 1), *lines]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def rows(described: list[dict]) -> str:
    return _table(
        ["row", "elevated days", "spikes", "fell"],
        [[of["name"], str(of["days"]), str(of["episodes"]), _ratio(of["positive"])] for of in described],
    )


def walk(described: list[dict], table: list[dict]) -> str:
    def cell(of: dict, row: dict) -> str:
        if not of["days"]:
            return "–"
        fewer = f" on {of['days']}" if of["days"] < row["days"] else ""
        return f"{of['auc']:.3f} ({of['low']:.2f}–{of['high']:.2f}){fewer}"

    return _table(
        ["AUC", *[of["name"] for of in described]],
        [[line["name"], *map(cell, line["cells"], described)] for line in table],
    )


def lead(described: list[dict], table: list[dict]) -> str:
    def cell(of: dict) -> str:
        if not of["days"]:
            return "–"
        return f"{of['lead']:+.3f} ({of['leadLow']:+.2f} to {of['leadHigh']:+.2f})".replace("-", "−")

    return _table(
        ["AUC over the z-score", *[of["name"] for of in described]],
        [[line["name"], *map(cell, line["cells"])] for line in table if line["name"] != "z-score (60 d)"],
    )


def tried(described: list[dict], table: list[dict]) -> str:
    return _table(
        ["AUC", *[of["name"] for of in described]],
        [[line["name"], *[_ratio(of.get("auc")) for of in line["cells"]]] for line in table],
    )


def seeds(described: list[dict], table: list[dict]) -> str:
    return _table(
        ["AUC by seed", *[of["name"] for of in described]],
        [
            [line["name"], *[" / ".join(_ratio(of.get("auc")) for of in cells) for cells in line["cells"]]]
            for line in table
        ],
    )


def calibration(bins: list[dict]) -> str:
    return _table(
        ["confidence", "observed", "days", "spikes"],
        [
            [f"{of['forecast']:.2f}", f"{of['observed']:.2f}", str(of["days"]), str(of["episodes"])]
            for of in bins
        ],
    )


def signals(lines: dict[str, dict]) -> str:
    return _table(
        ["trigger", "days fired", "spikes", "of possible", "of all", "touched −20 %", "touched on all such days"],
        [
            [
                name,
                str(of["days"]),
                str(of["episodes"]),
                str(of["episodesPossible"]),
                str(of["episodesAll"]),
                _percent(of["touched"]),
                _percent(of["touchedAnyway"]),
            ]
            for name, of in lines.items()
        ],
    )


def profit(lines: dict[str, dict]) -> str:
    return _table(
        ["put bought", "trades", "spikes", "hit rate", "average return", "sum", "worst spike", "from", "deepest fall"],
        [
            [
                name,
                str(of["trades"]),
                str(of["episodes"]),
                _percent(of["hitRate"]),
                f"{_signed(of['averageReturn'])} ({_signed(of['averageLow'])} to {_signed(of['averageHigh'])})",
                f"{of['total']:+.1f}".replace("-", "−"),
                f"{of['worstEpisode']:+.1f}".replace("-", "−"),
                of["worstEpisodeFrom"],
                f"{of['deepestFall']:+.1f}".replace("-", "−"),
            ]
            if of["trades"]
            else [name, "0", *["–"] * 7]
            for name, of in lines.items()
        ],
    )


def trade_bins(bins: list[dict]) -> str:
    return _table(
        ["confidence", "days", "spikes", "hit rate", "average return"],
        [
            [
                f"{of['from']:.2f}–{of['to']:.2f}",
                str(of["days"]),
                str(of["episodes"]),
                _percent(of["winRate"]),
                _signed(of["averageReturn"]),
            ]
            for of in bins
        ],
    )


def outlook(bins: list[dict]) -> str:
    return _table(
        ["confidence", "days", "spikes", "VIX 21 sessions on, middle (10–90 %)", "−20 % in 30 d", "60 d", "90 d"],
        [
            [
                f"{of['confidence']:.2f}",
                str(of["days"]),
                str(of["episodes"]),
                f"{_signed(of['ratioMiddle'] - 1)} ({_signed(of['ratioLow'] - 1)} to {_signed(of['ratioHigh'] - 1)})",
                _percent(of["touched30"]),
                _percent(of["touched60"]),
                _percent(of["touched90"]),
            ]
            for of in bins
        ],
    )


def replay(runs: list[dict]) -> str:
    if not runs:
        return "It did not fire."
    return _table(
        ["fired from", "to", "days", "VIX", "confidence", "−20 % after", "lowest in 30 d", "21 sessions on"],
        [
            [
                of["from"],
                of["to"],
                str(of["days"]),
                f"{of['vix']:.1f}",
                f"{of['confidence']:.2f}",
                "not in 30 d" if of["sessionsToTouch"] is None else f"{of['sessionsToTouch']} sessions",
                f"{of['lowestIn30']:.1f}",
                f"{of['vixIn21']:.1f}",
            ]
            for of in runs
        ],
    )


def write(path: Path, blocks: dict[str, str]) -> list[str]:
    """Replaces what stands between `<!-- name:begin -->` and `<!-- name:end -->`.

    @returns names of blocks that the document has no place for.
    """
    text, missing = path.read_text(), []
    for name, block in blocks.items():
        pattern = re.compile(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
        if not pattern.search(text):
            missing.append(name)
            continue
        text = pattern.sub(lambda found, block=block: f"{found[1]}\n{block}\n\n{found[2]}", text)
    path.write_text(text)
    return missing
