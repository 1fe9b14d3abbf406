import { describe, expect, it } from 'vitest';
import { USUAL_FEES } from '../../../../src/engine/adapters/paper/paper-broker.js';
import { futureId, optionId, spotId } from '../../../../src/engine/domain/instrument.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { value } from '../../../contract/broker.js';
import {
  approved,
  NOW_MS,
  PUT_650,
  PUT_655,
  ref,
  SPY,
  spreadIntent,
  usd,
} from '../../../support/orders.js';
import { AGE_LIMIT_MS, market, settle } from './paper-market.js';

const HOUR_MS = 3_600_000;
const share = [{ instrument: SPY, ratio: 1, multiplier: 1 }];
const single = [{ instrument: PUT_655, ratio: -1, multiplier: 100 }];

async function listening(...needs: Parameters<typeof market>) {
  const made = market(...needs);
  await made.listen();
  return made;
}

describe('a resting order', () => {
  it('trades at its limit and no better, when the market goes through it', async () => {
    const { broker, quote, heard } = await listening();
    await broker.place(approved({ limitTicks: -55 }));
    quote({ short: { bid: 1.7 } });
    await settle();
    // Sold at the bid of 1.70; the bought leg gives up what is better than 0.55: 1.70 − 0.55 = 1.15.
    expect(heard.fills.map((fill) => fill.priceMicros)).toEqual([usd(1.7), usd(1.15)]);
  });

  it('without a bought leg sells at its limit when the bid goes through it', async () => {
    const { broker, quote, heard } = await listening();
    await broker.place(approved({ legs: single, limitTicks: -153 }));
    quote({ short: { bid: 1.6 } });
    await settle();
    expect(heard.fills.map((fill) => fill.priceMicros)).toEqual([usd(1.53)]);
  });

  it('that improves the market has nobody ahead of it', async () => {
    const { broker, quote, heard } = await listening();
    await broker.place(approved({ legs: single, limitTicks: -154, quantity: 3 }));
    quote({ short: { bid: 1.54, bidSize: 2 } });
    await settle();
    expect(heard.reports.at(-1)?.filledQuantity).toBe(2);
  });

  it('at the displayed price stands behind the displayed size', async () => {
    const { broker, quote, heard } = await listening();
    quote({ short: { ask: 1.55, askSize: 20 } });
    await broker.place(approved({ legs: single, limitTicks: -155, quantity: 3 }));
    quote({ short: { bid: 1.55, ask: 1.6, bidSize: 20 } });
    await settle();
    expect(heard.fills).toEqual([]);
    quote({ short: { bid: 1.55, ask: 1.6, bidSize: 22 } });
    await settle();
    expect(heard.reports.at(-1)?.filledQuantity).toBe(2);
    // The market goes through the price: all that stood ahead has traded.
    quote({ short: { bid: 1.56, ask: 1.6, bidSize: 1 } });
    await settle();
    expect(heard.reports.at(-1)).toMatchObject({ state: 'filled', filledQuantity: 3 });
  });

  it('placed where no quote shows who is ahead waits for the market to go through it', async () => {
    const { broker, set, heard } = await listening();
    await broker.place(approved({ ref: ref('s.1'), legs: share, limitTicks: 66_000 }));
    set(SPY, { bid: 659.9, ask: 660, askSize: 9 });
    broker.onQuote();
    await settle();
    expect(heard.fills).toEqual([]);
    set(SPY, { bid: 659.8, ask: 659.99, askSize: 9 });
    broker.onQuote();
    await settle();
    expect(heard.fills.map((fill) => fill.priceMicros)).toEqual([usd(660)]);
  });
});

describe('a quote', () => {
  it('that is older than the limit fills nothing', async () => {
    const { broker, clock, quote, heard } = await listening();
    clock.advance(AGE_LIMIT_MS + 1);
    await broker.place(approved({ limitTicks: -40 }));
    await settle();
    expect(heard.reports.at(-1)?.state).toBe('working');
    quote({ short: {}, long: {} });
    await settle();
    expect(heard.reports.at(-1)?.state).toBe('filled');
  });

  it('fills nothing after the close', async () => {
    const { broker, clock, quote, heard } = await listening();
    await broker.place(approved({ limitTicks: -53 }));
    clock.advance(5 * HOUR_MS);
    quote({ short: { bid: 1.6 }, long: {} });
    await settle();
    expect(heard.fills).toEqual([]);
    // The next session: Monday 10:00 New York.
    clock.advance(66 * HOUR_MS);
    quote({ short: { bid: 1.6 }, long: {} });
    await settle();
    expect(heard.reports.at(-1)?.state).toBe('filled');
  });
});

