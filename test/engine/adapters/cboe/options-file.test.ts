import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { headed } from '../../../../src/engine/adapters/cboe/chain-reader.js';
import { OptionsFileReader } from '../../../../src/engine/adapters/cboe/options-file.js';
import { chainOf, type PackedOptions } from '../../../../src/engine/adapters/cboe/packed.js';
import type { Chain } from '../../../../src/engine/domain/chain.js';
import { optionsFile, SENTINEL, type CboeRow } from '../../../standins/cboe-file.js';
import { sharedPath } from '../../../support/shared.js';

const MADE_MS = Date.UTC(2026, 10, 23, 15, 45, 2);
const HEAD = {
  symbol: '^SPX',
  current_price: 6001.5,
  bid: 0,
  ask: 0,
  prev_day_close: 5990,
  last_trade_time: '2026-11-23T10:30:01',
};

function row(option: string, more: Partial<CboeRow> = {}): CboeRow {
  const figures = { iv: 0.2, delta: 0.5, gamma: 0.01, vega: 3.1, theta: -1.2, rho: 0.4, theo: 10 };
  const sizes = { bid_size: 12, ask_size: 7, open_interest: 100, volume: 3 };
  return { option, bid: 9.5, ask: 10.5, ...sizes, ...figures, ...more };
}

/** Call and put of a strike. */
function strike(expiry: string, at: number, more: Partial<CboeRow> = {}): CboeRow[] {
  const name = (right: 'C' | 'P'): string =>
    `${expiry}${right}${String(at * 1000).padStart(8, '0')}`;
  return [row(name('C'), more), row(name('P'), { delta: -0.5, ...more })];
}

function fileOf(rows: readonly CboeRow[]): string {
  return optionsFile({ symbol: '^SPX', madeAtMs: MADE_MS, head: HEAD, rows });
}

function read(text: string, of: { piece?: number; underlying?: string } = {}) {
  const reader = new OptionsFileReader(of.underlying ?? 'SPX');
  const bytes = Buffer.from(text);
  const piece = of.piece ?? 65_536;
  for (let at = 0; at < bytes.length; at += piece) reader.bytes(bytes.subarray(at, at + piece));
  const got = reader.end();
  return got.ok ? headed(got.value) : got;
}

function packed(text: string, of: { piece?: number; underlying?: string } = {}): PackedOptions {
  const got = read(text, of);
  if (!got.ok) throw new Error(JSON.stringify(got.error));
  return got.value;
}

function chainsOf(file: PackedOptions, underlying = 'SPX'): Chain[] {
  return file.expiries.map((expiry) =>
    chainOf(file, { expiry, underlying, settlesAtMs: MADE_MS + 1, atMs: MADE_MS }),
  );
}

const ROWS = [
  ...strike('SPXW261124', 6000),
  ...strike('SPX261218', 6100),
  ...strike('SPXW261124', 5990),
  ...strike('SPXW261218', 6100),
];

