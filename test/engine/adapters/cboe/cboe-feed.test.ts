import { afterEach, describe, expect, it } from 'vitest';
import type { Chain } from '../../../../src/engine/domain/chain.js';
import { spotId } from '../../../../src/engine/domain/instrument.js';
import { newYorkInstant, type TimeOfDay } from '../../../../src/engine/domain/new-york.js';
import { ageMs, type Quote } from '../../../../src/engine/domain/quote.js';
import type { Result } from '../../../../src/engine/domain/result.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/engine/domain/units.js';
import type { FeedError } from '../../../../src/engine/ports/market-data.js';
import {
  headOf,
  newYorkStamp,
  optionsFile,
  quotesFile,
  rowsOf,
} from '../../../standins/cboe-file.js';
import { OPTIONS_PATH, QUOTES_PATH } from '../../../standins/cboe-quotes.js';
import { listening } from '../../../support/market-sink.js';
import { DELAY_MS, START_MS, startCboe, type CboeRig } from './cboe-rig.js';

const open: CboeRig[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((rig) => rig.close()));
});

async function begin(of: Parameters<typeof startCboe>[0] = {}): Promise<CboeRig> {
  const rig = await startCboe({ marketMs: MINUTE_MS, ...of });
  open.push(rig);
  return rig;
}

async function must<T>(answer: Promise<Result<T, FeedError>>): Promise<T> {
  const got = await answer;
  if (!got.ok) throw new Error(JSON.stringify(got.error));
  return got.value;
}

function newYork(on: string, time: TimeOfDay): number {
  return newYorkInstant(day(on), time);
}

function asked(rig: CboeRig, path: string): number {
  return rig.server.seen.filter((request) => request.path.startsWith(path)).length;
}

/** A file of one chain of SPY and its spot, made at an instant. */
async function spyFile(rig: CboeRig, madeAtMs: number): Promise<string> {
  const spot = await must(rig.market.snapshot(spotId('SPY')));
  const chains = await must(rig.market.chains('SPY'));
  const head = headOf(spot, 'SPY');
  return optionsFile({ symbol: 'SPY', madeAtMs, head, rows: rowsOf(chains.slice(1, 2)) });
}

describe('delayed quotes of Cboe', () => {
  it('are as old as the price is, the delay counted once', async () => {
    const rig = await begin();
    const quote = await must(rig.feed.snapshot(spotId('SPX')));
    const published = await must(rig.market.snapshot(spotId('SPX')));
    expect(quote).toMatchObject({ last: published.last, delayMs: DELAY_MS, source: 'cboe' });
    expect(quote.atMs - quote.delayMs).toBe(published.atMs);
    expect(ageMs(quote, rig.clock.nowMs())).toBe(rig.clock.nowMs() - published.atMs);
    rig.clock.advance(10_000);
    expect(ageMs(quote, rig.clock.nowMs())).toBe(DELAY_MS + 10_000);
  });

  it('are no younger at a weekend than the last trade, however new the file', async () => {
    const sunday = newYork('2026-11-22', '12:00');
    const rig = await begin({ startAtMs: sunday });
    for (const name of ['SPX', 'VIX']) {
      const quote = await must(rig.feed.snapshot(spotId(name)));
      const closeMs = newYork('2026-11-20', name === 'VIX' ? '16:15' : '16:00');
      expect(ageMs(quote, sunday)).toBe(sunday - closeMs);
    }
    const [chain] = await must(rig.feed.chains('SPY'));
    expect((chain?.atMs ?? NaN) - (chain?.delayMs ?? NaN)).toBe(newYork('2026-11-20', '16:15'));
  });

  it('read the stamp of the file in UTC and that of the trade in New York', async () => {
    const rig = await begin();
    const head = { ...headOf(await must(rig.market.snapshot(spotId('VIX'))), '^VIX') };
    const traded = newYork('2026-11-23', '10:12');
    const last_trade_time = newYorkStamp(traded).replace('T', ' ');
    const text = quotesFile({
      symbol: '^VIX',
      madeAtMs: START_MS,
      head: { ...head, last_trade_time },
    });
    expect(text).toContain('"timestamp":"2026-11-23 15:30:00"');
    rig.server.files.set(`${QUOTES_PATH}_VIX.json`, text);
    const quote = await must(rig.feed.snapshot(spotId('VIX')));
    expect(quote.atMs - quote.delayMs).toBe(traded);
  });

  it('come each minute while prices change and seldom while they do not', async () => {
    const startAtMs = newYork('2026-11-23', '16:00');
    const rig = await begin({ symbols: ['VIX'], startAtMs });
    const heard: Quote[] = [];
    rig.feed.subscribe([spotId('VIX')], listening({ quote: (quote) => heard.push(quote) }));
    await rig.advanceTo(startAtMs + 10 * MINUTE_MS);
    expect(asked(rig, QUOTES_PATH)).toBe(11);
    expect(heard.length).toBeGreaterThan(8);
    await rig.advanceTo(newYork('2026-11-23', '17:00'));
    const evening = asked(rig, QUOTES_PATH);
    await rig.advanceTo(newYork('2026-11-23', '19:00'));
    expect(asked(rig, QUOTES_PATH) - evening).toBeLessThanOrEqual(8);
  });

  it('know indices by an underscore and answer a name that is refused with a code', async () => {
    const rig = await begin({ symbols: ['SPX', 'SVXY', 'BTC'] });
    expect(rig.feed.carries(spotId('BTC'))).toBe(false);
    const refused = await rig.feed.snapshot(spotId('SVXY'));
    expect(refused).toMatchObject({ ok: false, error: { code: 'failed', reason: 'status 403' } });
    await must(rig.feed.snapshot(spotId('SPX')));
    expect(rig.server.seen.map(({ path }) => path)).toEqual([
      `${QUOTES_PATH}SVXY.json`,
      `${QUOTES_PATH}_SPX.json`,
    ]);
  });

  it('are nothing where the publisher has no price', async () => {
    const rig = await begin();
    const head = { symbol: '^VIX', current_price: 0, last_trade_time: null };
    const text = quotesFile({ symbol: '^VIX', madeAtMs: START_MS, head });
    rig.server.files.set(`${QUOTES_PATH}_VIX.json`, text);
    const quote = await rig.feed.snapshot(spotId('VIX'));
    expect(quote).toMatchObject({ ok: false, error: { reason: 'no price' } });
  });
});

