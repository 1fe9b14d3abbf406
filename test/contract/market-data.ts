import { afterEach, describe, expect, it } from 'vitest';
import { barCloseAtMs, seriesId, type DailyBar } from '../../src/engine/domain/bar.js';
import { sessionAtOrAfter } from '../../src/engine/domain/calendar.js';
import { spotId, underlyingOf, type InstrumentId } from '../../src/engine/domain/instrument.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { MINUTE_MS, type EpochMs } from '../../src/engine/domain/units.js';
import type { MarketData } from '../../src/engine/ports/market-data.js';
import { listening } from '../support/market-sink.js';

/** A started feed and the market time that moves it. */
export interface MarketDataRig {
  readonly feed: MarketData;
  readonly nowMs: () => EpochMs;
  /** Moves market time to an instant and lets what falls due be pushed. */
  readonly advanceTo: (atMs: EpochMs) => Promise<void> | void;
  readonly close: () => Promise<void>;
}

interface Heard {
  readonly quotes: { readonly quote: Quote; readonly nowMs: EpochMs }[];
  readonly bars: { readonly bar: DailyBar; readonly nowMs: EpochMs }[];
  readonly cancel: () => void;
}

function listen({ feed, nowMs }: MarketDataRig): Heard {
  const quotes: Heard['quotes'] = [];
  const bars: Heard['bars'] = [];
  const cancel = feed.subscribe(
    feed.instruments(),
    listening({
      quote: (quote) => quotes.push({ quote, nowMs: nowMs() }),
      bar: (bar) => bars.push({ bar, nowMs: nowMs() }),
    }),
  );
  return { quotes, bars, cancel };
}

/** Ten minutes after the close of the session that is open or next to open. */
function afterClose(rig: MarketDataRig): EpochMs {
  return sessionAtOrAfter(rig.nowMs()).indexCloseAtMs + 10 * MINUTE_MS;
}

async function advanceSessions(rig: MarketDataRig, sessions: number): Promise<void> {
  for (let left = sessions; left > 0; left--) await rig.advanceTo(afterClose(rig));
}

