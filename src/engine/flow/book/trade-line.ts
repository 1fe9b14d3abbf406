import type { TradeLine } from '../../domain/day-report.js';
import { parseInstrument, type Right } from '../../domain/instrument.js';
import type { Attribution, DeskPosition, PositionLeg } from '../../domain/ledger.js';
import { newYorkDay } from '../../domain/new-york.js';
import type { TradingDay } from '../../domain/trading-day.js';
import { microsToUsd, type UsdMicros } from '../../domain/units.js';
import { attributionSum } from './attribution.js';
import { unitMultiplier } from '../../domain/order.js';

interface OptionLeg {
  readonly ratio: number;
  readonly strike: number;
  readonly right: Right;
}

function optionLegs(legs: readonly PositionLeg[]): readonly OptionLeg[] {
  return legs.flatMap(({ instrument, ratio }) => {
    const parsed = parseInstrument(instrument);
    if (parsed?.kind !== 'option' || ratio === 0) return [];
    return [{ ratio, strike: parsed.strike, right: parsed.right }];
  });
}

/** Strikes of one right, what was sold first: `5995/5990 P`; empty where there are none. */
function strikesOf(legs: readonly OptionLeg[], right: Right): string {
  const strikes = legs
    .filter((leg) => leg.right === right)
    .sort((a, b) => Math.sign(a.ratio) - Math.sign(b.ratio) || a.strike - b.strike)
    .map(({ strike }) => strike);
  return strikes.length === 0 ? '' : `${strikes.join('/')} ${right === 'put' ? 'P' : 'C'}`;
}

/** Such as `5995/5990 P`, puts before calls; empty for a position without options. */
export function strikesText(legs: readonly PositionLeg[]): string {
  const options = optionLegs(legs);
  return [strikesOf(options, 'put'), strikesOf(options, 'call')].filter(Boolean).join(' ');
}

/** Attribution with what no mark has seen (the exit's price, fees) in its rest: it sums to the profit. */
export function wholeAttribution(position: DeskPosition, profitMicros: UsdMicros): Attribution {
  const { attribution } = position;
  const unseen = microsToUsd(profitMicros) - attributionSum(attribution);
  return { ...attribution, restUsd: attribution.restUsd + unseen };
}

export function closingDay({ closedAtMs }: DeskPosition): TradingDay | null {
  return closedAtMs === null ? null : newYorkDay(closedAtMs);
}

/** @returns null for a position that is open. */
export function tradeLine(position: DeskPosition): TradeLine | null {
  const { closedAtMs, cashMicros, feeMicros, entryCreditMicros, units, legs } = position;
  if (closedAtMs === null) return null;
  const shares = Math.max(1, units) * unitMultiplier(legs.filter(({ ratio }) => ratio !== 0));
  const exitDebitMicros = entryCreditMicros - feeMicros - cashMicros;
  return {
    positionId: position.id,
    strategy: position.strategy,
    underlying: position.underlying,
    expiry: position.expiry,
    strikes: strikesText(position.legs),
    units,
    openedAtMs: position.openedAtMs,
    closedAtMs,
    entryUsd: microsToUsd(entryCreditMicros) / shares,
    exitUsd: microsToUsd(exitDebitMicros as UsdMicros) / shares,
    feeMicros,
    pnlMicros: cashMicros,
    plannedLossMicros: position.plannedLossMicros,
    exitRule: position.exitRule,
    gapThrough: position.gapThrough,
    attribution: wholeAttribution(position, cashMicros),
  };
}

/** Closed positions as lines, in the order given. */
export function tradeLines(positions: readonly DeskPosition[]): readonly TradeLine[] {
  return positions.flatMap((position) => tradeLine(position) ?? []);
}
