import { expect } from 'vitest';
import { optionId, type InstrumentId } from '../../../../src/engine/domain/instrument.js';
import { newYorkInstant, type TimeOfDay } from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { approved, ref } from '../../../support/orders.js';
import { market, settle, type MarketNeeds } from './paper-market.js';

/** Thursday and Friday; the monthly index class settles on the Friday's opening. */
export const THURSDAY = day('2026-11-19');
export const FRIDAY = day('2026-11-20');
export const at = (of: typeof FRIDAY, time: TimeOfDay) => newYorkInstant(of, time);
export const listed =
  (expiry: typeof FRIDAY) => (root: string, strike: number, right: 'call' | 'put') =>
    optionId({ root, expiry, strike, right });
export const option = listed(FRIDAY);

/** An account that holds these contracts, on Friday at 10:00 unless told. */
export async function holding(
  held: readonly (readonly [InstrumentId, number])[],
  needs: MarketNeeds = {},
) {
  const made = market({ startAtMs: at(FRIDAY, '10:00'), spy: 0, ...needs });
  await made.listen();
  const before = await made.cash();
  for (const [i, [id, quantity]] of held.entries()) {
    made.set(id, { bid: 1, ask: 1, bidSize: 100, askSize: 100 });
    const multiplier = id.includes('/') ? 100 : 1;
    const legs = [{ instrument: id, ratio: Math.sign(quantity), multiplier }];
    const order = approved({
      ref: ref(`seed${i}.1`),
      legs,
      quantity: Math.abs(quantity),
      limitTicks: Math.sign(quantity) * 100,
    });
    expect(await made.broker.place(order)).toMatchObject({ ok: true });
  }
  await settle();
  const cashUsed = before - (await made.cash());
  const until = (of: typeof FRIDAY, time: TimeOfDay) => {
    made.clock.advance(at(of, time) - made.clock.nowMs());
  };
  return { ...made, cashBefore: before - cashUsed, until };
}