async function valueOf<T>(answer: Promise<{ ok: true; value: T } | { ok: false; error: unknown }>) {
  const result = await answer;
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

async function allHistory(feed: MarketData): Promise<readonly (readonly DailyBar[])[]> {
  return Promise.all(feed.series().map((series) => valueOf(feed.history(series))));
}

function notCrossed(of: { readonly bid: number | null; readonly ask: number | null }): boolean {
  return of.bid === null || of.ask === null || of.bid <= of.ask;
}

/** What every feed keeps. @param build gives a fresh, started feed inside or before a session. */
export function marketDataContract(name: string, build: () => Promise<MarketDataRig>): void {
  describe(`${name} as market data`, () => {
    const open: MarketDataRig[] = [];
    const begin = async (): Promise<MarketDataRig> => {
      const rig = await build();
      open.push(rig);
      return rig;
    };
    afterEach(async () => {
      await Promise.all(open.splice(0).map((rig) => rig.close()));
    });

    describe('bars', () => barRules(begin));
    describe('quotes', () => quoteRules(begin));
    describe('questions', () => questionRules(begin));
    describe('chains', () => chainRules(begin));
  });
}

function barRules(begin: () => Promise<MarketDataRig>): void {
  it('are never given before their close', async () => {
    const rig = await begin();
    const heard = listen(rig);
    await advanceSessions(rig, 3);
    expect(heard.bars.length).toBeGreaterThan(0);
    for (const { bar, nowMs } of heard.bars) {
      expect(barCloseAtMs(bar.series, bar.day)).toBeLessThanOrEqual(nowMs);
    }
  });

  it('are pushed once each, days in order, and then stand in history', async () => {
    const rig = await begin();
    const heard = listen(rig);
    await advanceSessions(rig, 3);
    const lastDay = new Map<string, string>();
    for (const { bar } of heard.bars) {
      expect(bar.day > (lastDay.get(bar.series) ?? '')).toBe(true);
      lastDay.set(bar.series, bar.day);
      expect(await valueOf(rig.feed.history(bar.series))).toContainEqual(bar);
    }
  });

  it('of history ascend by day, each day once, and none is from the future', async () => {
    const rig = await begin();
    for (const sessions of [0, 1, 1]) {
      await advanceSessions(rig, sessions);
      for (const bars of await allHistory(rig.feed)) {
        const days = bars.map((bar) => bar.day);
        expect(days).toEqual([...new Set(days)].sort());
        const last = bars.at(-1);
        if (last) expect(barCloseAtMs(last.series, last.day)).toBeLessThanOrEqual(rig.nowMs());
      }
    }
  });
}

function quoteRules(begin: () => Promise<MarketDataRig>): void {
  it('are not crossed, and are of instruments that the feed lists', async () => {
    const rig = await begin();
    const heard = listen(rig);
    const before = rig.feed.instruments();
    expect(before.filter((id) => !rig.feed.carries(id))).toEqual([]);
    await advanceSessions(rig, 1);
    const listed = new Set([...before, ...rig.feed.instruments()]);
    expect(heard.quotes.length).toBeGreaterThan(0);
    expect(heard.quotes.filter(({ quote }) => !notCrossed(quote))).toEqual([]);
    expect(heard.quotes.filter(({ quote }) => !listed.has(quote.instrument))).toEqual([]);
    expect(rig.feed.instruments().filter((id) => !rig.feed.carries(id))).toEqual([]);
  });

  it('never go back in time and never come from the future', async () => {
    const rig = await begin();
    const heard = listen(rig);
    await advanceSessions(rig, 2);
    const newest = new Map<InstrumentId, EpochMs>();
    for (const { quote, nowMs } of heard.quotes) {
      if (quote.atMs > nowMs || quote.atMs < (newest.get(quote.instrument) ?? -Infinity)) {
        expect.fail(`${quote.instrument} of ${quote.atMs} came at ${nowMs}`);
      }
      newest.set(quote.instrument, quote.atMs);
    }
  });

  it('are the same when asked for as when pushed', async () => {
    const rig = await begin();
    const heard = listen(rig);
    await advanceSessions(rig, 1);
    const newest = new Map(heard.quotes.map(({ quote }) => [quote.instrument, quote]));
    for (const [id, quote] of newest) {
      // A future that has settled meanwhile is listed no more.
      if (!rig.feed.carries(id)) continue;
      expect(await valueOf(rig.feed.snapshot(id))).toEqual(quote);
    }
  });

  it('stop for one listener when it cancels and go on for others', async () => {
    const rig = await begin();
    const first = listen(rig);
    const second = listen(rig);
    first.cancel();
    await advanceSessions(rig, 1);
    expect(first.quotes).toEqual([]);
    expect(first.bars).toEqual([]);
    expect(second.quotes.length).toBeGreaterThan(0);
  });

  it('of instruments that a listener did not name do not reach it', async () => {
    const rig = await begin();
    const [wanted] = rig.feed.instruments();
    if (wanted === undefined) throw new Error('the feed lists nothing');
    const heard: Quote[] = [];
    const sink = listening({ quote: (quote: Quote) => heard.push(quote) });
    rig.feed.subscribe([wanted], sink);
    await advanceSessions(rig, 1);
    expect(heard.filter((quote) => quote.instrument !== wanted)).toEqual([]);
  });

  it('and bars end when the feed stops', async () => {
    const rig = await begin();
    const heard = listen(rig);
    await rig.feed.stop();
    await advanceSessions(rig, 1);
    expect(heard.quotes).toEqual([]);
    expect(heard.bars).toEqual([]);
  });
}

function questionRules(begin: () => Promise<MarketDataRig>): void {
  it('about an unknown name are answered with a code', async () => {
    const { feed } = await begin();
    const nobody = spotId('NOSUCHONE');
    expect(feed.carries(nobody)).toBe(false);
    expect(await feed.snapshot(nobody)).toMatchObject({ ok: false, error: { name: 'NOSUCHONE' } });
    expect((await feed.history(seriesId('NOSUCHONE'))).ok).toBe(false);
    expect((await feed.chain('NOSUCHONE', day('2026-11-20'))).ok).toBe(false);
  });

  it('about its state are answered with a newest price no later than now', async () => {
    const rig = await begin();
    await advanceSessions(rig, 1);
    const state = rig.feed.state();
    expect(state.feed).toBe(rig.feed.feed);
    expect(state.newestAtMs ?? 0).toBeLessThanOrEqual(rig.nowMs());
  });
}

function chainRules(begin: () => Promise<MarketDataRig>): void {
  it('list ascending strikes, uncrossed sides and ids of their own class and expiry', async () => {
    const rig = await begin();
    for (const underlying of ['SPX', 'SPY', 'BTC']) {
      const listed = await rig.feed.expiries(underlying);
      const expiries = listed.ok ? listed.value : [];
      expect(expiries).toEqual([...new Set(expiries)].sort());
      for (const expiry of expiries) {
        const chain = await valueOf(rig.feed.chain(underlying, expiry));
        expect(underlyingOf(chain.root)).toBe(underlying);
        expect(chain.settlesAtMs).toBeGreaterThan(rig.nowMs());
        expect(chain.atMs).toBeLessThanOrEqual(rig.nowMs());
        const strikes = chain.rows.map((row) => row.strike as number);
        expect(strikes).toEqual([...new Set(strikes)].sort((a, b) => a - b));
        const sides = chain.rows.flatMap((row) => [row.call, row.put]);
        expect(sides.filter((side) => side.bid < 0 || side.bid > side.ask)).toEqual([]);
        const wrong = chain.rows.filter(
          ({ strike, call, put }) =>
            call.instrument !== `${chain.root}/${expiry}/${strike}/C` ||
            put.instrument !== `${chain.root}/${expiry}/${strike}/P`,
        );
        expect(wrong).toEqual([]);
      }
    }
  });

  it('of an expiry that is not listed are answered with a code', async () => {
    const { feed } = await begin();
    expect((await feed.chain('SPX', day('2001-01-02'))).ok).toBe(false);
  });
}
