import { deflateRawSync, crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { deriveSpy } from '../../../../src/engine/adapters/files/derive-spy.js';
import { readHistory } from '../../../../src/engine/adapters/files/read-history.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { barOf } from '../../../support/bars.js';
import { folderOf } from '../../../support/folder.js';

async function read(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = folderOf(files);
  try {
    const today = day('2026-11-20');
    const options = { directory: folder.path, today, onProgress: () => undefined };
    const found = await readHistory(options);
    if (found === null) throw new Error('the folder is not there');
    for (const one of found.series) {
      const refused = Object.values(one.refused).reduce((sum, n) => sum + n, 0);
      expect(one.bars.length + refused).toBe(one.rows);
    }
    const series = Object.fromEntries(found.series.map((one) => [one.series as string, one]));
    return { ...found, series };
  } finally {
    folder.remove();
  }
}

const HEADER =
  'Trade Date,Futures,Open,High,Low,Close,Settle,Change,Total Volume,EFP,Open Interest';

/** One contract's file; each row gives its day and settlement. */
function contract(name: string, rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([on, settle]) => `${on},${name},0,0,0,0,${settle},0,12,0,34`);
  return [HEADER, ...lines, ''].join('\n');
}

describe('a file of one VX contract', () => {
  it('gives its settlements to the rank that the contract has on each day', async () => {
    const { series } = await read({
      'June.csv': contract('M (Jun 19)', [
        ['05/20/2019', '17.1'],
        ['05/21/2019', '16.2'],
        ['05/22/2019', '16.05'],
        ['05/23/2019', '17.4'],
      ]),
      'July.csv': contract('N (Jul 2019)', [
        ['2019-05-21', '16.9'],
        ['2019-05-22', '16.8'],
      ]),
    });
    const closes = (name: string) => series[name]?.bars.map((bar) => [bar.day, bar.close]);
    // May settled on 2019-05-22 and left the first rank that day.
    expect(closes('VX1')).toEqual([
      ['2019-05-22', 16.05],
      ['2019-05-23', 17.4],
    ]);
    expect(closes('VX2')).toEqual([
      ['2019-05-20', 17.1],
      ['2019-05-21', 16.2],
      ['2019-05-22', 16.8],
    ]);
    expect(closes('VX3')).toEqual([['2019-05-21', 16.9]]);
    expect(series['VX1']?.bars[0]).toMatchObject({ open: null, high: null, low: null, volume: 12 });
  });

  it('is divided by ten before 2007-03-26, and not where somebody has done so already', async () => {
    const rows = [
      ['3/22/2007', '134.5'],
      ['3/23/2007', '13.55'],
      ['3/26/2007', '13.65'],
    ] as const;
    const { series } = await read({ 'CFE_J07_VX.csv': contract('J (Apr 07)', rows) });
    expect(series['VX1']?.bars.map(({ close }) => close)).toEqual([13.45, 13.55, 13.65]);
    expect(series['VX1']?.repaired).toEqual({ rescaled: 1 });
    expect(series['VX1']?.bars[0]?.marks).toEqual([]);
  });

  it('says why a day is no price of a rank', async () => {
    const june = contract('M (Jun 19)', [
      ['06/18/2019', '15.7'],
      ['06/19/2019', '14.48'],
    ]);
    const far = contract('M (Jun 20)', [
      ['06/17/2019', '0.00'],
      ['06/18/2019', '17.9'],
    ]);
    const weekly = contract('22 (Jun 19)', [['05/21/2019', '16.5']]);
    const { series } = await read({ 'a.csv': june, 'b.csv': far, 'c.csv': weekly });
    expect(series['VX1']?.bars).toHaveLength(1);
    expect(series['VX']?.bars).toEqual([]);
    expect(series['VX']?.refused).toEqual({ settled: 1, 'far-month': 2, 'unknown-contract': 1 });
  });

  it('counts listed days without a price apart', async () => {
    const rows = contract('N (Jul 19)', [
      ['06/17/2019', '0.00'],
      ['06/18/2019', ''],
    ]);
    const { series } = await read({ 'n.csv': rows });
    expect(series['VX']?.refused).toEqual({ 'no-settlement': 2 });
  });

  it('may begin with a notice, number its rows or end them with a comma', async () => {
    const row = '2019-05-23,M (Jun 2019),0,0,0,0,17.4,0,12,0,34';
    const earlier = '05/22/2019,M (Jun 19),0,0,0,0,16.05,0,12,0,34,';
    const { series, passedOver } = await read({
      'a.csv': `Data without warranty, whatever.\n${HEADER}\n${earlier}\n`,
      'b.csv': `,${HEADER}\n0,${row}\n`,
      'empty.csv': `,${HEADER}\n`,
    });
    expect(series['VX1']?.bars.map(({ close }) => close)).toEqual([16.05, 17.4]);
    expect(passedOver).toEqual({});
  });

  it('wins against a table of settlements, which fills only what it lacks', async () => {
    const wide = ',DATE,VIX,VX1,VX2,VX3,VX4,VX5,VX6,VX7,VX8,SP500';
    const { series } = await read({
      'wide.csv': `${wide}\n0,2019-05-22,15,16,17,17,17,18,18,19,19,2856\n`,
      'm.csv': contract('M (Jun 19)', [['05/22/2019', '16.05']]),
    });
    expect(series['VX1']?.bars.map(({ close, source }) => [close, source])).toEqual([
      [16.05, 'file:cfe-contract'],
    ]);
    expect(series['VX1']?.refused).toEqual({ overlap: 1 });
    expect(series['VX2']?.bars.map(({ source }) => source)).toEqual(['file:vx-settlements']);
    expect(series['VX8']?.bars[0]?.marks).toEqual(['carried']);
  });
});

