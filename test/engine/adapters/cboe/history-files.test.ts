import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCboeHistory } from '../../../../src/engine/adapters/cboe/history-files.js';
import { createHttpClient } from '../../../../src/engine/adapters/system/http-client.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import {
  CONTRACT_PATH,
  INDEX_PATH,
  startCboeHistory,
  type CboeStandIn,
} from '../../../standins/cboe-history.js';
import { HastyClock } from '../../../support/hasty-clock.js';

const VIX = 'DATE,OPEN,HIGH,LOW,CLOSE\n11/19/2026,15,16,14,15.5\n';

let server: CboeStandIn;
beforeEach(async () => {
  server = await startCboeHistory();
});
afterEach(() => server.close());

function history(userAgent = 'Mozilla/5.0') {
  const clock = new HastyClock(Date.UTC(2026, 10, 20));
  const http = createHttpClient({ clock, userAgent, spacingMs: 0 });
  return createCboeHistory({ baseUrl: server.url, http });
}

describe('history files of Cboe', () => {
  it('come as they are published, and unchanged the next time', async () => {
    server.files.set(`${INDEX_PATH}VIX_History.csv`, VIX);
    const first = await history().index('VIX');
    if (!first.ok || first.value.state !== 'new') throw new Error('not new');
    expect(first.value.text).toBe(VIX);
    const again = await history().index('VIX', first.value.validators);
    expect(again).toEqual({ ok: true, value: { state: 'unchanged' } });
  });

  it('come anew once they have grown', async () => {
    server.files.set(`${INDEX_PATH}VVIX_History.csv`, 'DATE,VVIX\n11/19/2026,90\n');
    const first = await history().index('VVIX');
    if (!first.ok || first.value.state !== 'new') throw new Error('not new');
    server.files.set(`${INDEX_PATH}VVIX_History.csv`, 'DATE,VVIX\n11/19/2026,90\n11/20/2026,91\n');
    const again = await history().index('VVIX', first.value.validators);
    expect(again).toMatchObject({ ok: true, value: { state: 'new' } });
  });

  it('are asked for by the settlement day of a contract', async () => {
    const text =
      'Trade Date,Futures,Open,High,Low,Close,Settle,Change,Total Volume,EFP,Open Interest\n';
    server.files.set(`${CONTRACT_PATH}VX_2026-12-16.csv`, text);
    const got = await history().contract(day('2026-12-16'));
    expect(got).toMatchObject({ ok: true, value: { state: 'new', text } });
  });

  it('are absent where the server does not know the name', async () => {
    const got = await history().contract(day('2027-07-21'));
    expect(got).toEqual({ ok: true, value: { state: 'absent' } });
  });

  it('are no page that looks like an answer', async () => {
    server.faults.push({ status: 200, body: '<!DOCTYPE html><title>Sorry</title>' });
    expect(await history().index('SKEW')).toMatchObject({ ok: false, error: { code: 'no-csv' } });
  });

  it('are not had with any other status', async () => {
    server.faults.push({ status: 420 });
    const error = { code: 'bad-status', status: 420 };
    expect(await history().index('SKEW')).toEqual({ ok: false, error });
  });
});