describe('a file of delayed options', () => {
  it('becomes one chain for each class and day, strikes ascending', () => {
    const chains = chainsOf(packed(fileOf(ROWS)));
    expect(chains.map(({ root, expiry, rows }) => [root, expiry, rows.length])).toEqual([
      ['SPXW', '2026-11-24', 2],
      ['SPX', '2026-12-18', 1],
      ['SPXW', '2026-12-18', 1],
    ]);
    expect(chains[0]?.rows.map((at) => at.strike)).toEqual([5990, 6000]);
    expect(chains[0]?.rows[1]?.put).toEqual({
      instrument: 'SPXW/2026-11-24/6000/P',
      bid: 9.5,
      ask: 10.5,
      bidSize: 12,
      askSize: 7,
      venue: {
        forward: null,
        markPrice: 10,
        markIv: 0.2,
        bidIv: null,
        askIv: null,
        greeks: {
          delta: -0.5,
          gamma: 0.01,
          vegaUsdPerVolPt: 3.1,
          thetaUsdPerDay: -1.2,
          rhoUsdPerPct: 0.4,
        },
        openInterest: 100,
        volume: 3,
      },
    });
  });

  it('is the same in whatever pieces it comes', () => {
    const text = fileOf(ROWS);
    const whole = packed(text);
    for (const piece of [1, 7, 64, 333, 1000]) expect(packed(text, { piece })).toEqual(whole);
  });

  it('is the same with its head before the options', () => {
    const rows = ROWS.map((at) => JSON.stringify(at)).join(',');
    const head = JSON.stringify(HEAD).slice(1, -1);
    const text = `{"data":{${head},"options": [${rows}]},"symbol":"^SPX","timestamp":"2026-11-23 15:45:02"}`;
    expect(packed(text).cells).toEqual(packed(fileOf(ROWS)).cells);
    expect(packed(text).head.data.current_price).toBe(6001.5);
  });

  it('says nothing where the publisher wrote its signs for nothing', () => {
    const rows = [
      ...strike('SPXW261124', 4000, { ...SENTINEL, ask: 0.05 }),
      ...strike('SPXW261124', 4100, { iv: null }),
      ...strike('SPXW261124', 4200, { bid: 11 }),
    ];
    const [chain] = chainsOf(packed(fileOf(rows)));
    const [nothing, unknown, crossed] = chain?.rows ?? [];
    expect(nothing?.call).toMatchObject({ bid: 0, bidSize: 0, ask: 0.05 });
    expect(nothing?.call.venue).toMatchObject({ markIv: null, greeks: null, markPrice: null });
    expect(unknown?.put.venue).toMatchObject({ markIv: null, greeks: null, markPrice: 10 });
    expect(crossed?.call).toMatchObject({ bid: 0, bidSize: 0, ask: 10.5 });
  });

  it('counts what it passes over: other classes, lone sides, rows that are none', () => {
    const odd = [
      row('SPX1261218C06000000'),
      row('XSP261218C00600000'),
      row('SPXW261125C06000000'),
      { ...row('SPXW261124C06010000'), bid: null as never },
    ];
    const file = packed(fileOf([...ROWS, ...odd]));
    expect(file).toMatchObject({ kept: 8, foreign: 1, single: 1, refused: 2 });
  });

  it.each([
    ['cut off among its rows', (text: string) => text.slice(0, text.length / 2)],
    ['cut off before its end', (text: string) => text.slice(0, -3)],
    ['cut off before its rows', (text: string) => text.slice(0, 40)],
    ['a page', () => '<html><body>Sorry</body></html>'],
    ['empty', () => ''],
    ['of another shape', () => '{"data":{"options":[]},"symbol":"^SPX"}'],
    ['long and without rows', () => 'x'.repeat(200_000)],
    ['full of rows that are none', () => fileOf(ROWS).replaceAll('"option"', '"name"')],
  ])('is refused where it is %s', (_, spoil) => {
    expect(read(spoil(fileOf(ROWS)))).toMatchObject({ ok: false, error: { code: 'unreadable' } });
  });
});

describe.skipIf(sharedPath('fixtures', 'cboe') === null)(
  'the recorded shape of a file (needs the shared fixtures)',
  () => {
    it('is read whole, its sentinels as nothing', () => {
      const path = sharedPath('fixtures', 'cboe', 'options__SPX.shape.json') ?? '';
      const both = readFileSync(path, 'utf8');
      // The recording has one side of each strike: the other is made from it.
      const rows = both.replace(/(\{"option":"(SPXW?\d{6})P(\d{8})".*?\})/gs, (text: string) =>
        [text, text.replace(/(\d{6})P(\d{8})/, '$1C$2')].join(','),
      );
      expect(packed(both)).toMatchObject({ kept: 0, single: 2, refused: 0 });
      const [near, far] = chainsOf(packed(rows));
      expect(near?.rows[0]?.put.venue?.greeks?.delta).toBe(-0.0061);
      expect(near?.spot).toBe(7711.76);
      expect(far?.rows[0]?.put).toMatchObject({ bid: 0, ask: 0.05, venue: { greeks: null } });
    });
  },
);
