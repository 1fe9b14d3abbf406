import { describe, expect, it } from 'vitest';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { MINUTE_MS } from '../../../../src/engine/domain/units.js';
import {
  OWNER,
  tradingDesk,
  TRADING_START,
  type TradingDesk,
} from '../../../support/trading-desk.js';

function gatesOfDecisions(desk: TradingDesk): readonly (readonly string[])[] {
  return desk.store.journal
    .rows('sim:test')
    .flatMap(({ record }) =>
      record.kind === 'decision' ? [record.gates.map(({ name }) => name)] : [],
    );
}

describe('a decision', () => {
  it('names the gate of a strategy that is narrower than the house', async () => {
    // Half past ten lies in the house's window and before this strategy's own.
    const desk = await tradingDesk({
      startAtMs: TRADING_START,
      strategies: { putlite: { windowFrom: '12:00' } },
      historySessions: 5,
    });
    const asked = desk.engine.api.trading.why('putlite');
    await desk.pass(1_000);
    const why = await asked;
    const windows = why.ok ? why.value.gates.filter(({ name }) => name === 'window') : [];
    expect(windows.map(({ verdict }) => verdict)).toEqual(['fail']);
    await desk.stop();
  });

  it('asks for no prices while a gate is shut that no price can open', async () => {
    const desk = await tradingDesk({
      startAtMs: newYorkInstant(day('2026-11-23'), '10:25'),
      historySessions: 30,
    });
    const until = { kind: 'close' } as const;
    const armed = desk.engine.api.trading.arm(OWNER, { strategy: 'putlite', quantity: 1, until });
    await desk.pass(2 * MINUTE_MS);
    await armed;
    const before = gatesOfDecisions(desk);
    expect(before).not.toEqual([]);
    expect(before.flat()).toContain('window');
    expect(before.flat()).not.toContain('delta');
    await desk.pass(5 * MINUTE_MS);
    expect(gatesOfDecisions(desk).at(-1)).toContain('delta');
    await desk.stop();
  });
});