describe('a file of hours', () => {
  const hours = (on: string, times: readonly string[], close: number) =>
    times.map((time) => `${on} ${time},400000,410000,390000,${close},100`).join('\n');
  const full = ['09:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00'];

  it('is joined to sessions, which close with their last hour', async () => {
    const text = [
      hours('20190702', full, 405000),
      hours('20190703', full.slice(0, 4), 401000),
      hours('20190705', [...full, '16:00'], 402500),
    ].join('\n');
    const { series } = await read({ 'vxx.csv': text });
    expect(series['VXX']?.bars).toMatchObject([
      { day: '2019-07-02', open: 40, high: 41, low: 39, close: 40.5, volume: 700 },
      { day: '2019-07-03', close: 40.1, volume: 400 },
      { day: '2019-07-05', close: 40.25, volume: 700 },
    ]);
  });

  it('gives no day whose close it does not reach, nor one without a session', async () => {
    const text = [
      hours('20190702', full, 405000),
      hours('20190704', full, 401000),
      hours('20190705', full.slice(0, 5), 401000),
      '20191301 09:00,400000,410000,390000,400000,100',
    ].join('\n');
    const { series } = await read({ 'vxx.csv': text });
    expect(series['VXX']?.bars).toHaveLength(1);
    expect(series['VXX']?.refused).toEqual({
      'no-session': 1,
      'incomplete-day': 1,
      'bad-number': 1,
    });
  });

  it('is read from an archive that keeps its sizes in the 64-bit field', async () => {
    const { series } = await read({
      'vxx.zip': zip64('vxx.csv', hours('20190702', full, 405000)),
    });
    expect(series['VXX']?.bars.map(({ close }) => close)).toEqual([40.5]);
  });
});

