import { describe, expect, it } from 'vitest';
import type { Chain } from '../../../src/engine/domain/chain.js';
import { optionId } from '../../../src/engine/domain/instrument.js';
import { addDays, day, type TradingDay } from '../../../src/engine/domain/trading-day.js';
import { makeStrike } from '../../../src/engine/domain/units.js';
import { outlookAt } from '../../../src/engine/scoring/outlook.js';
import { suggestPuts, type SuggestRequest } from '../../../src/engine/scoring/suggest.js';
import { factsOf } from '../../support/model-facts.js';

const TODAY = day('2026-11-20');
const facts = factsOf();

interface Quoted {
  readonly strike: number;
  readonly call: readonly [bid: number, ask: number];
  readonly put: readonly [bid: number, ask: number];
}

function chain(
  underlying: string,
  expiry: TradingDay,
  of: { spot: number; rows: Quoted[] },
): Chain {
  const rows = of.rows.map(({ strike, call, put }) => {
    const made = makeStrike(strike);
    if (!made.ok) throw new Error('no strike');
    const side = (right: 'call' | 'put', [bid, ask]: readonly [number, number]) => ({
      instrument: optionId({ root: underlying, expiry, strike, right }),
      bid,
      ask,
      bidSize: 10,
      askSize: 10,
    });
    return { strike: made.value, call: side('call', call), put: side('put', put) };
  });
  const rest = { settlesAtMs: 0, atMs: 0, delayMs: 0, source: 'test', root: underlying };
  return { underlying, expiry, spot: of.spot, rows, ...rest };
}

/** Parity puts the forward at 31, under a spot of 40. */
const VIX_ROWS: Quoted[] = [
  { strike: 26, call: [5.8, 6.2], put: [0.9, 1.1] },
  { strike: 28, call: [4.3, 4.7], put: [1.4, 1.6] },
  { strike: 31, call: [2.4, 2.6], put: [2.4, 2.6] },
  { strike: 35, call: [1.2, 1.4], put: [5.2, 5.6] },
];
const UVXY_ROWS: Quoted[] = [{ strike: 20, call: [2, 2.2], put: [2.4, 2.6] }];

function request(parts: Partial<SuggestRequest> = {}): SuggestRequest {
  return {
    chains: [
      chain('VIX', addDays(TODAY, 12), { spot: 40, rows: VIX_ROWS }),
      chain('VIX', addDays(TODAY, 33), { spot: 40, rows: VIX_ROWS }),
      chain('VIX', addDays(TODAY, 61), { spot: 40, rows: VIX_ROWS }),
      chain('UVXY', addDays(TODAY, 28), { spot: 20, rows: UVXY_ROWS }),
    ],
    outlook: outlookAt({ confidence: 0.7, vix: 40 }, facts),
    vix: 40,
    today: TODAY,
    fund: facts.fund,
    feeUsdPerContract: 0.65,
    ...parts,
  };
}

function of(kind: string, parts: Partial<SuggestRequest> = {}) {
  const found = suggestPuts(request(parts)).suggestions.find((one) => one.kind === kind);
  if (!found) throw new Error(`no ${kind}`);
  return found;
}

describe('the suggested trade', () => {
  it('buys the VIX put at the forward for about a month, at the ask', () => {
    const put = of('vix-put');
    expect(put).toMatchObject({ expiry: '2026-12-23', daysToExpiry: 33 });
    expect(put.legs).toEqual([
      { side: 'buy', instrument: 'VIX/2026-12-23/31/P', strike: 31, priceUsd: 2.6 },
    ]);
    expect(put.costUsd).toBeCloseTo(260.65, 9);
    expect(put.worstCaseUsd).toBe(-put.costUsd);
    expect(put.breakEven).toBeCloseTo(31 - 2.6065, 9);
  });

  it('is worth the mean of what followed like days, less its cost', () => {
    // Ratios 0.7 … 1.1 of 40 are 28, 32, 36, 40, 44: one in five ends 3 under the strike.
    const put = of('vix-put');
    expect(put.expectedValueUsd).toBeCloseTo(300 / 5 - 260.65, 9);
    expect(put.winChance).toBeCloseTo(1 / 5, 12);
  });

  it('sells the lower strike of a spread where one in ten ends lower', () => {
    const spread = of('vix-put-spread');
    expect(spread.legs.map(({ side, strike, priceUsd }) => [side, strike, priceUsd])).toEqual([
      ['buy', 31, 2.6],
      ['sell', 28, 1.4],
    ]);
    expect(spread.costUsd).toBeCloseTo(120 + 1.3, 9);
    expect(spread.expectedValueUsd).toBeCloseTo(300 / 5 - 121.3, 9);
    expect(spread.breakEven).toBeCloseTo(31 - 1.213, 9);
  });

  it('follows the fund through its link with VIX', () => {
    const link = { leverage: 1.5, days: 500, base: 0, perVix: 1, sd: 0 };
    const put = of('uvxy-put', { fund: link });
    // 14, 16, 18, 20, 22 against 20.
    expect(put.expectedValueUsd).toBeCloseTo((600 + 400 + 200) / 5 - 260.65, 9);
    expect(of('uvxy-put').expectedValueUsd).not.toBeCloseTo(put.expectedValueUsd, 0);
  });

  it('takes a longer expiry where VIX is slower to fall', () => {
    const outlook = outlookAt({ confidence: 0.45, vix: 40 }, facts);
    expect(of('vix-put', { outlook }).daysToExpiry).toBe(61);
  });

  it('stands aside where the market asks more than history paid', () => {
    const { best, suggestions } = suggestPuts(request({ fund: null }));
    expect(suggestions).toHaveLength(2);
    expect(best).toBeNull();
  });

  it('names the best per dollar where one is worth its price', () => {
    const cheap = VIX_ROWS.map((row) => ({ ...row, put: [0.1, 0.2] as const }));
    const chains = [chain('VIX', addDays(TODAY, 30), { spot: 40, rows: cheap })];
    const { best, suggestions } = suggestPuts(request({ chains }));
    expect(best).toBe(suggestions[0]);
    const perDollar = suggestions.map((one) => one.expectedValueUsd / one.costUsd);
    expect(perDollar).toEqual([...perDollar].sort((a, b) => b - a));
  });

  it('says what it lacks', () => {
    const missing = (parts: Partial<SuggestRequest>) => suggestPuts(request(parts)).missing;
    expect(missing({ chains: [] }).map(({ code }) => code)).toEqual([
      'no-chain',
      'no-chain',
      'no-chain',
    ]);
    expect(missing({ fund: null })).toEqual([{ kind: 'uvxy-put', code: 'no-fund-link' }]);
    const near = [chain('VIX', addDays(TODAY, 13), { spot: 40, rows: VIX_ROWS })];
    expect(missing({ chains: near })[0]).toEqual({ kind: 'vix-put', code: 'no-expiry' });
    const oneSided = VIX_ROWS.map((row) => ({ ...row, put: [0, 1] as const }));
    const bare = [chain('VIX', addDays(TODAY, 30), { spot: 40, rows: oneSided })];
    expect(missing({ chains: bare })[0]?.code).toBe('no-two-sided-put');
    const single = [chain('VIX', addDays(TODAY, 30), { spot: 40, rows: VIX_ROWS.slice(2, 3) })];
    expect(missing({ chains: single })[0]?.code).toBe('no-lower-strike');
  });
});
