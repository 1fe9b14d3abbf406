"""A put on every signal, priced on the day's own VX curve, costs in.

Instrument: a VIX put at the money forward, monthly expiry, the first at least 30 days away. Forward:
the future that settles into it. Price: Black (1976), undiscounted, at the volatility that VVIX states
for a 30-day forward, scaled by sqrt(30 / days) up to three times: near expiry the forward follows
spot. No smile: puts at the money of VIX trade near or under that volatility, so the cost is not
flattered. Costs: half a spread of 5 % of the premium, at least 0.05 points, and $1.30 a contract a
side. Exit: the first close at which VIX stands 20 % under its entry, else 21 sessions on. One
position at a time; each stakes the same premium, so a return is per premium paid.
"""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.special import ndtr

from .dataset import Dataset

HOLD_SESSIONS = 21
LEAST_DAYS = 30
MULTIPLIER = 100.0
FEE = 1.30
MONTHS = 8
# As many as a bin of the card's outlook holds.
LIKE_DAYS = 245


@dataclass(frozen=True)
class Trade:
    entry: int
    exit: int
    episode: int
    premium: float
    value: float
    return_: float


def settlement(year: int, month: int) -> date:
    """Wednesday 30 days before the third Friday of the month after: final settlement of VX."""
    following = date(year + month // 12, month % 12 + 1, 1)
    third_friday = following + timedelta((4 - following.weekday()) % 7 + 14)
    return third_friday - timedelta(30)


SETTLEMENTS = sorted(settlement(year, month) for year in range(2003, 2041) for month in range(1, 13))


def put(forward: float, strike: float, days: float, vvix: float) -> float:
    if days <= 0:
        return max(strike - forward, 0.0)
    years = days / 365
    vol = vvix / 100 * min(math.sqrt(30 / days), 3.0)
    spread = vol * math.sqrt(years)
    d1 = math.log(forward / strike) / spread + spread / 2
    return float(strike * ndtr(spread - d1) - forward * ndtr(-d1))


def _forward(data: Dataset, row: int, expiry: date) -> float:
    """The future that settles on `expiry`; spot VIX on the day itself."""
    day = data.days[row].astype(object)
    if day >= expiry:
        return float(data.vix[row])
    rank = bisect.bisect_left(SETTLEMENTS, expiry) - bisect.bisect_right(SETTLEMENTS, day) + 1
    return float(data.market[f"vx{rank}"][row]) if 1 <= rank <= MONTHS else float("nan")


def _half_spread(premium: float) -> float:
    return max(0.05, 0.05 * premium) / 2


def _contract(data: Dataset, row: int) -> tuple[date, float, float, float] | None:
    """Expiry, forward, strike and cost of the put that is bought on a day; None where not known."""
    day = data.days[row].astype(object)
    expiry = next(of for of in SETTLEMENTS if (of - day).days >= LEAST_DAYS)
    forward, vvix = _forward(data, row, expiry), float(data.market["vvix"][row])
    if not np.isfinite([forward, vvix]).all():
        return None
    strike = round(forward)
    bought = put(forward, strike, (expiry - day).days, vvix)
    return expiry, forward, strike, bought + _half_spread(bought) + FEE / MULTIPLIER


def worth_its_price(data: Dataset, confidence: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The question that the desk asks of a live chain: held to expiry, does the put pay more than it
    costs on the mean of what followed the days of earlier years that were likest in confidence?

    @returns elevated days on which it does, and those on which it does not.
    """
    ratio = data.labels["vix_in_21"] / data.vix
    told = data.elevated & np.isfinite(confidence)
    yes, no = np.zeros(data.size, bool), np.zeros(data.size, bool)
    for split in data.splits:
        begin = data.days[split.test.start]
        earlier = np.flatnonzero(told & np.isfinite(ratio) & (data.known_on < begin))
        if len(earlier) < LIKE_DAYS:
            continue
        for row in range(split.test.start, split.test.stop):
            contract = _contract(data, row) if told[row] else None
            if contract is None:
                continue
            _, _, strike, cost = contract
            apart = np.abs(confidence[earlier] - confidence[row])
            like = earlier[np.argsort(apart, kind="stable")[:LIKE_DAYS]]
            pays = np.maximum(strike - data.vix[row] * ratio[like], 0).mean()
            (yes if pays > cost else no)[row] = True
    return yes, no


def _exit(data: Dataset, entry: int) -> int | None:
    last = entry + HOLD_SESSIONS
    if last >= data.size:
        return None
    for row in range(entry + 1, last + 1):
        if data.vix[row] <= 0.8 * data.vix[entry]:
            return row
    return last


def trade(data: Dataset, entry: int) -> Trade | None:
    """@returns None where the curve, VVIX or the days that follow are not in the history."""
    out, contract = _exit(data, entry), _contract(data, entry)
    if out is None or contract is None:
        return None
    expiry, _, strike, paid = contract
    later, vvix = _forward(data, out, expiry), data.market["vvix"][out]
    if not np.isfinite([later, vvix]).all():
        return None
    sold = put(later, strike, (expiry - data.days[out].astype(object)).days, vvix)
    got = max(sold - _half_spread(sold) - FEE / MULTIPLIER, 0.0)
    return Trade(entry, out, int(data.episode[entry]), paid, got, got / paid - 1)


def run(data: Dataset, signal: np.ndarray) -> list[Trade]:
    """@param signal bool per row. A signal while a position is open is passed over."""
    trades: list[Trade] = []
    free = 0
    for row in np.flatnonzero(signal):
        if row < free:
            continue
        made = trade(data, int(row))
        if made is not None:
            trades.append(made)
            free = made.exit + 1
    return trades


def summary(data: Dataset, trades: list[Trade]) -> dict:
    """Figures of a list of trades; per episode the returns are added up."""
    if not trades:
        return {"trades": 0}
    returns = np.array([of.return_ for of in trades])
    episodes: dict[int, float] = {}
    for of in trades:
        episodes[of.episode] = episodes.get(of.episode, 0.0) + of.return_
    worst = min(episodes, key=lambda name: episodes[name])
    first = next(of for of in trades if of.episode == worst)
    equity = np.concatenate([[0.0], returns.cumsum()])
    sums = np.array(list(episodes.values()))
    generator = np.random.default_rng(3)
    draws = generator.integers(0, len(sums), (2000, len(sums)))
    counts = np.array([sum(of.episode == name for of in trades) for name in episodes])
    means = sums[draws].sum(axis=1) / counts[draws].sum(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return {
        "trades": len(trades),
        "episodes": len(episodes),
        "hitRate": float((returns > 0).mean()),
        "averageReturn": float(returns.mean()),
        "averageLow": float(low),
        "averageHigh": float(high),
        "total": float(returns.sum()),
        "worstEpisode": float(episodes[worst]),
        "worstEpisodeFrom": str(data.days[first.entry]),
        "deepestFall": float((equity - np.maximum.accumulate(equity)).min()),
    }
