import type { Chain, ChainRow, OptionSide } from '../../domain/chain.js';
import { optionId, type InstrumentId, type Right } from '../../domain/instrument.js';
import type { Quote } from '../../domain/quote.js';
import type { DurationMs, EpochMs, Strike } from '../../domain/units.js';
import type { Cancel, Clock } from '../../ports/clock.js';
import type { LineRank } from './line-queue.js';
import type { Lines } from './lines.js';
import { contractOf } from './mapping.js';
import type { ListedExpiry } from './option-lists.js';
import type { QuoteTicks } from './quote-ticks.js';

export interface ChainNeeds {
  readonly lines: Lines;
  readonly clock: Clock;
  /** A line that has not shown both sides by then is given up. */
  readonly sideWithinMs: DurationMs;
  /** Contracts that the vendor does not know: holes, never asked for again. */
  readonly holes: Set<InstrumentId>;
}

export interface ChainAsk {
  readonly underlying: string;
  readonly listed: ListedExpiry;
  readonly spot: number;
  /** Strikes looked at, half on each side of the spot. */
  readonly strikes: number;
  readonly rank: LineRank;
}

/** The vendor's own volatilities come right after the prices, or not at all. */
const COMPUTED_WITHIN_MS: DurationMs = 250;

/** The strikes nearest to a price, ascending. */
export function nearStrikes(
  all: readonly number[],
  spot: number,
  count: number,
): readonly number[] {
  const nearest = [...all].sort((a, b) => Math.abs(a - spot) - Math.abs(b - spot));
  return nearest.slice(0, count).sort((a, b) => a - b);
}

/** One look at one contract: its line is open until both sides and the vendor's model have spoken. */
function lookAt(
  needs: ChainNeeds,
  instrument: InstrumentId,
  rank: LineRank,
): Promise<Quote | null> {
  const contract = contractOf(instrument);
  if (!contract || needs.holes.has(instrument)) return Promise.resolve(null);
  const { clock, lines } = needs;
  return new Promise((resolve) => {
    let seen: QuoteTicks | null = null;
    let state: 'open' | 'seen' | 'ended' = 'open';
    let giveUp: Cancel = () => undefined;
    const end = () => {
      if (state === 'ended') return;
      state = 'ended';
      giveUp();
      close();
      resolve(seen?.quote() ?? null);
    };
    const look = () => {
      if (!seen?.isTwoSided() || state === 'ended') return;
      if (seen.isComputed()) {
        end();
      } else if (state === 'open') {
        state = 'seen';
        giveUp();
        giveUp = clock.at(clock.nowMs() + COMPUTED_WITHIN_MS, end);
      }
    };
    const close = lines.request(
      { instrument, contract, rank },
      {
        began: () => {
          giveUp = clock.at(clock.nowMs() + needs.sideWithinMs, end);
        },
        changed: (ticks) => {
          seen = ticks;
          look();
        },
        computed: look,
        none: () => {
          needs.holes.add(instrument);
          end();
        },
      },
    );
  });
}

function sideOf(instrument: InstrumentId, quote: Quote | null): OptionSide | null {
  if (!quote || quote.ask === null) return null;
  return {
    instrument,
    bid: quote.bid ?? 0,
    ask: quote.ask,
    bidSize: quote.bidSize ?? 0,
    askSize: quote.askSize ?? 0,
    atMs: quote.atMs,
    ...(quote.option ? { venue: quote.option } : {}),
  };
}

/** Looks at the strikes near the spot, as many at a time as there are lines. Null where none has a price. */
export async function lookAtChain(needs: ChainNeeds, of: ChainAsk): Promise<Chain | null> {
  const { listed, spot, underlying, rank } = of;
  const { root, expiry } = listed;
  const strikes = nearStrikes(listed.strikes, spot, of.strikes);
  const look = async (strike: number, right: Right) => {
    const instrument = optionId({ root, expiry, strike, right });
    const quote = await lookAt(needs, instrument, rank);
    return { side: sideOf(instrument, quote), quote };
  };
  const looked = await Promise.all(
    strikes.map(async (strike) => {
      const [call, put] = await Promise.all([look(strike, 'call'), look(strike, 'put')]);
      return { strike, call, put };
    }),
  );
  const rows: ChainRow[] = [];
  let atMs: EpochMs = needs.clock.nowMs();
  let delayMs: DurationMs = 0;
  for (const { strike, call, put } of looked) {
    if (!call.side || !put.side) continue;
    rows.push({ strike: strike as Strike, call: call.side, put: put.side });
    for (const { quote } of [call, put]) {
      // A chain is as old as its oldest price.
      atMs = Math.min(atMs, quote?.atMs ?? atMs);
      delayMs = Math.max(delayMs, quote?.delayMs ?? 0);
    }
  }
  if (rows.length === 0) return null;
  const { settlesAtMs } = listed;
  return { underlying, root, expiry, settlesAtMs, spot, rows, atMs, delayMs, source: 'ibkr' };
}
