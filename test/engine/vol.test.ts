import { describe, expect, it } from 'vitest';
import { spotId } from '../../src/engine/domain/instrument.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/engine/domain/units.js';
import { smileAtDays, smilesOf } from '../../src/engine/flow/vol/surface-minute.js';
import { smileVol } from '../../src/engine/surface/option-at.js';
import { sviVariance } from '../../src/engine/surface/svi.js';
import { barsUntil } from '../support/bars.js';
import { quoteOf } from '../support/scripted-feed.js';
import {
  COIN_SHAPE,
  INDEX_SHAPE,
  restamped,
  sviChains,
  truthOf,
  type MarketShape,
} from '../support/svi-chains.js';
import { minuteOf, notFinite, viewOf, volDesk } from '../support/vol-desk.js';

const START = COIN_SHAPE.atMs;
const MAY_BE_NAN = /insideShare|changes/;

describe('a surface in the chat', () => {
  it('is that of the quotes: its grid and levels lie on the truth that they were made from', async () => {
    const { vol } = await volDesk();
    for (const [name, shape] of [
      ['btc', COIN_SHAPE],
      ['$SPX', INDEX_SHAPE],
    ] as const) {
      const view = viewOf(await vol.surface(name));
      expect(view.arbitrage).toBe('free');
      expect(view.slices).toHaveLength(shape.days.length);
      expect(view.grid.columns).toEqual([
        '5P',
        '10P',
        '25P',
        '40P',
        'ATM',
        '40C',
        '25C',
        '10C',
        '5C',
      ]);
      for (const [i, slice] of view.slices.entries()) {
        const atm = Math.sqrt(sviVariance(truthOf(shape, slice.years), 0) / slice.years);
        expect(slice.atmVol).toBeCloseTo(atm, 3);
        expect(view.grid.vols[i]?.[4]).toBe(slice.atmVol);
        const [put, call] = [view.grid.vols[i]?.[2] ?? NaN, view.grid.vols[i]?.[6] ?? NaN];
        expect(call - put).toBeCloseTo(slice.rr25, 12);
      }
      expect(view.atm30d).toBeCloseTo(
        Math.sqrt(sviVariance(truthOf(shape, 30 / 365), 0) * (365 / 30)),
        3,
      );
      expect(view.rr25At30d).toBeLessThan(0);
      expect(view.insideShare).toBeGreaterThan(0.9);
      expect(notFinite(view, MAY_BE_NAN)).toEqual([]);
    }
  });

  it('has a mesh whose points are the surface at their days and deviations', async () => {
    const { vol, ticks } = await volDesk();
    const { mesh } = viewOf(await vol.surface('BTC'));
    const kept = await ticks.surfaces('BTC', { fromMs: 0, toMs: START + 1, pick: 'last' });
    const minute = kept.ok ? kept.value[0] : undefined;
    if (!minute) throw new Error('nothing was kept');
    const smiles = smilesOf(minute);
    expect(mesh.vols).toHaveLength(mesh.days.length);
    mesh.days.forEach((days, i) => {
      const smile = smileAtDays(smiles, days);
      if (!smile) throw new Error(`no smile at ${days} days`);
      const unit = Math.sqrt(smile.jet(0).w);
      mesh.deviations.forEach((deviation, j) => {
        const strike = smile.forward * Math.exp(deviation * unit);
        expect(mesh.vols[i]?.[j]).toBeCloseTo(smileVol(smile, strike), 12);
      });
    });
  });

  it('is the same when it is rebuilt from the minute that was kept', async () => {
    const { vol } = await volDesk();
    const now = viewOf(await vol.surface('BTC'));
    const past = viewOf(await vol.pastSurface('btc', START + HOUR_MS));
    expect(past.grid.vols).toEqual(now.grid.vols);
    expect(past.mesh).toEqual(now.mesh);
    expect(past.slices).toEqual(now.slices);
    expect(past.arbitrage).toBe('free');
    expect([past.atm30d, past.rr25At30d, past.bf25At30d]).toEqual([
      now.atm30d,
      now.rr25At30d,
      now.bf25At30d,
    ]);
    expect(await vol.pastSurface('BTC', START - 1)).toEqual({
      ok: false,
      error: { code: 'no-history', underlying: 'BTC' },
    });
  });

  it('of a coin is compared with this time yesterday, at the same days to expiry', async () => {
    const shape: MarketShape = { ...COIN_SHAPE, vol: 0.55 };
    const desk = await volDesk({ chains: { BTC: () => sviChains(shape) } });
    expect(viewOf(await desk.vol.surface('BTC')).grid.changes).toBeNull();
    for (const apartMs of [-3 * HOUR_MS, -20 * MINUTE_MS, 5 * MINUTE_MS, 2 * HOUR_MS]) {
      desk.ticks.appendSurface(minuteOf({ ...COIN_SHAPE, atMs: START - DAY_MS + apartMs }));
    }
    const view = viewOf(await desk.vol.surface('BTC'));
    expect(view.grid.comparedWithMs).toBe(START - DAY_MS + 5 * MINUTE_MS);
    expect(view.atm30dChange).toBeCloseTo(0.05, 2);
    const changes = view.grid.changes?.flat().filter(Number.isFinite) ?? [];
    expect(changes.length).toBeGreaterThan(50);
    for (const change of changes) expect(change).toBeGreaterThan(0.02);
  });

  it('of an index is compared with the close of the session before', async () => {
    const fridayMs = newYorkInstant(day('2026-11-20'), '16:10');
    const mondayMs = newYorkInstant(day('2026-11-23'), '10:00');
    const shape: MarketShape = { ...INDEX_SHAPE, vol: 0.2, atMs: mondayMs };
    const desk = await volDesk({ startAtMs: mondayMs, chains: { SPX: () => sviChains(shape) } });
    for (const atMs of [fridayMs - HOUR_MS, fridayMs, mondayMs - 10 * MINUTE_MS]) {
      desk.ticks.appendSurface(minuteOf({ ...INDEX_SHAPE, atMs }));
    }
    const view = viewOf(await desk.vol.surface('SPX'));
    expect(view.grid.comparedWithMs).toBe(fridayMs);
    expect(view.atm30dChange).toBeCloseTo(0.04, 2);
  });

  it('of old prices says how old they are, and never passes for fresh', async () => {
    const chains = sviChains(COIN_SHAPE);
    const desk = await volDesk({ chains: { BTC: () => chains } });
    expect(viewOf(await desk.vol.surface('BTC')).age).toBe('fresh');
    await desk.pass(HOUR_MS);
    const old = viewOf(await desk.vol.surface('BTC'));
    expect(old.age).toBe('old');
    expect(old.stamp.asOfMs).toBe(START);
    expect(old.stamp.nowMs).toBe(START + HOUR_MS);
  });

  it('stands on the oldest quote at the money, not on the newest anywhere', async () => {
    const chains = restamped(sviChains(COIN_SHAPE), START);
    const third = chains[2];
    const row = third?.rows.find(({ strike }) => strike >= (third.future ?? 0));
    if (!third || !row) throw new Error('no expiry');
    const rows = third.rows.map((one) =>
      one === row ? { ...one, call: { ...one.call, atMs: START - 40_000 } } : one,
    );
    const late = chains.map((chain) => (chain === third ? { ...chain, rows } : chain));
    const { vol } = await volDesk({ chains: { BTC: () => late } });
    expect(viewOf(await vol.surface('BTC')).stamp.asOfMs).toBe(START - 40_000);
  });
});