describe('delayed chains of Cboe', () => {
  it('settle by their class: SPX and VIX in the morning, SPXW and shares at the close', async () => {
    const symbols = ['SPX', 'SPY', 'VIX', 'UVXY', 'QQQ', 'IWM'];
    const rig = await begin({ symbols, startAtMs: newYork('2026-12-14', '9:45'), expiries: 6 });
    const roots = new Set<string>();
    for (const symbol of symbols) {
      for (const chain of await must(rig.feed.chains(symbol))) {
        roots.add(chain.root);
        const isMorning = chain.root === 'SPX' || chain.root === 'VIX';
        const time = chain.expiry === '2026-12-24' ? '13:00' : '16:00';
        expect(chain.settlesAtMs).toBe(newYork(chain.expiry, isMorning ? '9:30' : time));
        expect(chain).toMatchObject({ underlying: symbol, delayMs: DELAY_MS, source: 'cboe' });
        expect(chain.spot).toBeGreaterThan(0);
      }
    }
    expect([...roots].sort()).toEqual(['IWM', 'QQQ', 'SPX', 'SPXW', 'SPY', 'UVXY', 'VIX']);
    const vix = await must(rig.feed.expiries('VIX'));
    expect(vix[0]).toBe('2026-12-16');
    expect((await must(rig.feed.expiries('SPX'))).includes(day('2026-12-18'))).toBe(true);
  });

  it('give the market’s own prices, and volatilities as fractions', async () => {
    const rig = await begin();
    const [, published] = await must(rig.market.chains('SPY'));
    const chain = await must(rig.feed.chain('SPY', (published as Chain).expiry));
    expect(chain.rows.map(({ strike }) => strike)).toEqual(
      published?.rows.map(({ strike }) => strike),
    );
    const middle = chain.rows.find(({ strike }) => strike > chain.spot);
    const same = published?.rows.find(({ strike }) => strike === middle?.strike);
    expect(middle?.call).toMatchObject({ bid: same?.call.bid, ask: same?.call.ask });
    expect(middle?.call.venue?.markIv).toBeGreaterThan(0.03);
    expect(middle?.call.venue?.markIv).toBeLessThan(0.6);
    expect(middle?.put.venue?.greeks?.delta).toBeLessThan(0);
  });

  it('are downloaded once a minute at most, once for all who ask, and not if unchanged', async () => {
    const rig = await begin({ symbols: ['SPY'] });
    rig.server.files.set(`${OPTIONS_PATH}SPY.json`, await spyFile(rig, START_MS));
    const [first] = await Promise.all([
      must(rig.feed.chains('SPY')),
      rig.feed.expiries('SPY'),
      rig.feed.chains('SPY'),
    ]);
    rig.clock.advance(59_000);
    await rig.feed.chains('SPY');
    expect(asked(rig, OPTIONS_PATH)).toBe(1);
    rig.clock.advance(2_000);
    expect(await must(rig.feed.chains('SPY'))).toEqual(first);
    expect(asked(rig, OPTIONS_PATH)).toBe(2);
    expect(rig.server.seen.at(-1)?.headers['if-none-match']).toMatch(/^"\w+"$/);
  });

  it('give the spot of their file to who listens', async () => {
    const rig = await begin({ symbols: ['SPY'] });
    const heard: Quote[] = [];
    await rig.advanceTo(START_MS + MINUTE_MS);
    rig.feed.subscribe([spotId('SPY')], listening({ quote: (quote) => heard.push(quote) }));
    await rig.feed.chains('SPY');
    expect(heard.map(({ instrument }) => instrument)).toContain('SPY');
  });

  it('end at their settlement, whatever the file still holds', async () => {
    const startAtMs = newYork('2026-11-23', '15:55');
    const rig = await begin({ symbols: ['SPX'], startAtMs });
    expect((await must(rig.feed.expiries('SPX')))[0]).toBe('2026-11-23');
    rig.clock.advance(6 * MINUTE_MS);
    expect((await must(rig.feed.expiries('SPX')))[0]).toBe('2026-11-24');
    expect((await rig.feed.chain('SPX', day('2026-11-23'))).ok).toBe(false);
  });
});

