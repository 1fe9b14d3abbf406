import { describe, expect, test } from 'vitest';
import type { Chain } from '../../../../src/engine/domain/chain.js';
import { optionId, spotId } from '../../../../src/engine/domain/instrument.js';
import type { Quote, VenueOption } from '../../../../src/engine/domain/quote.js';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { DAY_MS, HOUR_MS, type Strike } from '../../../../src/engine/domain/units.js';
import {
  expectsThrough,
  hoursOf,
  type FeedHours,
} from '../../../../src/engine/flow/quality/feed-hours.js';
import { QualityMonitor } from '../../../../src/engine/flow/quality/quality-monitor.js';
import { quoteOf } from '../../../support/scripted-feed.js';

const AT = newYorkInstant(day('2026-11-23'), '11:00');
const OPTION = optionId({ root: 'BTC', expiry: day('2026-12-25'), strike: 90_000, right: 'call' });

function monitor(hours: FeedHours = 'always', pricePeriodMs = 0): QualityMonitor {
  const expects = (_: string, fromMs: number, toMs: number) => expectsThrough(hours, fromMs, toMs);
  return new QualityMonitor({ pricePeriodMs, expects });
}

const venue = (parts: Partial<VenueOption> = {}): VenueOption => ({
  forward: 90_000,
  markPrice: 0.05,
  markIv: 0.6,
  bidIv: null,
  askIv: null,
  greeks: null,
  openInterest: null,
  volume: null,
  ...parts,
});

const option = (atMs: number, parts: Partial<Quote> = {}): Quote =>
  quoteOf(OPTION, { bid: 0.04, ask: 0.06, option: venue(), atMs, source: 'venue', ...parts });

const of = (seen: QualityMonitor, nowMs = AT) => seen.report(nowMs)[0];

