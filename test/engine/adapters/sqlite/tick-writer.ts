// A program that writes ticks until it is killed; each line it prints is a count that is on disk.
import { setImmediate as turn } from 'node:timers/promises';
import { openTickStore } from '../../../../src/engine/adapters/sqlite/tick-store.js';
import { createWallClock } from '../../../../src/engine/adapters/system/wall-clock.js';
import { optionId, spotId } from '../../../../src/engine/domain/instrument.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { tick, valueOf } from '../../../contract/tick-facts.js';
import { BATCH, INSTRUMENTS } from './tick-crash.js';

const [path = '', fromText = '0'] = process.argv.slice(2);
const store = valueOf(await openTickStore({ path, clock: createWallClock() }));
const expiry = day('2026-11-27');

function appendUnit(from: number): void {
  for (let n = from; n < from + BATCH; n++) {
    const of = { root: 'BTC', expiry, strike: 1 + (n % INSTRUMENTS), right: 'call' } as const;
    store.append(tick(n, { instrument: optionId(of), last: n }));
  }
  const unit = from / BATCH;
  const common = { instrument: spotId('SPY'), atMs: unit, source: 'sim' };
  store.appendFlow({
    ...{ kind: 'print', ...common },
    ...{ price: unit, size: 1, exchange: `X${unit % 7}`, conditions: null },
  });
  const level = { price: unit, size: 1, maker: null };
  store.appendFlow({ kind: 'depth', ...common, bids: [level], asks: [] });
  store.appendGap({
    ...{ feed: 'other', instruments: null, reason: 'disconnected' },
    ...{ fromMs: unit, toMs: unit },
  });
  const shape = { underlying: 'BTC', atMs: unit, delayMs: 0, source: 'sim' };
  store.appendSurface({ ...shape, spot: unit, slices: [] });
}

for (let unit = Number(fromText) / BATCH; ; unit++) {
  appendUnit(unit * BATCH);
  if (unit % 3 === 0) {
    valueOf(await store.flush());
    process.stdout.write(`${(unit + 1) * BATCH}\n`);
  } else {
    await turn();
  }
}
