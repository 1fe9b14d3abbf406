import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarketEvent } from '../../../src/engine/domain/event-calendar.js';
import { parseInstrument } from '../../../src/engine/domain/instrument.js';
import { HOUR_MS, MINUTE_MS, type UsdMicros } from '../../../src/engine/domain/units.js';
import { priceTerms } from '../../../src/engine/strategies/order-price.js';
import {
  putliteParams,
  type PutliteParams,
} from '../../../src/engine/strategies/putlite-params.js';
import { putlite } from '../../../src/engine/strategies/putlite.js';
import type { StrategyView } from '../../../src/engine/strategies/strategy.js';
import { packageQuote } from '../../../src/engine/flow/look/package-quote.js';
import { at, blackChain, quotesOf, SESSION_DAY, sessionOn } from '../../support/chains.js';
import { account, calmView, NOON_MS, quietSpy } from '../../support/strategy-view.js';

const SHIPPED = putliteParams.parse({});
const usd = (dollars: number) => (dollars * 1e6) as UsdMicros;
const params = (changes: Partial<PutliteParams> = {}): PutliteParams => ({
  ...SHIPPED,
  ...changes,
});
const decide = (view: StrategyView, of = SHIPPED) => putlite.decide(view, of);

function against(view: StrategyView, of = SHIPPED) {
  const { gates, proposal } = decide(view, of);
  const said = gates.filter(({ verdict }) => verdict !== 'pass');
  return { proposal, said: said.map(({ name, verdict }) => `${name} ${verdict}`) };
}

const cpi: MarketEvent = {
  day: SESSION_DAY,
  kind: 'cpi',
  symbol: null,
  basis: 'estimated',
  note: null,
};
const LOSS_GATES = ['planned-loss', 'worst-loss', 'day-loss', 'open-worst'];
const SPREAD_GATES = ['delta', 'distance', 'leg-spread', 'credit', 'credit-share', ...LOSS_GATES];
const unknown = (names: readonly string[]) => names.map((name) => `${name} unknown`);

