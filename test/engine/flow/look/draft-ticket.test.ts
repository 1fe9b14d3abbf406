import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeskPosition } from '../../../../src/engine/domain/ledger.js';
import type { Leg } from '../../../../src/engine/domain/order.js';
import type { Quote } from '../../../../src/engine/domain/quote.js';
import type { UsdMicros } from '../../../../src/engine/domain/units.js';
import {
  draftEntry,
  draftExit,
  priceEntry,
  type DraftFrame,
} from '../../../../src/engine/flow/look/draft-ticket.js';
import { packageQuote } from '../../../../src/engine/flow/look/package-quote.js';
import { markPosition } from '../../../../src/engine/flow/look/position-mark.js';
import { putliteParams } from '../../../../src/engine/strategies/putlite-params.js';
import { putlite } from '../../../../src/engine/strategies/putlite.js';
import { blackChain, quotesOf } from '../../../support/chains.js';
import { quoteOf } from '../../../support/orders.js';
import { account, calmView, NOON_MS } from '../../../support/strategy-view.js';

const usd = (dollars: number) => Math.round(dollars * 1e6) as UsdMicros;
const view = calmView();
const [chain = blackChain({ atMs: NOON_MS })] = view.chains;
const { proposal, gates } = putlite.decide(view, putliteParams.parse({}));
if (!proposal) throw new Error('the calm view has no proposal');

function frame(changes: Partial<DraftFrame> = {}): DraftFrame {
  return {
    mode: 'PAPER',
    account: 'DU…567',
    strategy: 'putlite',
    whatIf: {
      marginBeforeMicros: usd(100),
      marginAfterMicros: usd(580),
      feeMicros: usd(1.3),
    },
    use: account(),
    gates,
    quoteOf: quotesOf(chain),
    chain,
    ...changes,
  };
}

function draft(changes: Partial<DraftFrame> = {}) {
  const made = draftEntry(proposal as NonNullable<typeof proposal>, frame(changes));
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
}

describe('a drafted entry', () => {
  it('shows what it costs, binds and can lose', () => {
    const ticket = draft();
    const { seen, limitTicks, bestTicks, worstTicks } = ticket;
    expect(bestTicks).toBeLessThan(0);
    expect(bestTicks <= limitTicks && limitTicks <= worstTicks).toBe(true);
    expect(seen.naturalUsd).toBeGreaterThanOrEqual(seen.midUsd);
    expect([ticket.marginMicros, ticket.feeMicros]).toEqual([usd(480), usd(1.3)]);
    expect(ticket.caps.map(({ name, afterMicros }) => [name, afterMicros])).toEqual([
      ['planned-loss', ticket.plannedLossMicros],
      ['worst-loss', ticket.worstLossMicros],
      ['day-loss', ticket.plannedLossMicros],
      ['open-worst', ticket.worstLossMicros],
    ]);
    expect(ticket.gates).toBe(gates);
  });

  it('has the signs of a sold put spread: long the market, short volatility, paid by time', () => {
    const { greeks } = draft();
    expect(greeks?.deltaUnits).toBeGreaterThan(0);
    expect(greeks?.deltaUnits).toBeLessThan(12);
    expect(greeks?.gammaUnits).toBeLessThan(0);
    expect(greeks?.vegaUsdPerVolPt).toBeLessThan(0);
    expect(greeks?.thetaUsdPerDay).toBeGreaterThan(0);
  });

  it('pictures the credit above the strikes, the worst below, and one break-even between', () => {
    const { payoff, limitTicks, legs } = draft();
    const strikes = legs.map(({ instrument }) => Number(instrument.split('/')[2]));
    expect(payoff?.spots).toHaveLength(61);
    expect(payoff?.expiryUsd.at(-1)).toBeCloseTo(-limitTicks, 9);
    expect(payoff?.expiryUsd[0]).toBeCloseTo(-500 - limitTicks, 9);
    expect(payoff?.breakevens).toHaveLength(1);
    expect(payoff?.breakevens[0]).toBeCloseTo(Math.max(...strikes) + limitTicks / 100, 9);
    expect(payoff?.expectedMove).toBe((proposal as { expectedMove: number }).expectedMove);
  });

  it('is stressed by spot and volatility, losing more the further either goes against it', () => {
    const { stress, limitTicks } = draft();
    const profit = (spotShare: number, volPts: number) =>
      stress.find((of) => of.spotShare === spotShare && of.volPts === volPts)?.profitUsd ?? NaN;
    expect(profit(-0.08, 0)).toBeCloseTo(-500 - limitTicks, 6);
    expect(profit(-0.02, 0)).toBeLessThan(profit(0, 0));
    expect(profit(0, 10)).toBeLessThan(profit(0, -5));
    expect(profit(0.08, 0)).toBeCloseTo(-limitTicks, 6);
  });

  it('does without greeks and pictures where there is no chain, and without quotes is none', () => {
    const bare = draft({ chain: null, whatIf: null });
    expect([bare.greeks, bare.payoff, bare.stress, bare.marginMicros]).toEqual([
      null,
      null,
      [],
      null,
    ]);
    const none = priceEntry(proposal, () => null);
    expect(none).toEqual({ ok: false, error: { code: 'no-quotes' } });
  });

  it('is plain data, as it stands in the journal', () => {
    const ticket = draft();
    expect(JSON.parse(JSON.stringify(ticket))).toEqual(ticket);
  });
});