describe('commissions', () => {
  // Interactive Brokers' published rates: $0.65 a contract, $0.005 a share, at least $1.00 an order.
  const feesOf = async (changes: Parameters<typeof approved>[0]) => {
    const { broker, set, heard } = await listening({ fees: USUAL_FEES });
    set(SPY, { bid: 659.9, ask: 660, askSize: 1000 });
    const order = approved(changes);
    const { feeMicros } = await value(broker.whatIf(order));
    await broker.place(order);
    await settle();
    expect(heard.fills.reduce((sum, fill) => sum + fill.feeMicros, 0)).toBe(feeMicros);
    return heard.fills.map((fill) => fill.feeMicros);
  };

  it('of a spread are two contracts', async () => {
    expect(await feesOf({ limitTicks: -50 })).toEqual([usd(0.65), usd(0.65)]);
  });

  it('of a single contract are the least for an order', async () => {
    expect(await feesOf({ legs: single, limitTicks: -150 })).toEqual([usd(1)]);
  });

  it('of shares are half a cent each, or the least for an order', async () => {
    const shares = { legs: share, limitTicks: 66_000 };
    expect(await feesOf({ ...shares, quantity: 10 })).toEqual([usd(1)]);
    expect(await feesOf({ ...shares, quantity: 300 })).toEqual([usd(1.5)]);
  });

  it('take the least once for an order that fills in parts', async () => {
    const { broker, quote, heard } = await listening({ fees: USUAL_FEES });
    quote({ short: { bidSize: 1 } });
    await broker.place(approved({ legs: single, limitTicks: -152, quantity: 3 }));
    quote({ short: { bidSize: 1 } });
    quote({ short: { bidSize: 1 } });
    await settle();
    expect(heard.fills.map((fill) => fill.feeMicros)).toEqual([usd(1), usd(0.3), usd(0.65)]);
  });
});

describe('the paper broker refuses', () => {
  const SPX = { root: 'SPXW', expiry: day('2026-11-23') };
  const SPX_PUT = optionId({ ...SPX, strike: 6500, right: 'put' });
  const SPX_LOW = optionId({ ...SPX, strike: 6450, right: 'put' });
  const OLD = optionId({ root: 'SPY', expiry: day('2026-11-19'), strike: 650, right: 'put' });
  const leg = (instrument: typeof SPY, ratio = 1, multiplier = 100) => ({
    instrument,
    ratio,
    multiplier,
  });
  const VX_LEG = leg(futureId('VX', day('2026-12-16')), 1, 1000);

  it.each<[string, Parameters<typeof spreadIntent>[0], RegExp]>([
    ['a quantity of nothing', { quantity: 0 }, /quantity 0/],
    ['a quantity that is not whole', { quantity: 1.5 }, /quantity 1\.5/],
    ['no legs', { legs: [] }, /no legs/],
    ['the same leg twice', { legs: [leg(PUT_650), leg(PUT_650, -1)] }, /twice/],
    ['an index as if it were a share', { legs: [leg(spotId('SPX'), 1, 1)] }, /unknown instrument/],
    ['a future', { legs: [VX_LEG] }, /unknown instrument/],
    ['an option that nobody quotes', { legs: [leg(SPX_LOW)] }, /unknown instrument/],
    ['a wrong multiplier', { legs: [leg(PUT_650, 1, 10)] }, /multiplier 10/],
    ['an expired option', { legs: [leg(OLD)] }, /expired/],
    ['two underlyings', { legs: [leg(PUT_650), leg(SPX_PUT, -1)] }, /different underlyings/],
    ['half a cent', { tickMicros: usd(0.005), limitTicks: -101 }, /grid/],
    ['index ticks of a cent', { legs: [leg(SPX_PUT)], limitTicks: 151 }, /grid/],
    ['index ticks of a nickel above $3', { legs: [leg(SPX_PUT)], limitTicks: 305 }, /grid/],
  ])('%s', async (_what, changes, words) => {
    const { broker, set } = await listening();
    for (const id of [SPX_PUT, OLD, spotId('SPX'), VX_LEG.instrument]) set(id, {});
    const answer = await broker.whatIf(spreadIntent(changes));
    expect(answer).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(JSON.stringify(answer)).toMatch(words);
  });

  it.each([
    ['before the open', Date.UTC(2026, 10, 20, 14, 29)],
    ['after the close', Date.UTC(2026, 10, 20, 21, 0)],
    ['on a weekend', Date.UTC(2026, 10, 21, 16, 0)],
    ['after an early close', Date.UTC(2026, 10, 27, 18, 0)],
  ])('options %s, and takes shares', async (_when, startAtMs) => {
    const { broker, set } = await listening({ startAtMs });
    set(SPY, { bid: 659.9, ask: 660 });
    expect(await broker.place(approved({}))).toMatchObject({
      error: { code: 'refused', reason: `market closed for ${PUT_655}` },
    });
    const shares = approved({ ref: ref('s.1'), legs: share, limitTicks: 66_000 });
    expect(await broker.place(shares)).toMatchObject({ ok: true });
    expect(await value(broker.fills())).toEqual([]);
  });

  it('nothing of what it has refused is remembered: the reference is free', async () => {
    const { broker } = await listening();
    const off = approved({ tickMicros: usd(0.005), limitTicks: -101 });
    expect(await broker.place(off)).toMatchObject({ error: { code: 'refused' } });
    expect(await broker.place(approved({}))).toMatchObject({ ok: true });
  });

  it('an option from its settlement on, the opening for SPX', async () => {
    const expiry = day('2026-11-20');
    const put = optionId({ root: 'SPX', expiry, strike: 6500, right: 'put' });
    const { broker, set } = await listening({ startAtMs: NOW_MS });
    set(put, {});
    expect(await broker.whatIf(spreadIntent({ legs: [leg(put)], limitTicks: 100 }))).toMatchObject({
      error: { reason: `expired ${put}` },
    });
  });
});