describe('smile, term, skew and the money', () => {
  it('draws bid, middle and ask of an expiry around the fitted curve', async () => {
    const { vol } = await volDesk();
    const view = viewOf(await vol.smile('BTC', '25dec26'));
    expect(view.slice.id).toBe('BTC/2026-12-25');
    expect(view.expiries).toHaveLength(COIN_SHAPE.days.length);
    expect(view.points.length).toBeGreaterThan(20);
    for (const { bidVol, midVol, askVol, fitVol } of view.points) {
      expect(bidVol).toBeLessThan(midVol ?? NaN);
      expect(askVol).toBeGreaterThan(midVol ?? NaN);
      expect(fitVol).toBeCloseTo(midVol ?? NaN, 2);
    }
    expect(view.curve[0]?.strike).toBe(view.points[0]?.strike);
    expect(view.curve.at(-1)?.strike).toBe(view.points.at(-1)?.strike);
    expect(viewOf(await vol.smile('SPX', null)).slice.days).toBeCloseTo(32, 0);
  });

  it('shows an expiry that the surface leaves out, fitted by itself', async () => {
    const days = Array.from({ length: 40 }, (_, i) => 2 + 5 * i);
    const chains = sviChains({ ...INDEX_SHAPE, days, strikes: 21 });
    const { vol, fitter } = await volDesk({ chains: { SPX: () => chains } });
    const term = viewOf(await vol.term('SPX'));
    expect(term.slices).toHaveLength(20);
    expect(viewOf(await vol.surface('SPX')).slices).toHaveLength(11);
    const known = new Set(term.slices.map(({ expiry }) => expiry));
    const left = chains.find(({ expiry }) => !known.has(expiry));
    const view = viewOf(await vol.smile('SPX', left?.expiry ?? ''));
    expect(view.slice.expiry).toBe(left?.expiry);
    expect(fitter.asked.at(-1)?.input.expiries).toHaveLength(1);
    expect(notFinite(view, MAY_BE_NAN)).toEqual([]);
  });

  it('tells an inverted term structure from one that is not', async () => {
    const { vol } = await volDesk();
    const term = viewOf(await vol.term('BTC'));
    const at = (days: number) =>
      Math.sqrt((sviVariance(truthOf(COIN_SHAPE, days / 365), 0) * 365) / days);
    expect(term.inversion).toBeCloseTo(at(7) - at(90), 3);
    expect(term.inversion).toBeLessThan(0);
    expect(term.before).toEqual([]);
  });

  it('tells skew and mean of past days, as kept', async () => {
    const desk = await volDesk();
    const kept = minuteOf({ ...COIN_SHAPE, days: [20, 40], strikes: 15 });
    for (let hours = 1; hours <= 5 * 24; hours++) {
      desk.ticks.appendSurface({ ...kept, atMs: START - hours * HOUR_MS });
    }
    viewOf(await desk.vol.surface('BTC'));
    await desk.engine.idle();
    const { history } = viewOf(await desk.vol.skew('BTC'));
    expect(history.length).toBeGreaterThanOrEqual(5 * 24);
    expect([...history].sort((a, b) => a.atMs - b.atMs)).toEqual(history);
    const [line] = (await desk.vol.atm()).lines;
    expect(line?.mean7d).toBeCloseTo(line?.head.atm30d ?? NaN, 1);
  });

  it('tells all underlyings at once, and which of them failed', async () => {
    const { vol } = await volDesk({
      chains: {
        SPX: () => sviChains(INDEX_SHAPE),
        XYZ: () => ({ code: 'failed', feed: 'chains', reason: 'down' }),
        BTC: () => sviChains(COIN_SHAPE),
      },
    });
    const view = await vol.atm();
    expect(view.lines.map(({ head }) => head.underlying)).toEqual(['BTC', 'SPX']);
    expect(view.failed).toEqual([
      { underlying: 'XYZ', error: { code: 'feed-failed', feed: 'chains' } },
    ]);
    expect(view.lines[0]?.mean7d).toBeNull();
    expect(view.lines[0]?.atm7d).toBeGreaterThan(0.4);
  });
});

