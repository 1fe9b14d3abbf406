import { describe, expect, it } from 'vitest';
import { spotId } from '../../../../src/engine/domain/instrument.js';
import { MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { freezeDayFacts, realisedRange } from '../../../../src/engine/flow/look/day-facts.js';
import { expectedMoveView } from '../../../../src/engine/flow/look/expected-move-view.js';
import { MarketBook } from '../../../../src/engine/flow/market-book.js';
import { at, blackChain, SESSION_DAY, sessionOn } from '../../../support/chains.js';
import { quoteOf } from '../../../support/orders.js';

const session = sessionOn(SESSION_DAY);
const SPY = spotId('SPY');

function freeze(atMs: number, changes: { delayMs?: number; expiry?: string } = {}) {
  const chain = blackChain({ atMs, vol: 0.2, half: 0.001, ...changes });
  return freezeDayFacts({ chain, open: 599, nowMs: atMs, session });
}

describe('the expected move of a session', () => {
  it('is the same-day straddle at 09:45', () => {
    const facts = freeze(at('9:45'));
    // Straddle at the money: 2 × 600 × (2 Φ(σ√T / 2) - 1), σ√T = 0.2 √(375 / 525,600).
    expect(facts?.expectedMove).toBeCloseTo(2.557, 1);
    expect(facts).toMatchObject({ open: 599, kind: 'on-time', frozenAtMs: at('9:45') });
  });

  it('first seen later is scaled to 09:45 by the square root of the time left, and says so', () => {
    const onTime = freeze(at('9:45'))?.expectedMove ?? NaN;
    for (const time of ['10:30', '12:00', '15:00'] as const) {
      const late = freeze(at(time));
      expect(late?.kind).toBe('late');
      expect((late?.expectedMove ?? NaN) / onTime).toBeCloseTo(1, 1);
    }
  });

  it('is not known before 09:45, after the close, or from another day or delayed chain', () => {
    expect(freeze(at('9:44'))).toBeNull();
    expect(freeze(session.closeAtMs)).toBeNull();
    expect(freeze(at('9:45'), { delayMs: 1 })).toBeNull();
    expect(freeze(at('9:45'), { expiry: '2026-11-24' })).toBeNull();
    const old = blackChain({ atMs: at('9:40') });
    expect(freezeDayFacts({ chain: old, open: 599, nowMs: at('9:46'), session })).toBeNull();
  });

  it('is measured against the larger distance from the open', () => {
    expect(realisedRange({ open: 600, high: 602, low: 599 })).toBe(2);
    expect(realisedRange({ open: 600, high: 601, low: 597 })).toBe(3);
  });
});

describe('expected moves to the next expiries', () => {
  const chains = ['2026-11-25', '2026-11-23', '2026-11-24'].map((expiry) =>
    blackChain({ atMs: at('12:00'), expiry, half: 0.001 }),
  );
  const view = expectedMoveView({
    symbol: 'SPY',
    chains,
    facts: freeze(at('9:45')),
    range: { open: 599, high: 600, low: 597 },
    mode: 'SIM',
    nowMs: at('12:00') + 2000,
  });

  it('stand by four conventions, the nearest expiry first', () => {
    if (!view.ok) throw new Error(view.error.code);
    expect(view.value.rows.map(({ expiry }) => expiry)).toEqual([
      '2026-11-23',
      '2026-11-24',
      '2026-11-25',
    ]);
    for (const row of view.value.rows) {
      expect(row.vol).toBeCloseTo(0.2, 1);
      // A straddle is √(2/π) of a standard deviation.
      expect((row.straddle ?? 0) / row.standardDeviation).toBeCloseTo(Math.sqrt(2 / Math.PI), 1);
      expect(row.straddle85).toBeCloseTo(0.85 * (row.straddle ?? 0), 9);
      expect(row.weighted603010).toBeLessThan(row.straddle ?? 0);
    }
    expect(view.value.frozen).toMatchObject({ kind: 'on-time', realisedRange: 2 });
    expect(view.value.stamp.asOfMs).toBe(at('12:00'));
  });

  it('are no data without a readable chain', () => {
    const none = {
      symbol: 'X',
      chains: [],
      facts: null,
      range: null,
      mode: 'SIM',
      nowMs: 0,
    } as const;
    expect(expectedMoveView(none)).toEqual({ ok: false, error: { code: 'no-data', what: 'X' } });
  });
});

describe('the range of the day in the book', () => {
  const say = (book: MarketBook, last: number, atMs: number) =>
    book.takeQuote({ ...quoteOf(SPY), bid: null, ask: null, last, atMs });

  function seen(fromMs: number, prices: readonly number[], everyMs = MINUTE_MS) {
    const book = new MarketBook();
    prices.forEach((last, i) => say(book, last, fromMs + i * everyMs));
    return book.dayRange(SPY, SESSION_DAY);
  }

  it('is what was seen since the open', () => {
    expect(seen(at('9:30'), [600, 602, 599, 601])).toEqual({ open: 600, high: 602, low: 599 });
  });

  it('is not known where the open was not seen, a while was missed, or the day is another', () => {
    expect(seen(at('9:32'), [600, 602])).toBeNull();
    expect(seen(at('9:30'), [600, 602], 4 * MINUTE_MS)).toBeNull();
    expect(seen(at('9:30', '2026-11-20'), [600, 602])).toBeNull();
  });

  it('is the venue’s where it tells it, of its own day alone', () => {
    const book = new MarketBook();
    const dayRange = { open: 1, high: 3, low: 0.5 };
    book.takeQuote({ ...quoteOf(SPY), atMs: at('10:30'), dayRange });
    expect(book.dayRange(SPY, SESSION_DAY)).toEqual(dayRange);
    expect(book.dayRange(SPY, sessionOn('2026-11-24').day)).toBeNull();
  });
});
