import type { QueryError } from '../../api.js';
import type { Chain, ChainRow } from '../../domain/chain.js';
import type { DayFacts } from '../../domain/day-facts.js';
import type { ExpectedMoveView } from '../../domain/desk-views.js';
import type { Mode } from '../../domain/mode.js';
import type { DayRange } from '../../domain/quote.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { EpochMs } from '../../domain/units.js';
import { expectedMoves } from '../../pricing/expected-move.js';
import { midOf, readChain, type ChainReading } from '../../strategies/chain-reading.js';
import { realisedRange } from './day-facts.js';

export interface ExpectedMoveInput {
  readonly symbol: string;
  /** The next expiries, in any order. */
  readonly chains: readonly Chain[];
  readonly facts: DayFacts | null;
  readonly range: DayRange | null;
  readonly mode: Mode;
  readonly nowMs: EpochMs;
}

/** Put so many strikes below and call so many above, middles together; null unquoted. */
function strangle({ chain, atm }: ChainReading, out: number): number | null {
  const at = chain.rows.indexOf(atm);
  const [low, high]: (ChainRow | undefined)[] = [chain.rows[at - out], chain.rows[at + out]];
  const [put, call] = [low ? midOf(low.put) : null, high ? midOf(high.call) : null];
  return put === null || call === null ? null : put + call;
}

function rowOf(reading: ChainReading): ExpectedMoveView['rows'][number] | null {
  const { chain, atmVol, straddle, years } = reading;
  if (atmVol === null) return null;
  const moves = expectedMoves({
    spot: chain.spot,
    vol: atmVol,
    years,
    straddle,
    strangle1: strangle(reading, 1),
    strangle2: strangle(reading, 2),
  });
  return { expiry: chain.expiry, settlesAtMs: chain.settlesAtMs, ...moves, vol: atmVol };
}

/** Expected moves of the next expiries by four conventions, and the session's frozen one. */
export function expectedMoveView(of: ExpectedMoveInput): Result<ExpectedMoveView, QueryError> {
  const readings = of.chains.flatMap((chain) => readChain(chain) ?? []);
  const rows = readings.flatMap((reading) => rowOf(reading) ?? []);
  rows.sort((a, b) => a.settlesAtMs - b.settlesAtMs);
  const chains = readings.map(({ chain }) => chain);
  const newest = chains.reduce<Chain | null>((a, b) => (a && a.atMs >= b.atMs ? a : b), null);
  const oldest = chains.reduce<Chain | null>(
    (a, b) => (a && a.atMs - a.delayMs <= b.atMs - b.delayMs ? a : b),
    null,
  );
  if (rows.length === 0 || !newest || !oldest) return err({ code: 'no-data', what: of.symbol });
  const { atMs: asOfMs, delayMs, source } = oldest;
  const { facts, range } = of;
  return ok({
    stamp: { mode: of.mode, nowMs: of.nowMs, asOfMs, delayMs, source },
    symbol: of.symbol,
    spot: newest.spot,
    rows,
    frozen: facts && {
      expectedMove: facts.expectedMove,
      frozenAtMs: facts.frozenAtMs,
      kind: facts.kind,
      open: facts.open,
      realisedRange: range && realisedRange(range),
    },
  });
}