describe('a chain', () => {
  it('of a coin is in the coin, around the money, and pages on', async () => {
    const { vol } = await volDesk();
    const page = async (at: number) =>
      viewOf(await vol.chain('BTC', { expiry: '25dec', page: at }));
    const [below, middle, above] = [await page(-1), await page(0), await page(1)];
    expect(middle).toMatchObject({ unit: 'coin', coin: 'BTC', expiry: '2026-12-25' });
    const strikes = middle.lines.map(({ strike }) => strike);
    expect(strikes).toHaveLength(12);
    expect(strikes[5]).toBeLessThan(middle.forward ?? NaN);
    expect(strikes[6]).toBeGreaterThanOrEqual(middle.forward ?? NaN);
    expect(below.lines.at(-1)?.strike).toBeLessThan(strikes[0] ?? NaN);
    expect(above.lines[0]?.strike).toBeGreaterThan(strikes.at(-1) ?? NaN);
    expect((await page(99)).lines).toHaveLength(12);
    for (const { callBid, callAsk, vol: level, callDelta, openInterest } of middle.lines) {
      expect(callBid).toBeLessThan(callAsk ?? NaN);
      expect(callAsk).toBeLessThan(1);
      expect(level).toBeGreaterThan(0.4);
      expect(callDelta).toBeGreaterThan(0);
      expect(openInterest).toBe(14);
    }
    expect(viewOf(await vol.chain('SPX', { expiry: null, page: 0 })).unit).toBe('usd');
  });
});

describe('rank', () => {
  it('is of the volatility index where there is one', async () => {
    const closes = Array.from({ length: 300 }, (_, i) => 10 + (i % 21));
    const desk = await volDesk({
      prepare: (feed) => {
        feed.list(spotId('VIX'));
        feed.remember(barsUntil('VIX', '2026-11-20', closes));
        feed.say(quoteOf(spotId('VIX'), { last: 25, atMs: START }));
      },
    });
    const view = viewOf(await desk.vol.ivRank('spx'));
    expect(view).toMatchObject({
      measure: 'VIX',
      nowPts: 25,
      lowPts: 10,
      highPts: 30,
      rankPct: 75,
    });
    expect(view.sessions).toBe(252);
    expect(view.percentilePct).toBeCloseTo(100 * (15 / 21), 0);
  });

  it('is of our own level where there is none, once enough days of it are kept', async () => {
    const { vol, ticks } = await volDesk();
    const none = { ok: false, error: { code: 'no-history', underlying: 'BTC' } };
    expect(await vol.ivRank('BTC')).toEqual(none);
    const kept = minuteOf({ ...COIN_SHAPE, vol: 0.6 });
    const low = minuteOf({ ...COIN_SHAPE, vol: 0.4 });
    for (let days = 1; days <= 30; days++) {
      ticks.appendSurface({ ...(days % 2 ? kept : low), atMs: START - days * DAY_MS });
    }
    const view = viewOf(await vol.ivRank('BTC'));
    expect(view).toMatchObject({ measure: 'atm30d', sessions: 30 });
    expect(view.percentilePct).toBe(50);
    expect(view.rankPct).toBeCloseTo(50, 0);
  });
});

