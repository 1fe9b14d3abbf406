import { newYorkDay } from '../../domain/new-york.js';
import { spotId } from '../../domain/instrument.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { TradingDay } from '../../domain/trading-day.js';
import type { EpochMs } from '../../domain/units.js';
import { settlementOf, settlesAtMs } from '../../pricing/day-count.js';
import type { FeedError } from '../../ports/market-data.js';
import type { AskError } from './asks.js';
import type { IbkrConnection } from './session-port.js';
import type { Contracts } from './contracts.js';
import { houseExpiry, optionClasses } from './mapping.js';

/** One expiry of one trading class. */
export interface ListedExpiry {
  readonly root: string;
  readonly expiry: TradingDay;
  readonly settlesAtMs: EpochMs;
  /** Ascending; not every strike of the list exists at every expiry. */
  readonly strikes: readonly number[];
}

type Listing = ReadonlyMap<TradingDay, ListedExpiry>;

export function feedError(error: AskError): FeedError {
  switch (error.code) {
    case 'not-sent':
      return { code: 'not-ready', feed: 'ibkr' };
    case 'no-answer':
      return { code: 'failed', feed: 'ibkr', reason: 'no answer' };
    case 'refused':
      return { code: 'failed', feed: 'ibkr', reason: error.message.text };
  }
}

/** Expiries and strikes that an underlying lists, asked for once a day. */
export class OptionLists {
  private readonly kept = new Map<
    string,
    { readonly day: TradingDay; readonly listing: Listing }
  >();

  constructor(
    private readonly connection: IbkrConnection,
    private readonly contracts: Contracts,
  ) {}

  /** Expiries that have not settled, ascending. */
  async find(underlying: string): Promise<Result<readonly ListedExpiry[], FeedError>> {
    const nowMs = this.connection.clock.nowMs();
    const day = newYorkDay(nowMs);
    let kept = this.kept.get(underlying);
    if (kept?.day !== day) {
      const listing = await this.ask(underlying);
      if (!listing.ok) return listing;
      kept = { day, listing: listing.value };
      this.kept.set(underlying, kept);
    }
    const open = [...kept.listing.values()].filter((each) => each.settlesAtMs > nowMs);
    return ok(open.sort((a, b) => (a.expiry < b.expiry ? -1 : 1)));
  }

  private async ask(underlying: string): Promise<Result<Listing, FeedError>> {
    const spot = await this.contracts.find(spotId(underlying));
    if (!spot.ok) {
      if (spot.error.code === 'no-such-contract') {
        return err({ code: 'unknown-instrument', name: underlying });
      }
      return err(feedError(spot.error));
    }
    const { conId, contract } = spot.value;
    const { secType } = contract;
    if (secType === undefined) return err({ code: 'unknown-instrument', name: underlying });
    const classes = optionClasses(underlying);
    const answer = await this.connection.ask<Listing>({
      write: (encoder, id) => {
        encoder.reqSecDefOptParams(id, underlying, '', secType, conId);
      },
      gather: (id, done) => {
        const found = new Map<TradingDay, ListedExpiry>();
        return {
          securityDefinitionOptionParameter: ([of, exchange, , root, , expirations, strikes]) => {
            if (of !== id || exchange !== 'SMART' || !classes.includes(root)) return;
            for (const text of expirations) keepExpiry(found, { root, text, strikes });
          },
          securityDefinitionOptionParameterEnd: ([of]) => {
            if (of === id) done(found);
          },
        };
      },
    });
    return answer.ok ? answer : err(feedError(answer.error));
  }
}

/** Of two classes that settle on one day, the one that settles at its close is kept. */
function keepExpiry(
  found: Map<TradingDay, ListedExpiry>,
  {
    root,
    text,
    strikes,
  }: { readonly root: string; readonly text: string; readonly strikes: readonly number[] },
): void {
  const expiry = houseExpiry(root, text);
  if (!expiry) return;
  const settlement = settlementOf(root);
  if (found.has(expiry) && settlement === 'am') return;
  const sorted = [...new Set(strikes)].sort((a, b) => a - b);
  found.set(expiry, {
    root,
    expiry,
    strikes: sorted,
    settlesAtMs: settlesAtMs(expiry, settlement),
  });
}
