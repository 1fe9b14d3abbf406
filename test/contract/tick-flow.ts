import { expect, test } from 'vitest';
import type { Depth, FlowItem, Print, ShortBar } from '../../src/engine/domain/flow-item.js';
import { spotId } from '../../src/engine/domain/instrument.js';
import { HOUR_MS, MINUTE_MS } from '../../src/engine/domain/units.js';
import { ALL, RETENTION, TICK_NOW_MS, valueOf, type Current } from './tick-facts.js';

const SPY = spotId('SPY');

function print(atMs: number, more: Partial<Print> = {}): Print {
  const trade = { price: 660.125, size: 100, exchange: 'ARCA', conditions: null };
  return { kind: 'print', instrument: SPY, atMs, ...trade, source: 'ibkr', ...more };
}

function shortBar(fromMs: number, more: Partial<ShortBar> = {}): ShortBar {
  const prices = { open: 660.1, high: 660.4, low: 660, close: 660.2 };
  const rest = { volume: 1_200, vwap: 660.2123456, trades: 17, source: 'ibkr' };
  return { kind: 'bar', instrument: SPY, fromMs, periodMs: 5_000, ...prices, ...rest, ...more };
}

function depth(atMs: number, more: Partial<Depth> = {}): Depth {
  const bids = [
    { price: 660.1, size: 300, maker: 'NSDQ' },
    { price: 660.0900001, size: 0.5, maker: null },
  ];
  const asks = [{ price: 660.12, size: 200, maker: 'NSDQ' }];
  return { kind: 'depth', instrument: SPY, atMs, bids, asks, source: 'ibkr', ...more };
}

/** How prints, order books and short bars are kept. */
export function flowContract(current: Current): void {
  const append = (items: readonly FlowItem[]) => {
    for (const item of items) current().store.appendFlow(item);
  };
  const read = async <Kind extends FlowItem['kind']>(kind: Kind, span = ALL) =>
    valueOf(await current().store.flow(kind, { instrument: SPY, ...span }));

  test('prints, order books and bars come back as they were, ascending, also after a restart', async () => {
    const prints = [
      print(1_000, { price: -37.63, size: 1e-8, exchange: null, conditions: '@ TI' }),
      print(1_001, { source: 'deribit' }),
    ];
    const books = [depth(999, { bids: [], asks: [] }), depth(1_002)];
    const bars = [shortBar(0, { volume: null, vwap: null, trades: null }), shortBar(5_000)];
    const elsewhere = [print(1_000, { instrument: spotId('QQQ') }), depth(5)];
    append([...[...prints, ...books, ...bars].reverse(), elsewhere[0] as Print]);
    await current().reopen();
    expect(await read('print')).toEqual(prints);
    expect(await read('depth')).toEqual(books);
    expect(await read('bar')).toEqual(bars);
  });

  test('two equal prints of one instant are two trades, in the order of their coming', async () => {
    append([print(1), print(1), print(1, { size: 3 }), depth(1), depth(1)]);
    expect((await read('print')).map(({ size }) => size)).toEqual([100, 100, 3]);
    expect(await read('depth')).toHaveLength(2);
  });

  test('a span of prints, books or bars holds its first instant and not its last', async () => {
    append([10, 20, 30].flatMap((atMs) => [print(atMs), depth(atMs), shortBar(atMs)]));
    const span = { fromMs: 10, toMs: 30 };
    expect((await read('print', span)).map(({ atMs }) => atMs)).toEqual([10, 20]);
    expect((await read('depth', span)).map(({ atMs }) => atMs)).toEqual([10, 20]);
    expect((await read('bar', span)).map(({ fromMs }) => fromMs)).toEqual([10, 20]);
  });

  test('a bar told again replaces the one of its instrument, period and start', async () => {
    append([shortBar(0), shortBar(0, { periodMs: 60_000 })]);
    valueOf(await current().store.flush());
    append([shortBar(0, { close: 1 })]);
    const bars = await read('bar');
    expect(bars.map(({ periodMs, close }) => [periodMs, close])).toEqual([
      [5_000, 1],
      [60_000, 660.2],
    ]);
    expect(valueOf(await current().store.state()).rows).toBe(2);
  });

  test('prints and books go with the raw ticks, bars with the minutes', async () => {
    const ages = [RETENTION.rawMs - 1, RETENTION.rawMs + 1, RETENTION.minuteMs + 1, HOUR_MS];
    append(
      ages.flatMap((age) => [
        print(TICK_NOW_MS - age),
        depth(TICK_NOW_MS - age),
        shortBar(TICK_NOW_MS - age),
      ]),
    );
    valueOf(await current().store.compact(TICK_NOW_MS));
    expect(await read('print')).toHaveLength(1);
    expect(await read('depth')).toHaveLength(1);
    expect(await read('bar')).toHaveLength(2);
    expect(valueOf(await current().store.state()).rows).toBe(4);
  });

  test('a long tape is ended at once, and what is young stays', async () => {
    append(Array.from({ length: 12_000 }, (_, n) => print(TICK_NOW_MS - 2 * MINUTE_MS + n)));
    append([print(TICK_NOW_MS)]);
    valueOf(await current().store.compact(TICK_NOW_MS));
    expect(await read('print')).toEqual([print(TICK_NOW_MS)]);
    expect(valueOf(await current().store.state())).toMatchObject({ rows: 1, waiting: 0 });
  });
}