describe('prices of a feed', () => {
  test('are counted by what is wrong with them', () => {
    const seen = monitor();
    seen.take(option(AT));
    seen.take(option(AT, { bid: 0.07 }));
    seen.take(option(AT, { bid: null, ask: 0.01 }));
    seen.take(option(AT, { option: venue({ markIv: 3.01 }) }));
    seen.take(option(AT, { option: venue({ markIv: 3 }) }));
    seen.take(option(AT, { option: venue({ forward: null, markIv: null }) }));
    expect(of(seen)).toMatchObject({
      feed: 'venue',
      quotes: 6,
      hour: { crossed: 1, 'high-iv': 1, 'no-underlying': 1, gap: 0, stale: 0, dropped: 0 },
    });
  });

  test('of several feeds are kept apart', () => {
    const seen = monitor();
    for (const source of ['b', 'a', 'b']) seen.take(option(AT, { source, bid: 1, ask: 0.5 }));
    expect(seen.report(AT).map(({ feed, hour }) => [feed, hour.crossed])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  test('leave the hour after an hour and the day after a day', () => {
    const seen = monitor();
    seen.take(option(AT, { bid: 1 }));
    expect(of(seen, AT + 50 * 60_000)?.hour.crossed).toBe(1);
    expect(of(seen, AT + HOUR_MS + 5 * 60_000)).toMatchObject({
      hour: { crossed: 0 },
      day: { crossed: 1 },
    });
    expect(of(seen, AT + DAY_MS + 5 * 60_000)?.day.crossed).toBe(0);
  });
});

describe('chains that are asked for', () => {
  const side = (bid: number, ask: number) => ({
    instrument: OPTION,
    bid,
    ask,
    bidSize: 1,
    askSize: 1,
  });
  const chainOf = (parts: Partial<Chain> = {}): Chain => ({
    underlying: 'SPX',
    root: 'SPXW',
    expiry: day('2026-12-18'),
    settlesAtMs: AT + DAY_MS,
    spot: 6_000,
    rows: [{ strike: 6_000 as Strike, call: side(2, 1), put: side(1, 2) }],
    atMs: AT,
    delayMs: 900_000,
    source: 'cboe',
    ...parts,
  });

  test('are counted once a look', () => {
    const seen = monitor();
    seen.look([chainOf()]);
    seen.look([chainOf()]);
    expect(of(seen)).toMatchObject({ feed: 'cboe', quotes: 2, hour: { crossed: 1 } });
    seen.look([chainOf({ atMs: AT + 60_000, spot: 0 })]);
    expect(of(seen, AT + 60_000)?.hour).toMatchObject({ crossed: 2, 'no-underlying': 2 });
  });

  test('say nothing new where their options are pushed', () => {
    const seen = monitor();
    seen.take(option(AT, { source: 'cboe' }));
    seen.look([chainOf()]);
    expect(of(seen)?.hour.crossed).toBe(0);
  });
});

describe('a gap', () => {
  test('is more than five seconds without a price of the feed', () => {
    const seen = monitor();
    for (const ms of [0, 5_000, 10_001, 30_000]) seen.take(option(AT + ms));
    expect(of(seen, AT + 30_000)).toMatchObject({ hour: { gap: 2 }, longestGapMs: 19_999 });
  });

  test('is none where another instrument has had a price', () => {
    const seen = monitor();
    seen.take(option(AT));
    seen.take(quoteOf(spotId('BTC'), { atMs: AT + 4_000, source: 'venue' }));
    seen.take(option(AT + 8_000));
    expect(of(seen, AT + 8_000)?.hour.gap).toBe(0);
  });

  test('is none over night, of a delayed source, or where prices come more rarely', () => {
    const close = newYorkInstant(day('2026-11-23'), '16:00');
    const nightly = monitor('session');
    nightly.take(option(close - 1_000));
    nightly.take(option(close + 17.5 * HOUR_MS + 1_000));
    expect(of(nightly, close + DAY_MS)?.day.gap).toBe(0);
    const late = monitor();
    for (const ms of [0, 60_000]) late.take(option(AT + ms, { delayMs: 900_000 }));
    expect(of(late)?.hour.gap).toBe(0);
    expect(late.isLive('venue')).toBe(false);
    const rare = monitor('always', 60_000);
    for (const ms of [0, 60_000]) rare.take(option(AT + ms));
    expect(of(rare)?.hour.gap).toBe(0);
  });

  test('that the feed tells too counts once; missed messages are counted by themselves', () => {
    const seen = monitor();
    seen.take(option(AT));
    seen.take(option(AT + 20_000));
    const gap = { feed: 'venue', instruments: null, fromMs: AT, reason: 'disconnected' } as const;
    seen.gap({ ...gap, toMs: AT + 19_500 });
    expect(of(seen, AT + 60_000)?.hour.gap).toBe(1);
    seen.gap({ ...gap, fromMs: AT + 30_000, toMs: AT + 40_000 });
    seen.gap({ ...gap, fromMs: AT + 50_000, toMs: AT + 50_100, reason: 'missed-messages' });
    expect(of(seen, AT + 60_000)?.hour).toMatchObject({ gap: 2, dropped: 1 });
  });
});

describe('a threshold', () => {
  test('is passed by a number and a share of the quotes, and left at half of it', () => {
    const seen = monitor();
    for (let n = 0; n < 10_000; n++) seen.take(option(AT, n < 99 ? { bid: 1 } : {}));
    expect(of(seen)?.over).toEqual([]);
    seen.take(option(AT, { bid: 1 }));
    seen.take(option(AT, { bid: 1 }));
    expect(of(seen)?.over).toEqual(['crossed']);
    for (let n = 0; n < 10_000; n++) seen.take(option(AT));
    expect(of(seen)?.over).toEqual(['crossed']);
    for (let n = 0; n < 10_000; n++) seen.take(option(AT));
    expect(of(seen)?.over).toEqual([]);
  });
});

describe('the hours of a feed', () => {
  test('never end where all that it quotes is a coin or of one', () => {
    expect(hoursOf(['BTC', 'BTC.PERP', 'ETHDVOL', 'BTC/2026-12-25', OPTION])).toBe('always');
    expect(hoursOf(['BTC', 'VIX'])).toBe('session');
    expect(hoursOf([])).toBe('session');
  });
});
