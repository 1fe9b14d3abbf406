import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../../src/engine/domain/units.js';
import { OWNER, tradingDesk } from '../../../support/trading-desk.js';

describe('the order path on simulated days', () => {
  it('arms, proposes, sends at one tap, fills, leaves by rule and is flat at the close', async () => {
    const desk = await tradingDesk({ quotePeriodMs: 30_000 });
    const { trading } = desk.engine.api;
    for (let sessions = 0; sessions < 10 && desk.news('closed').length === 0; sessions++) {
      const until = { kind: 'for', ms: 24 * HOUR_MS } as const;
      await trading.arm(OWNER, { strategy: 'putlite', quantity: 1, until });
      for (let minute = 0; minute < 425; minute++) {
        await desk.pass(MINUTE_MS);
        for (const { ticket } of trading.tickets()) {
          const tap = trading.tap({ id: ticket.id, action: 'send', userId: OWNER });
          await desk.pass(100);
          expect((await tap).kind).toMatch(/sent|replaced/);
        }
      }
    }
    const [closed] = desk.news('closed');
    expect(closed?.line.exitRule).not.toBeNull();
    expect(desk.news('fill').map(({ purpose }) => purpose)).toEqual(['entry', 'exit']);
    const audit = trading.audit(closed?.position.id ?? '');
    expect(audit.ok && audit.value.chain).toBe('whole');
    const report = desk.news('report').find(({ report: of }) => of.trades.length > 0);
    expect(report?.report.realisedMicros).toBe(closed?.line.pnlMicros);
    await desk.stop();
  }, 120_000);
});