describe('putlite at a quiet noon', () => {
  it('proposes one put spread under the market, and every gate passes', () => {
    const { gates, proposal } = decide(calmView());
    expect(gates.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    const [short, long] = (proposal?.legs ?? []).map(({ instrument }) =>
      parseInstrument(instrument),
    );
    if (short?.kind !== 'option' || long?.kind !== 'option') throw new Error('no put spread');
    expect([short.right, long.right, short.strike - long.strike]).toEqual(['put', 'put', 5]);
    expect(proposal?.legs.map(({ ratio }) => ratio)).toEqual([-1, 1]);
    expect(short.strike).toBeLessThan(600 - (proposal?.expectedMove ?? 0));
    expect(proposal?.exit.exitByMs).toBe(at('15:15'));
  });

  it('reports the same gates in the same order whatever they say', () => {
    const names = (view: StrategyView) => decide(view).gates.map(({ name }) => name);
    const all = names(calmView());
    expect(new Set(all).size).toBe(all.length);
    expect(names(calmView({ chains: [], vix: null, session: null, underlyings: [] }))).toEqual(all);
  });

  it('asks for the chains of today and the next session, in the session alone', () => {
    const session = sessionOn('2026-11-25');
    const wants = putlite.wants(SHIPPED, { nowMs: at('12:00', '2026-11-25'), session });
    expect(wants.map(({ expiry }) => expiry)).toEqual(['2026-11-25', '2026-11-27']);
    expect(putlite.wants(SHIPPED, { nowMs: session.closeAtMs, session })).toEqual([]);
    expect(putlite.wants(SHIPPED, { nowMs: NOON_MS, session: null })).toEqual([]);
  });

  it('takes as many units as every cap has room for', () => {
    const view = calmView({ account: account({ quantity: 4 }) });
    const of = params({ spreadWidthPoints: 1, minCreditUsd: 0.05, minStopToCredit: 1.2 });
    const proposal = decide(view, of).proposal;
    expect(proposal?.quantity).toBeGreaterThan(1);
    expect(decide(view).proposal?.quantity).toBe(1);
  });
});

describe('a gate of putlite says no, alone, when', () => {
  const cases: readonly [string, StrategyView, PutliteParams?][] = [
    ['window', calmView({ nowMs: at('10:29') }), params({ maxQuoteAgeSeconds: 1e5 })],
    ['time-left', calmView(), params({ minMinutesToExit: 200 })],
    ['events-loaded', calmView({ events: { day: SESSION_DAY, state: 'outside', events: [] } })],
    ['blackout', calmView({ events: { day: SESSION_DAY, state: 'loaded', events: [cpi] } })],
    ['vrp', calmView({ realisedVolPts: 15.5 })],
    ['vix-level', calmView({ vix: { value: 29, change: 0, atMs: NOON_MS, delayMs: 0 } })],
    ['vix-rise', calmView({ vix: { value: 16, change: 1.6, atMs: NOON_MS, delayMs: 0 } })],
    ['term-structure', calmView({ term: { vx1OverVx2: 1.01, vixOverVix3m: 0.9 } })],
    [
      'day-range',
      calmView({ underlyings: [quietSpy({ range: { open: 600, high: 603.1, low: 600 } })] }),
    ],
    ['recent-range', calmView(), params({ maxRecentRangeShare: 0.3 })],
    ['quote-age', calmView({ vix: { value: 16, change: 0, atMs: NOON_MS - 21_000, delayMs: 0 } })],
    ['live-data', calmView({ vix: { value: 16, change: 0, atMs: NOON_MS, delayMs: 1 } })],
    ['delta', calmView(), params({ minCreditUsd: 0.6, minDistanceInExpectedMoves: 0.5 })],
    ['distance', calmView(), params({ minDistanceInExpectedMoves: 4 })],
    ['leg-spread', calmView(), params({ maxLegSpreadUsd: 0.005 })],
    [
      'worst-loss',
      calmView({ account: account({ caps: { ...account().caps, worstMicros: usd(300) } }) }),
    ],
    [
      'planned-loss',
      calmView({ account: account({ caps: { ...account().caps, plannedMicros: usd(8) } }) }),
    ],
    ['day-loss', calmView({ account: account({ dayLossMicros: usd(120) }) })],
    ['open-worst', calmView({ account: account({ openWorstMicros: usd(1200) }) })],
    ['open-positions', calmView({ account: account({ openPositions: 1 }) })],
    ['gap-through', calmView({ account: account({ gapThroughToday: 'yes' }) })],
  ];
  it.each(cases)('%s', (name, view, of) => {
    const { proposal, said } = against(view, of);
    expect(proposal).toBeNull();
    expect(said.filter((reading) => !reading.endsWith('unknown'))).toEqual([`${name} fail`]);
  });

  it.each([
    ['credit', params({ minCreditUsd: 4 })],
    ['credit-share', params({ minCreditPctOfWidth: 50 })],
  ] as const)('%s is too small', (name, of) => {
    const { proposal, said } = against(calmView(), of);
    expect(proposal).toBeNull();
    expect(said).toContain(`${name} fail`);
  });

  it('the session ends an hour early and takes its hour off the window', () => {
    const friday = sessionOn('2026-11-27');
    const verdict = (time: '11:00' | '12:31') =>
      decide(calmView({ session: friday, nowMs: at(time, '2026-11-27') })).gates.find(
        ({ name }) => name === 'window',
      )?.verdict;
    expect([verdict('11:00'), verdict('12:31')]).toEqual(['pass', 'fail']);
  });
});

describe('the entry window', () => {
  it.each([
    ['10:29', 'fail'],
    ['10:30', 'pass'],
    ['13:29', 'pass'],
    ['13:30', 'fail'],
  ] as const)('at %s says %s', (time, verdict) => {
    const { gates } = decide(calmView({ nowMs: at(time) }));
    expect(gates.find(({ name }) => name === 'window')?.verdict).toBe(verdict);
  });
});

describe('what putlite cannot read blocks it', () => {
  const cases: readonly [string, StrategyView, readonly string[]][] = [
    ['no VIX', calmView({ vix: null }), ['vrp', 'vix-level', 'vix-rise', 'quote-age', 'live-data']],
    ['no realised volatility', calmView({ realisedVolPts: null }), ['vrp']],
    [
      'no term structure',
      calmView({ term: { vx1OverVx2: null, vixOverVix3m: null } }),
      ['term-structure'],
    ],
    [
      'no expected move of the day',
      calmView({ underlyings: [quietSpy({ facts: null })] }),
      ['day-range', 'recent-range'],
    ],
    ['no range of the day', calmView({ underlyings: [quietSpy({ range: null })] }), ['day-range']],
    [
      'minutes from half an hour ago alone, and no range of the day',
      calmView({
        underlyings: [
          quietSpy({
            minutes: quietSpy().minutes.filter((p) => p.atMs > NOON_MS - HOUR_MS / 2),
            range: null,
          }),
        ],
      }),
      ['day-range', 'recent-range'],
    ],
    ['no chain', calmView({ chains: [] }), ['quote-age', 'live-data', ...SPREAD_GATES]],
  ];
  it.each(cases)('%s', (_name, view, names) => {
    const { proposal, said } = against(view);
    expect(proposal).toBeNull();
    expect(said).toEqual(unknown(names));
  });

  it('a hole in the last hour', () => {
    const minutes = quietSpy().minutes.filter(
      ({ atMs }) => atMs < NOON_MS - 20 * MINUTE_MS || atMs > NOON_MS - 10 * MINUTE_MS,
    );
    const { said } = against(calmView({ underlyings: [quietSpy({ minutes, range: null })] }));
    expect(said).toEqual(['day-range unknown', 'recent-range unknown']);
  });

  it('takes the range of the whole session for the last hour where some of that was not seen', () => {
    const minutes = quietSpy().minutes.slice(-2);
    expect(decide(calmView({ underlyings: [quietSpy({ minutes })] })).proposal).not.toBeNull();
    const wide = quietSpy({ minutes, range: { open: 600, high: 602.4, low: 597.9 } });
    expect(against(calmView({ underlyings: [wide] })).said).toContain('recent-range fail');
  });

  it('waits for the next price of a feed that makes them seldom', () => {
    const late = { spot: { value: 600, atMs: NOON_MS - 60_000, delayMs: 0 } };
    const view = calmView({ underlyings: [quietSpy(late)] });
    expect(against(view).said).toEqual(['quote-age fail']);
    expect(decide({ ...view, pricePeriodMs: 60_000 }).proposal).not.toBeNull();
  });

  it('falls back to VIX over VIX3M without two futures', () => {
    const inverted = calmView({ term: { vx1OverVx2: null, vixOverVix3m: 1.02 } });
    expect(against(inverted).said).toEqual(['term-structure fail']);
    expect(
      decide(calmView({ term: { vx1OverVx2: null, vixOverVix3m: 0.9 } })).proposal,
    ).not.toBeNull();
  });
});

describe('whatever market putlite sees', () => {
  const markets = fc.record({
    minute: fc.integer({ min: 60, max: 240 }),
    spot: fc.double({ min: 300, max: 900, noNaN: true }),
    vol: fc.double({ min: 0.05, max: 0.8, noNaN: true }),
    half: fc.double({ min: 0, max: 0.04, noNaN: true }),
    quantity: fc.integer({ min: 1, max: 6 }),
    width: fc.integer({ min: 1, max: 5 }),
    dayLoss: fc.integer({ min: -100, max: 200 }),
    openWorst: fc.integer({ min: 0, max: 1500 }),
  });

  it('a proposal has listed strikes, a credit, a band in order, and losses within every cap', () => {
    let proposals = 0;
    fc.assert(
      fc.property(markets, (of) => {
        const nowMs = sessionOn(SESSION_DAY).openAtMs + of.minute * MINUTE_MS;
        const chain = blackChain({ atMs: nowMs, spot: of.spot, vol: of.vol, half: of.half });
        const use = account({
          quantity: of.quantity,
          dayLossMicros: usd(of.dayLoss),
          openWorstMicros: usd(of.openWorst),
        });
        const spot = { value: of.spot, atMs: nowMs, delayMs: 0 };
        const minutes = Array.from({ length: 61 }, (_, i) => ({
          atMs: nowMs - (60 - i) * MINUTE_MS,
          value: of.spot,
        }));
        const range = { open: of.spot, high: of.spot, low: of.spot };
        const view = calmView({
          nowMs,
          chains: [chain],
          account: use,
          underlyings: [quietSpy({ spot, minutes, range })],
          vix: { value: 16, change: 0, atMs: nowMs, delayMs: 0 },
        });
        const set = params({ spreadWidthPoints: of.width, minCreditUsd: 0.05 });
        const { proposal } = decide(view, set);
        expect(decide(view, set).proposal).toEqual(proposal);
        if (!proposal) return;
        proposals++;
        const listed = new Set(chain.rows.map(({ put }) => put.instrument));
        expect(proposal.legs.every(({ instrument }) => listed.has(instrument))).toBe(true);
        const seen = packageQuote(proposal.legs, quotesOf(chain));
        const price = priceTerms(proposal, seen?.midUsd ?? Number.NaN);
        if (!seen || !price.ok) throw new Error('a proposal without a price');
        const { limitTicks, bestTicks, worstTicks, plan } = price.value;
        expect(-worstTicks).toBeGreaterThan(0);
        expect(bestTicks).toBeLessThanOrEqual(limitTicks);
        expect(limitTicks).toBeLessThanOrEqual(worstTicks);
        expect(worstTicks).toBeLessThanOrEqual(proposal.floorTicks);
        expect(plan.stopTicks ?? 0).toBeGreaterThan(-bestTicks);
        expect(plan.targetTicks ?? Infinity).toBeLessThan(-limitTicks);
        const { plannedLossMicros: planned, worstLossMicros: worst } = price.value;
        expect(planned).toBeLessThanOrEqual(Math.min(use.caps.plannedMicros, worst));
        expect(worst).toBeLessThanOrEqual(use.caps.worstMicros);
        expect(use.dayLossMicros + planned).toBeLessThanOrEqual(use.caps.dayMicros);
        expect(use.openWorstMicros + worst).toBeLessThanOrEqual(use.caps.openWorstMicros);
        expect(proposal.quantity).toBeLessThanOrEqual(of.quantity);
      }),
      { numRuns: 150 },
    );
    expect(proposals).toBeGreaterThan(10);
  });
});
