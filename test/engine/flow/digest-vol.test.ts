import { describe, expect, test } from 'vitest';
import { digestCard } from '../../../src/bot/views/digest-card.js';
import { plainText } from '../../../src/bot/html.js';
import type { DigestView } from '../../../src/engine/domain/digest.js';
import { newYorkInstant } from '../../../src/engine/domain/new-york.js';
import type { SliceMinute } from '../../../src/engine/domain/surface-minute.js';
import { day } from '../../../src/engine/domain/trading-day.js';
import { HOUR_MS } from '../../../src/engine/domain/units.js';
import {
  digestVol,
  readDigestLevels,
  withDay,
  type DigestLevels,
} from '../../../src/engine/flow/digest-vol.js';
import { volOf, type SurfaceNow, type VolState } from '../../../src/engine/flow/vol/vol-state.js';
import { digestNotice } from '../../contract/store.js';
import { columns, tradingContext } from '../../support/trading-context.js';

const MONDAY = day('2026-11-23');
const TUESDAY = day('2026-11-24');
const AT = newYorkInstant(MONDAY, '16:20');

/** Surfaces with these levels at the money by days to expiry. */
function surfaces(
  of: Record<string, { atm30d: number; byDays: Record<number, number> }>,
): VolState {
  const state: VolState = new Map();
  for (const [underlying, { atm30d, byDays }] of Object.entries(of)) {
    const slices = Object.entries(byDays).map(([days, atmVol]) => {
      const expiry = day(`2026-12-${String(Number(days)).padStart(2, '0')}`);
      return { expiry, years: Number(days) / 365, atmVol } as SliceMinute;
    });
    const levels = { asOfMs: AT, atm30d, rr25At30d: -0.031, inversion: -0.02 };
    volOf(state, underlying).newest = { minute: { slices }, levels } as unknown as SurfaceNow;
  }
  return state;
}

const monday = surfaces({ BTC: { atm30d: 0.54, byDays: { 1: 0.6, 4: 0.5, 25: 0.55 } } });
const tuesday = surfaces({ BTC: { atm30d: 0.553, byDays: { 1: 0.9, 4: 0.47, 25: 0.56 } } });

describe('volatility in the digest', () => {
  test('is compared with the digest of the day before, through a restart', () => {
    const first = digestVol([], { vol: monday, day: MONDAY, nowMs: AT });
    expect(first).toMatchObject([{ underlying: 'BTC', changePts: null, mover: null }]);
    const kept = withDay([], { vol: monday, day: MONDAY, nowMs: AT });
    const read = readDigestLevels(JSON.stringify(kept));
    const [btc] = digestVol(read, { vol: tuesday, day: TUESDAY, nowMs: AT });
    expect(btc?.atmPts).toBeCloseTo(55.3);
    expect(btc?.changePts).toBeCloseTo(1.3);
    expect(btc?.skewPts).toBeCloseTo(-3.1);
    // The expiry of tomorrow has moved more, and is left out.
    expect(btc?.mover).toMatchObject({ expiry: '2026-12-04' });
    expect(btc?.mover?.changePts).toBeCloseTo(-3);
  });

  test('is the same when the digest is asked for again on its day', () => {
    const before = withDay([], { vol: monday, day: MONDAY, nowMs: AT });
    const after = withDay(before, { vol: tuesday, day: TUESDAY, nowMs: AT });
    const of = { vol: tuesday, day: TUESDAY, nowMs: AT };
    expect(digestVol(after, of)).toEqual(digestVol(before, of));
    expect(readDigestLevels(null)).toEqual([]);
  });

  test('keeps three days, and leaves out surfaces that are not of the day', () => {
    const days = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'].map((on) => day(on));
    const none: readonly DigestLevels[] = [];
    const kept = days.reduce((all, on) => withDay(all, { vol: monday, day: on, nowMs: AT }), none);
    expect(kept.map((each) => each.day)).toEqual(days.slice(1));
    expect(digestVol([], { vol: monday, day: MONDAY, nowMs: AT + 7 * HOUR_MS })).toEqual([]);
  });
});

describe.each(['en', 'zh'] as const)('the digest card in %s', (language) => {
  const { body } = digestNotice('digest:1');
  const kept = body.kind === 'digest' ? body.view : null;

  test('has a line an underlying and the expiry that moved most, at phone width', () => {
    const of = { vol: tuesday, day: TUESDAY, nowMs: AT };
    const before = withDay([], { vol: monday, day: MONDAY, nowMs: AT });
    const view = { ...kept, vol: digestVol(before, of) } as DigestView;
    const card = digestCard(tradingContext({ language }), view);
    const text = plainText(card.text);
    expect(text).toContain('BTC      55.3   +1.3   −3.1');
    expect(text).toContain('BTC 2026-12-04 −3.0');
    expect(Math.max(...columns(card.text))).toBeLessThanOrEqual(36);
  });

  test('that an earlier version has kept still shows', () => {
    const card = digestCard(tradingContext({ language }), kept as DigestView);
    expect(plainText(card.text)).not.toContain('ATM30');
  });
});