describe('a file of interest rates', () => {
  it('gives one series a tenor; a blank is no rate and zero is one', async () => {
    const text = 'Date,1 mo,3 mo,10 yr\r\n1/3/2012,N/A,0.00,1.97\r\n1/4/2012,0.01,0.02,2\r\n';
    const { series } = await read({ 'yields.csv': text });
    expect(series['DGS1MO']?.refused).toEqual({ 'blank-price': 1 });
    expect(series['DGS3MO']?.bars.map(({ close }) => close)).toEqual([0, 0.02]);
    expect(series['DGS10']?.bars.map(({ close }) => close)).toEqual([1.97, 2]);
  });

  it.each([
    ['DFF.csv', 'observation_date,DFF\n2020-03-16,0.25\n2020-03-17,.\n', 'DFF'],
    ['fred_DFF_daily.csv', 'date,value\n2020-03-16,0.25\n2020-03-17,\n', 'DFF'],
  ])('may be a single rate, as in %s', async (name, text, expected) => {
    const { series } = await read({ [name]: text });
    expect(series[expected]?.bars.map(({ close }) => close)).toEqual([0.25]);
    expect(series[expected]?.refused).toEqual({ 'blank-price': 1 });
  });

  it('is refused where it is no rate', async () => {
    const rows = ['01-02,4', '01-03,4.1', '01-04,9.9', '01-05,4.2', '01-08,400', '01-09,4'];
    const text = `date,value\n${rows.map((row) => `2007-${row}`).join('\n')}\n`;
    const { series } = await read({ 'DFF.csv': text });
    expect(series['DFF']?.refused).toEqual({ 'absurd-move': 1, 'out-of-range': 1 });
  });

  it('stays unknown where nothing says which rate a value is', async () => {
    const { passedOver } = await read({ 'values.csv': 'Date,Value\n2014-08-15,0.0003\n' });
    expect(passedOver).toEqual({ 'unknown-series': 1 });
  });
});

it('closes of a fund are read with their row numbers, through a fall that lasts', async () => {
  const rows = [
    '01-31,100',
    '02-01,99',
    '02-02,98',
    '02-05,71',
    '02-06,12',
    '02-07,11',
    '02-08,10',
  ];
  const text = `,DATE,SVXY\n${rows.map((row, i) => `${i},2018-${row}`).join('\n')}\n`;
  const { series } = await read({ 'x.csv': text });
  expect(series['SVXY']?.bars.map(({ close }) => close)).toEqual([100, 99, 98, 71, 12, 11, 10]);
});

it.each([
  ['VIXCLS', 'VIX'],
  ['VXVCLS', 'VIX3M'],
])('closes that FRED publishes as %s are those of %s', async (name, expected) => {
  const text = `observation_date,${name}\r\n2020-03-16,82.69\r\n2020-04-10,.\r\n`;
  const { series } = await read({ 'x.csv': text });
  expect(series[expected]?.bars.map(({ close }) => close)).toEqual([82.69]);
  expect(series[expected]?.refused).toEqual({ 'blank-price': 1 });
});

describe('SPY derived from the S&P 500', () => {
  const spy = [
    barOf('SPY', '2022-02-17', { close: 437 }),
    barOf('SPY', '2022-02-18', { close: 434 }),
  ];
  const spx = [
    barOf('SPX', '2022-02-16', { close: 4475 }),
    barOf('SPX', '2022-02-18', { close: 4340 }),
    barOf('SPX', '2022-02-21', { close: 4300, marks: ['holiday'] }),
    barOf('SPX', '2022-02-22', { close: 4300, open: null, high: 4362, low: 4267 }),
  ];

  it('follows it at the last common ratio, in cents and marked', () => {
    expect(deriveSpy({ spy, spx })).toMatchObject([
      { day: '2022-02-22', open: null, high: 436.2, low: 426.7, close: 430, marks: ['derived'] },
    ]);
  });

  it('does not build on what was derived before', () => {
    const again = deriveSpy({ spy: [...spy, ...deriveSpy({ spy, spx })], spx });
    expect(again).toEqual(deriveSpy({ spy, spx }));
  });

  it('does not reach back before SPY was', () => {
    expect(deriveSpy({ spy: [], spx })).toEqual([]);
  });
});

/** An archive of one file whose sizes stand in the zip64 extra field (APPNOTE 4.5.3). */
function zip64(name: string, text: string): Buffer {
  const data = Buffer.from(text);
  const packed = deflateRawSync(data);
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(data.length), 4);
  extra.writeBigUInt64LE(BigInt(packed.length), 12);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(crc32(data), 16);
  central.writeUInt32LE(0xffffffff, 20);
  central.writeUInt32LE(0xffffffff, 24);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt16LE(extra.length, 30);
  const body = Buffer.concat([local, Buffer.from(name), packed]);
  const directory = Buffer.concat([central, Buffer.from(name), extra]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(body.length, 16);
  return Buffer.concat([body, directory, end]);
}