describe('delayed chains in trouble', () => {
  const path = `${OPTIONS_PATH}SPY.json`;

  it.each([
    ['refused', { kind: 'status', status: 403 } as const],
    ['missing', { kind: 'status', status: 404 } as const],
    ['throttled', { kind: 'status', status: 429 } as const],
    ['broken', { kind: 'status', status: 500 } as const],
    ['cut off', { kind: 'cut', afterBytes: 2_000 } as const],
    ['garbage', { kind: 'text', text: '{"data":{"options":[{]}' } as const],
    ['a page', { kind: 'text', text: '<html>busy</html>' } as const],
  ])('stay what they were while the file is %s, growing old, and come back', async (_, fault) => {
    const rig = await begin({ symbols: ['SPY'] });
    rig.server.files.set(path, await spyFile(rig, START_MS));
    const before = await must(rig.feed.chains('SPY'));
    rig.clock.advance(2 * MINUTE_MS);
    rig.server.faults.push(fault);
    const during = await must(rig.feed.chains('SPY'));
    expect(during).toEqual(before);
    expect(rig.feed.state().failures).toBe(1);
    // Nothing is asked again at once.
    await rig.feed.chains('SPY');
    expect(asked(rig, OPTIONS_PATH)).toBe(2);
    rig.clock.advance(2 * MINUTE_MS);
    rig.server.files.set(path, await spyFile(rig, rig.clock.nowMs()));
    const after = await must(rig.feed.chains('SPY'));
    expect((after[0]?.atMs ?? 0) - (before[0]?.atMs ?? 0)).toBe(4 * MINUTE_MS);
  });

  it('are not there where no file ever came, and waits grow', async () => {
    const rig = await begin({ symbols: ['SPY'] });
    const fault = { kind: 'status', status: 500 } as const;
    rig.server.faults.push(fault, fault, fault);
    const failed = await rig.feed.chains('SPY');
    expect(failed).toMatchObject({ ok: false, error: { code: 'failed', feed: 'cboe' } });
    const at: number[] = [];
    for (let minute = 1; minute <= 12; minute++) {
      rig.clock.advance(MINUTE_MS);
      await rig.feed.chains('SPY');
      if (asked(rig, OPTIONS_PATH) > at.length + 1) at.push(minute);
    }
    expect(at.slice(0, 3)).toEqual([1, 3, 7]);
  });

  it('do not go back to an older copy', async () => {
    const rig = await begin({ symbols: ['SPY'] });
    rig.server.files.set(path, await spyFile(rig, START_MS));
    const [before] = await must(rig.feed.chains('SPY'));
    rig.clock.advance(2 * MINUTE_MS);
    rig.server.files.set(path, await spyFile(rig, START_MS - HOUR_MS));
    const [after] = await must(rig.feed.chains('SPY'));
    expect(after?.atMs).toBe(before?.atMs);
  });

  it('show their age where the publisher stands still', async () => {
    const rig = await begin({ symbols: ['SPY'] });
    rig.server.stale = START_MS - HOUR_MS;
    const [chain] = await must(rig.feed.chains('SPY'));
    expect(chain?.atMs).toBeLessThanOrEqual(START_MS - HOUR_MS);
  });

  it('are asked for one after the other', async () => {
    const rig = await begin({ symbols: ['SPY', 'VIX'] });
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    rig.server.faults.push({ kind: 'slow', until });
    const both = [rig.feed.chains('SPY'), rig.feed.chains('VIX')];
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked(rig, OPTIONS_PATH)).toBeLessThanOrEqual(1);
    release();
    for (const chains of await Promise.all(both)) expect(chains.ok).toBe(true);
    expect(asked(rig, OPTIONS_PATH)).toBe(2);
  });

  it('leave no thread behind when the feed stops in the midst of a file', async () => {
    const rig = await begin({ symbols: ['SPY'] });
    rig.server.faults.push({ kind: 'cut', afterBytes: 500 });
    const asking = rig.feed.chains('SPY');
    await rig.feed.stop();
    expect((await asking).ok).toBe(false);
    expect(await rig.feed.chains('SPY')).toMatchObject({ error: { code: 'not-ready' } });
  });
});

