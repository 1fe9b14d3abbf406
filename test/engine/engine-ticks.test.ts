import { afterEach, expect, test } from 'vitest';
import type { DataGap } from '../../src/engine/domain/data-gap.js';
import type { Print, ShortBar } from '../../src/engine/domain/flow-item.js';
import { spotId, type InstrumentId } from '../../src/engine/domain/instrument.js';
import type { Engine } from '../../src/engine/engine.js';
import type { MarketSink } from '../../src/engine/ports/market-data.js';
import { valueOf } from '../contract/tick-facts.js';
import { ScriptedFeed } from '../support/scripted-feed.js';
import { START, startedDesk } from '../support/started-desk.js';

const SPY = spotId('SPY');
const open: Engine[] = [];

afterEach(async () => {
  for (const engine of open.splice(0)) await engine.stop();
});

/** A feed that hands out the sink that the engine gave it. */
class TellingFeed extends ScriptedFeed {
  sink: MarketSink | null = null;

  override subscribe(instruments: readonly InstrumentId[], sink: MarketSink) {
    this.sink = sink;
    return super.subscribe(instruments, sink);
  }
}

test('gaps, prints and short bars that a feed tells are kept beside the ticks', async () => {
  const feed = new TellingFeed();
  feed.list(SPY);
  const { engine, ticks } = await startedDesk({ feeds: [feed] });
  open.push(engine);
  const gap: DataGap = {
    ...{ feed: 'scripted', instruments: [SPY], reason: 'no-messages' },
    ...{ fromMs: START, toMs: START + 7_000 },
  };
  const common = { instrument: SPY, source: 'scripted' };
  const print: Print = {
    ...{ kind: 'print', ...common, atMs: START + 1 },
    ...{ price: 660.1, size: 100, exchange: 'ARCA', conditions: null },
  };
  const bar: ShortBar = {
    ...{ kind: 'bar', ...common, fromMs: START, periodMs: 5_000 },
    ...{ open: 660, high: 661, low: 659, close: 660.5, volume: 900, vwap: null, trades: null },
  };
  feed.sink?.gap(gap);
  feed.sink?.flow(print);
  feed.sink?.flow(bar);
  const span = { fromMs: START, toMs: START + 60_000 };
  expect(valueOf(await ticks.gaps(span))).toEqual([gap]);
  expect(valueOf(await ticks.flow('print', { instrument: SPY, ...span }))).toEqual([print]);
  expect(valueOf(await ticks.flow('bar', { instrument: SPY, ...span }))).toEqual([bar]);
});
