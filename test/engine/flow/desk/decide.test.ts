import { describe, expect, it } from 'vitest';
import { tradingDesk, TRADING_START } from '../../../support/trading-desk.js';

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
});