describe('the state of the delayed feed', () => {
  it('falls as polls fail and rises with the first that does not', async () => {
    const rig = await begin({ symbols: ['VIX'] });
    expect(rig.feed.state().state).toBe('ready');
    rig.feed.subscribe([spotId('VIX')], listening({}));
    expect(rig.feed.state().state).toBe('connecting');
    await rig.advanceTo(START_MS + MINUTE_MS);
    expect(rig.feed.state().state).toBe('ready');
    const fault = { kind: 'status', status: 503 } as const;
    rig.server.faults.push(fault, fault, fault, fault, fault);
    await rig.advanceTo(START_MS + 2 * MINUTE_MS);
    expect(rig.feed.state().state).toBe('degraded');
    await rig.advanceTo(START_MS + 40 * MINUTE_MS);
    expect(rig.feed.state()).toMatchObject({ state: 'down', failures: 5 });
    await rig.advanceTo(START_MS + 80 * MINUTE_MS);
    expect(rig.feed.state().state).toBe('ready');
  });
});

describe('a name that the publisher does not know', () => {
  it('is asked for seldom, and holds up no other', async () => {
    const rig = await begin({ symbols: ['VIX', 'SVXY'] });
    rig.feed.subscribe(rig.feed.instruments(), listening({}));
    await rig.advanceTo(START_MS + 10 * MINUTE_MS);
    expect(asked(rig, `${QUOTES_PATH}SVXY`)).toBe(1);
    expect(asked(rig, `${QUOTES_PATH}_VIX`)).toBe(11);
    expect(rig.feed.state().state).toBe('ready');
  });
});

describe('daily bars of the delayed feed', () => {
  it('are those of the index files, the running day left out', async () => {
    const rig = await begin();
    rig.server.files.set(
      '/api/global/us_indices/daily_prices/VIX_History.csv',
      [
        'DATE,OPEN,HIGH,LOW,CLOSE',
        '11/19/2026,16.000000,16.500000,15.900000,16.100000',
        '11/20/2026,16.200000,16.000000,15.000000,15.500000',
        '11/23/2026,15.500000,15.600000,15.400000,15.450000',
        '',
      ].join('\r\n'),
    );
    const bars = await must(rig.feed.history('VIX' as never));
    expect(bars.map(({ day: on, high, marks }) => [on, high, marks])).toEqual([
      ['2026-11-19', 16.5, []],
      ['2026-11-20', 16.2, ['repaired']],
    ]);
    rig.clock.advance(DAY_MS);
    const grown = await must(rig.feed.history('VIX' as never));
    expect(grown.length).toBeGreaterThanOrEqual(2);
  });

  it('have a close alone for VVIX and SKEW', async () => {
    const rig = await begin();
    rig.server.files.set(
      '/api/global/us_indices/daily_prices/VVIX_History.csv',
      'DATE,VVIX\n11/19/2026,92.10\n11/20/2026,91.00\n',
    );
    const bars = await must(rig.feed.history('VVIX' as never));
    expect(bars.at(-1)).toMatchObject({ day: '2026-11-20', open: null, close: 91, marks: [] });
  });
});
