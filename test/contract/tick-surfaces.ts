import { expect, test } from 'vitest';
import type { DataGap } from '../../src/engine/domain/data-gap.js';
import { spotId } from '../../src/engine/domain/instrument.js';
import type { SliceMinute, SurfaceMinute } from '../../src/engine/domain/surface-minute.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { MINUTE_MS } from '../../src/engine/domain/units.js';
import { ALL, RETENTION, tick, TICK_NOW_MS, valueOf, type Current } from './tick-facts.js';

function slice(expiry: string, more: Partial<SliceMinute> = {}): SliceMinute {
  return {
    id: `BTC/${expiry}`,
    expiry: day(expiry),
    settlesAtMs: Date.parse(`${expiry}T08:00:00Z`),
    ...{ years: 1 / 30, forward: 91_234.56789, discount: 0.9987654321 },
    params: { a: 0.0123456789, b: 0.1, rho: -1 / 3, m: 0.05, sigma: 0.2 },
    ...{ atmVol: 0.5, rr25: -0.03, bf25: 0.01, rr10: -0.07, bf10: 0.03 },
    ...{ rmseVolPts: 0.12, quotes: 84, ...more },
  };
}

function surface(atMs: number, more: Partial<SurfaceMinute> = {}): SurfaceMinute {
  const rest = { underlying: 'BTC', delayMs: 0, source: 'deribit', spot: 91_200.1 };
  return { ...rest, atMs, slices: [slice('2026-11-27'), slice('2026-12-25')], ...more };
}

function gap(fromMs: number, toMs: number, more: Partial<DataGap> = {}): DataGap {
  return { feed: 'sim', instruments: null, fromMs, toMs, reason: 'disconnected', ...more };
}

/** How gaps and fitted surfaces are kept. */
export function surfaceContract(current: Current): void {
  const surfaces = async (underlying = 'BTC') =>
    valueOf(await current().store.surfaces(underlying, { ...ALL, pick: 'all' }));
  const rows = async () => valueOf(await current().store.state()).rows;

  test('gaps come back as they were, ascending, each once', async () => {
    const all = [
      gap(10, 20),
      gap(15, 16, { feed: 'deribit', instruments: [], reason: 'clock-jump' }),
      gap(30, 30, { instruments: [spotId('SPY'), spotId('QQQ')], reason: 'no-messages' }),
    ];
    for (const one of [...all, ...all].reverse()) current().store.appendGap(one);
    await current().reopen();
    expect(valueOf(await current().store.gaps(ALL))).toEqual(all);
    for (const one of all) current().store.appendGap(one);
    expect(valueOf(await current().store.gaps({ fromMs: 20, toMs: 29 }))).toEqual([all[0]]);
    expect(valueOf(await current().store.gaps({ fromMs: 16, toMs: 30 }))).toEqual(all);
    expect(valueOf(await current().store.gaps({ fromMs: 21, toMs: 29 }))).toEqual([]);
    expect(await rows()).toBe(3);
  });

  test('the time between two runs is a gap of each source that is told of again', async () => {
    const append = (atMs: number, source: string) =>
      current().store.append(tick(atMs, { source, last: atMs }));
    for (const atMs of [1_000, 9_000, 3_000]) append(atMs, 'deribit');
    append(20_000, 'cboe');
    valueOf(await current().store.flush());
    append(30_000, 'deribit');
    await current().reopen();
    // What comes late fills nothing; what follows within seconds was hardly away.
    append(25_000, 'deribit');
    valueOf(await current().store.flush());
    for (const atMs of [95_000, 90_000]) append(atMs, 'deribit');
    append(25_000, 'cboe');
    valueOf(await current().store.flush());
    append(500_000, 'deribit');
    const away = gap(30_000, 90_000, { feed: 'deribit' });
    expect(valueOf(await current().store.gaps(ALL))).toEqual([away]);
    await current().reopen();
    append(500_000, 'deribit');
    append(505_000, 'deribit');
    expect(valueOf(await current().store.gaps(ALL))).toEqual([away]);
  });

  test('surfaces come back as they were; the newest alone where it is asked for', async () => {
    const all = [surface(1_000), surface(2_000, { slices: [slice('2027-03-26')], delayMs: 900 })];
    for (const one of [...all].reverse()) current().store.appendSurface(one);
    current().store.appendSurface(surface(1_500, { underlying: 'ETH' }));
    await current().reopen();
    expect(await surfaces()).toEqual(all);
    expect(await surfaces('SPX')).toEqual([]);
    const last = async (toMs: number) =>
      valueOf(await current().store.surfaces('BTC', { fromMs: 1_000, toMs, pick: 'last' }));
    expect(await last(2_001)).toEqual([all[1]]);
    expect(await last(2_000)).toEqual([all[0]]);
    expect(await last(1_000)).toEqual([]);
  });

  test('a surface of the same underlying and instant replaces the one before', async () => {
    current().store.appendSurface(surface(1_000));
    valueOf(await current().store.flush());
    current().store.appendSurface(surface(1_000, { spot: 5 }));
    expect((await surfaces()).map(({ spot }) => spot)).toEqual([5]);
    expect(await rows()).toBe(1);
  });

  test('gaps stay as long as any tick; of old surfaces one of five minutes stays', async () => {
    const { minuteMs, fiveMinuteMs } = RETENTION;
    const young = TICK_NOW_MS - (TICK_NOW_MS % MINUTE_MS);
    for (let n = 0; n < 70; n++) current().store.appendSurface(surface(young - n * MINUTE_MS));
    current().store.appendSurface(surface(young, { underlying: 'ETH' }));
    current().store.appendGap(gap(0, TICK_NOW_MS - fiveMinuteMs - 1));
    current().store.appendGap(gap(0, TICK_NOW_MS - fiveMinuteMs));
    for (let n = 0; n < 2; n++) valueOf(await current().store.compact(TICK_NOW_MS));
    const kept = (await surfaces()).map(({ atMs }) => atMs);
    const edgeMs = TICK_NOW_MS - minuteMs;
    expect(kept.filter((atMs) => atMs >= edgeMs)).toHaveLength(10);
    const old = kept.filter((atMs) => atMs < edgeMs - (edgeMs % (5 * MINUTE_MS)));
    expect(old.every((atMs) => atMs % (5 * MINUTE_MS) === 4 * MINUTE_MS)).toBe(true);
    expect(old.length).toBeGreaterThanOrEqual(9);
    expect(kept[0]).toBeGreaterThanOrEqual(TICK_NOW_MS - fiveMinuteMs);
    expect(valueOf(await current().store.gaps(ALL))).toHaveLength(1);
    expect(await rows()).toBe(kept.length + 2);
    // A late one is thinned with the rest.
    current().store.appendSurface(surface((old[0] ?? 0) - 1));
    valueOf(await current().store.compact(TICK_NOW_MS));
    expect((await surfaces()).map(({ atMs }) => atMs)).toEqual(kept);
  });

  test('what gaps and surfaces take is told with the rest', async () => {
    const before = valueOf(await current().store.state());
    for (let n = 0; n < 30; n++) current().store.appendSurface(surface(n));
    current().store.appendGap(gap(1, 2));
    const waiting = valueOf(await current().store.state());
    expect(waiting).toMatchObject({ waiting: 31, rows: 0 });
    expect(waiting.projectedBytes).toBeGreaterThan(before.projectedBytes);
    valueOf(await current().store.flush());
    expect(valueOf(await current().store.state())).toMatchObject({ waiting: 0, rows: 31 });
  });
}