function position(changes: Partial<DeskPosition> = {}): DeskPosition {
  const ticket = draft();
  return {
    id: 'P' as DeskPosition['id'],
    ticketId: 'P' as DeskPosition['ticketId'],
    strategy: 'putlite',
    underlying: ticket.underlying,
    expiry: ticket.expiry,
    state: 'open',
    legs: ticket.legs.map((leg) => ({ ...leg, quantity: 2 * leg.ratio })),
    tickMicros: ticket.tickMicros,
    units: 2,
    cashMicros: usd(40),
    feeMicros: usd(2.6),
    entryCreditMicros: usd(42.6),
    plan: ticket.plan,
    plannedLossMicros: usd(50),
    worstLossMicros: usd(480),
    openedAtMs: NOON_MS,
    closedAtMs: null,
    exitRule: null,
    gapThrough: 'no',
    mark: null,
    attribution: { deltaUsd: 0, gammaUsd: 0, thetaUsd: 0, vegaUsd: 0, restUsd: 0 },
    refs: [],
    ...changes,
  };
}

describe('a way out', () => {
  it('buys back all that is held, with a limit at the quoted sides', () => {
    const made = draftExit(position(), frame({ use: account({ openWorstMicros: usd(480) }) }));
    if (!made.ok) throw new Error(made.error.code);
    const { legs, quantity, limitTicks, bestTicks, worstTicks, seen, caps } = made.value;
    expect([quantity, legs.map(({ ratio }) => ratio)]).toEqual([2, [1, -1]]);
    expect(limitTicks / 100).toBeCloseTo(seen.naturalUsd, 9);
    expect(limitTicks).toBeGreaterThan(0);
    expect(bestTicks <= limitTicks && limitTicks < worstTicks).toBe(true);
    expect(caps).toEqual([
      { name: 'open-worst', beforeMicros: usd(480), afterMicros: 0, capMicros: usd(1500) },
    ]);
    expect(made.value.payoff?.expiryUsd.at(-1)).toBeCloseTo(42.6, 6);
    expect(JSON.parse(JSON.stringify(made.value))).toEqual(made.value);
  });

  it('is marked at what closing costs, with the greeks of what is held', () => {
    const mark = markPosition(position(), { quoteOf: quotesOf(chain), chain, atMs: NOON_MS });
    const entry = draft();
    expect(mark?.closeUsd).toBeCloseTo(-entry.seen.bestUsd, 9);
    expect(mark?.midUsd).toBeCloseTo(-entry.seen.midUsd, 9);
    expect(mark?.greeks.deltaUnits).toBeCloseTo(2 * (entry.greeks?.deltaUnits ?? NaN), 9);
    expect(mark?.vol).toBeGreaterThan(0.3);
    expect(mark?.vol).toBeLessThan(0.5);
    expect(markPosition(position(), { quoteOf: () => null, chain, atMs: NOON_MS })).toBeNull();
  });
});

describe('the market of a combination', () => {
  const prices = fc.record({
    bid: fc.integer({ min: 0, max: 5000 }),
    wide: fc.integer({ min: 1, max: 300 }),
    ratio: fc.constantFrom(-2, -1, 1, 2),
  });

  it('is never better at once than in the middle, nor there than at the far side', () => {
    fc.assert(
      fc.property(fc.array(prices, { minLength: 1, maxLength: 4 }), (of) => {
        const legs: Leg[] = of.map(({ ratio }, i) => ({
          instrument: `X${i}` as Leg['instrument'],
          ratio,
          multiplier: 100,
        }));
        const quotes = new Map<string, Quote>(
          of.map(({ bid, wide }, i) => [
            `X${i}`,
            quoteOf(`X${i}` as Leg['instrument'], { bid: bid / 100, ask: (bid + wide) / 100 }),
          ]),
        );
        const seen = packageQuote(legs, (id) => quotes.get(id) ?? null);
        if (!seen) throw new Error('no market');
        expect(seen.naturalUsd).toBeGreaterThanOrEqual(seen.midUsd);
        expect(seen.midUsd).toBeGreaterThanOrEqual(seen.bestUsd);
        const turned = packageQuote(
          legs.map((leg) => ({ ...leg, ratio: -leg.ratio })),
          (id) => quotes.get(id) ?? null,
        );
        expect(turned?.naturalUsd).toBeCloseTo(-seen.bestUsd, 9);
      }),
    );
  });

  it('counts shares beside an option for one share of it, and the oldest leg', () => {
    const legs: Leg[] = [
      { instrument: 'SPY' as Leg['instrument'], ratio: 100, multiplier: 1 },
      { instrument: 'C' as Leg['instrument'], ratio: -1, multiplier: 100 },
    ];
    const seen = packageQuote(legs, (id) =>
      id === 'SPY'
        ? quoteOf(id, { bid: 600, ask: 600.02, atMs: 5 })
        : quoteOf(id, { bid: 2, ask: 2.1, atMs: 9 }),
    );
    expect(seen).toMatchObject({ naturalUsd: 598.02, midUsd: 597.96, bestUsd: 597.9, atMs: 5 });
  });

  it.each([
    ['no quote', null],
    ['no offer', quoteOf('X' as Leg['instrument'], { ask: null })],
    ['an offer of 0', quoteOf('X' as Leg['instrument'], { bid: 0, ask: 0 })],
    ['crossed sides', quoteOf('X' as Leg['instrument'], { bid: 2, ask: 1 })],
  ])('is none where a leg has %s', (_name, quote) => {
    const leg = { instrument: 'X' as Leg['instrument'], ratio: 1, multiplier: 100 };
    expect(packageQuote([leg], () => quote)).toBeNull();
  });
});
