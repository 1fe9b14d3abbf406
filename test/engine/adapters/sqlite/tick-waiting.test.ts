import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Waiting } from '../../../../src/engine/adapters/sqlite/tick-waiting.js';
import type { Print } from '../../../../src/engine/domain/flow-item.js';
import { spotId } from '../../../../src/engine/domain/instrument.js';
import { tick } from '../../../contract/tick-facts.js';

function print(atMs: number): Print {
  const of = { kind: 'print', instrument: spotId('SPY'), source: 'ibkr' } as const;
  return { ...of, atMs, price: atMs, size: 1, exchange: null, conditions: null };
}

function rowsOf(taken: ReturnType<Waiting['take']>): number {
  const quotes = taken.quotes.reduce((sum, { rows }) => sum + rows, 0);
  const flow = taken.flow.reduce((sum, { items }) => sum + items, 0);
  return quotes + flow + taken.gaps.length + taken.surfaces.length;
}

describe('what waits to be written', () => {
  test('is bounded for order books too, gives up the oldest and counts them', () => {
    const waiting = new Waiting();
    const flood = 40_000;
    const levels = Array.from({ length: 10 }, (_, n) => ({ price: n, size: n, maker: null }));
    const of = { kind: 'depth', instrument: spotId('SPY'), source: 'ibkr' } as const;
    for (let n = 0; n < flood; n++) waiting.addFlow({ ...of, atMs: n, bids: levels, asks: levels });
    waiting.seal();
    expect(waiting.dropped).toBeGreaterThan(0);
    expect(waiting.dropped).toBe(flood - waiting.rows);
    let written = 0;
    let first: number | undefined;
    while (waiting.sealed) {
      const taken = waiting.take();
      first ??= taken.flow[0]?.values[2];
      written += rowsOf(taken);
      waiting.written();
    }
    expect(first).toBe(waiting.dropped);
    expect(written).toBe(flood - waiting.dropped);
    expect(waiting.rows).toBe(0);
  });

  test('is settled exactly when all that was appended before is written or given up', () => {
    const step = fc.constantFrom('quote', 'print', 'gap', 'seal', 'take', 'written', 'giveBack');
    const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const waiting = new Waiting();
      let appended = 0;
      let done = 0;
      let underWay: number | null = null;
      const finish = (how: 'written' | 'giveBack') => {
        if (underWay === null) return;
        if (how === 'written') done += underWay;
        waiting[how]();
        underWay = null;
      };
      const acts = {
        quote: () => waiting.addQuote(tick(appended++)),
        print: () => waiting.addFlow(print(appended++)),
        gap: () => {
          const span = { fromMs: appended, toMs: appended++ };
          waiting.addGap({ feed: 'sim', instruments: null, reason: 'refused', ...span });
        },
        seal: () => waiting.seal(),
        take: () => {
          if (underWay === null) underWay = rowsOf(waiting.take());
        },
        written: () => finish('written'),
        giveBack: () => finish('giveBack'),
      };
      for (const step of steps) {
        acts[step]();
        expect(waiting.rows).toBe(appended - done);
      }
      waiting.seal();
      const mark = waiting.mark();
      finish('giveBack');
      expect(waiting.settled(mark)).toBe(appended === done);
      waiting.take();
      waiting.written();
      expect(waiting.settled(mark)).toBe(true);
      waiting.addQuote(tick(0));
      waiting.seal();
      expect(waiting.settled(mark)).toBe(true);
      expect(waiting.settled(waiting.mark())).toBe(false);
    });
    fc.assert(property, { numRuns: 200 });
  });

  test('names are told once, by the first write that needs them', () => {
    const waiting = new Waiting();
    waiting.addQuote(tick(1));
    waiting.addFlow({ ...print(2), exchange: 'ARCA' });
    waiting.seal();
    const { fresh } = waiting.take();
    expect(fresh).toEqual({ instruments: ['SPY'], sources: ['sim', 'ibkr'], words: ['ARCA'] });
    waiting.giveBack();
    const again = waiting.take();
    expect(rowsOf(again)).toBe(2);
    expect(again.fresh).toEqual({ instruments: [], sources: [], words: [] });
  });
});