describe('what cannot be answered', () => {
  it('names the underlyings that can be asked for', async () => {
    const { vol } = await volDesk();
    const error = { code: 'no-chain', underlying: 'AAPL', known: ['BTC', 'SPX'] };
    for (const answer of [
      vol.surface('aapl'),
      vol.smile('AAPL', null),
      vol.term('AAPL'),
      vol.skew('AAPL'),
      vol.chain('AAPL', { expiry: null, page: 0 }),
      vol.ivRank('AAPL'),
      vol.arb('AAPL'),
      vol.greeks('AAPL 2026-12-18 100 C'),
    ]) {
      expect(await answer).toEqual({ ok: false, error });
    }
  });

  it('names the expiries that are listed', async () => {
    const { vol } = await volDesk();
    const listed = sviChains(COIN_SHAPE).map(({ expiry }) => expiry);
    for (const typed of ['26dec26', 'someday']) {
      const error = { code: 'unknown-expiry', underlying: 'BTC', typed, listed };
      expect(await vol.smile('BTC', typed)).toEqual({ ok: false, error });
      expect(await vol.chain('BTC', { expiry: typed, page: 0 })).toEqual({ ok: false, error });
    }
  });

  it('names the options nearest to the one that was meant', async () => {
    const { vol } = await volDesk();
    const far = await vol.greeks('btc-25dec26-90321-c');
    if (far.ok || far.error.code !== 'unknown-option') throw new Error('it is not listed');
    expect(far.error.typed).toBe('btc-25dec26-90321-c');
    for (const name of far.error.nearest) {
      expect(name).toMatch(/^BTC-25DEC26-\d+-C$/);
      expect((await vol.greeks(name)).ok).toBe(true);
    }
    const vague = await vol.greeks('BTC');
    if (vague.ok || vague.error.code !== 'unknown-option') throw new Error('it names no option');
    expect(vague.error.nearest).toHaveLength(6);
    const nothing = await vol.greeks('???');
    expect(nothing).toMatchObject({ ok: false, error: { code: 'unknown-option', nearest: [] } });
  });

  it('says which feed failed, and why quotes gave no surface', async () => {
    const bare = sviChains({ ...COIN_SHAPE, strikes: 3 });
    const { vol, fitter } = await volDesk({
      chains: {
        ETH: () => ({ code: 'failed', feed: 'chains', reason: 'down' }),
        BTC: () => bare,
        SPX: () => sviChains(INDEX_SHAPE),
      },
    });
    expect(await vol.surface('ETH')).toEqual({
      ok: false,
      error: { code: 'feed-failed', feed: 'chains' },
    });
    expect(await vol.surface('BTC')).toEqual({
      ok: false,
      error: {
        code: 'no-surface',
        underlying: 'BTC',
        reason: 'no-usable-expiry too-few-quotes',
      },
    });
    fitter.failing = { code: 'late', afterMs: 30_000 };
    expect(await vol.surface('SPX')).toEqual({
      ok: false,
      error: { code: 'no-surface', underlying: 'SPX', reason: 'late' },
    });
  });

  it('leaves quotes alone where they give no surface: chain and arbitrage are told all the same', async () => {
    const bare = sviChains({ ...COIN_SHAPE, strikes: 3 });
    const { vol } = await volDesk({ chains: { BTC: () => bare } });
    const chain = viewOf(await vol.chain('BTC', { expiry: null, page: 0 }));
    expect(chain.lines).toHaveLength(3);
    expect(chain.lines[0]).toMatchObject({ vol: null, callDelta: null });
    expect(chain.stamp.asOfMs).toBe(START);
    expect(viewOf(await vol.arb('BTC'))).toMatchObject({ fit: 'none', findings: [] });
  });

  it('is said once the time for an answer is over', async () => {
    const desk = await volDesk();
    desk.feed.chains = () => new Promise<never>(() => undefined);
    const asked = desk.vol.surface('BTC');
    await desk.pass(16_000);
    expect(await asked).toMatchObject({ ok: false });
  });
});
