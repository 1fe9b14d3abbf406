import { parseInstrument } from '../../domain/instrument.js';
import type { DeskPosition, PositionLeg } from '../../domain/ledger.js';
import type { Position } from '../../domain/order.js';
import type { EpochMs } from '../../domain/units.js';
import { settlementOf, settlesAtMs } from '../../pricing/day-count.js';
import type { TradingBook } from '../book/trading-book.js';

/** Whether a leg was an option whose settlement has come. */
export function hasEnded(
  { instrument, quantity }: Pick<PositionLeg, 'instrument' | 'quantity'>,
  nowMs: EpochMs,
): boolean {
  const parsed = parseInstrument(instrument);
  if (parsed?.kind !== 'option' || quantity === 0) return false;
  return settlesAtMs(parsed.expiry, settlementOf(parsed.root)) <= nowMs;
}

/** Open positions with options that have ended: their settlement is not booked yet. */
export function endedPositions(trading: TradingBook, nowMs: EpochMs): readonly DeskPosition[] {
  return trading.openPositions().filter(({ legs }) => legs.some((leg) => hasEnded(leg, nowMs)));
}

/** Options of ours that have ended and wait for their settlement, all positions together. */
export function endedOptions(trading: TradingBook, nowMs: EpochMs): readonly Position[] {
  const ended = new Map<Position['instrument'], number>();
  for (const { legs } of endedPositions(trading, nowMs)) {
    for (const leg of legs) {
      if (!hasEnded(leg, nowMs)) continue;
      ended.set(leg.instrument, (ended.get(leg.instrument) ?? 0) + leg.quantity);
    }
  }
  return [...ended].map(([instrument, quantity]) => ({ instrument, quantity }));
}
