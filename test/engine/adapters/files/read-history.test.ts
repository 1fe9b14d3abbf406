import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  readHistory,
  type HistoryFiles,
} from '../../../../src/engine/adapters/files/read-history.js';
import { withoutSingleNoise } from '../../../../src/engine/adapters/files/price-rows.js';
import type { SettledSeries } from '../../../../src/engine/adapters/files/settle-rows.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { folderOf } from '../../../support/folder.js';

type Files = Readonly<Record<string, string | Uint8Array>>;

async function read(files: Files): Promise<HistoryFiles> {
  const folder = folderOf(files);
  try {
    const today = day('2026-11-20');
    const found = await readHistory({
      directory: folder.path,
      today,
      onProgress: () => undefined,
    });
    if (found === null) throw new Error('the folder is not there');
    for (const one of found.series) expectNothingLost(one);
    return found;
  } finally {
    folder.remove();
  }
}

function expectNothingLost(one: SettledSeries): void {
  const refused = Object.values(one.refused).reduce((sum, n) => sum + n, 0);
  expect(one.bars.length + refused).toBe(one.rows);
}

async function readOne(files: Files): Promise<SettledSeries> {
  const { series, passedOver } = await read(files);
  const [only] = series;
  if (!only || series.length > 1) throw new Error(`not one series: ${JSON.stringify(passedOver)}`);
  return only;
}

const OHLC = 'DATE,OPEN,HIGH,LOW,CLOSE';

/** A file of VIX with these lines between two good days on either side. */
function vixAround(...lines: string[]): string {
  return [
    OHLC,
    '2019-03-04,14,15,13,14.5',
    '2019-03-05,14,15,13,14.6',
    ...lines,
    '2019-03-07,14,15,13,14.4',
    '2019-03-08,14,15,13,14.7',
    '',
  ].join('\n');
}

async function refusedOf(...lines: string[]): Promise<SettledSeries['refused']> {
  const one = await readOne({ 'VIX_daily.csv': vixAround(...lines) });
  return one.refused;
}

describe('what a file is', () => {
  it('is known wherever it lies and however it is packed', async () => {
    const text = vixAround();
    const found = await read({
      'a/b/VIX_daily.csv': text,
      'c/cboe_VIX9D_History.csv.gz': gzipSync(text),
      'd.zip': zipSync({ 'deep/VIX3M_History.csv': strToU8(text) }),
      'no-ending/vixcurrent': text.replaceAll('2019', '2013'),
    });
    expect(found.series.map(({ series, bars }) => [series, bars.length])).toEqual([
      ['VIX', 8],
      ['VIX3M', 4],
      ['VIX9D', 4],
    ]);
    expect(found.filesRead).toBe(4);
    expect(found.passedOver).toEqual({});
  });

  it('is told by its first bytes, not by its ending', async () => {
    const found = await read({
      'VIX_History.csv': gzipSync(vixAround()),
      'SKEW.gz': 'DATE,SKEW\n01/03/2019,125.5\n',
    });
    expect(found.series.map(({ series }) => series)).toEqual(['SKEW', 'VIX']);
  });

  it('is named by its column before its file name', async () => {
    const one = await readOne({ 'VIX_History.csv': 'DATE,VVIX\n01/03/2019,95.5\n' });
    expect(one.series).toBe('VVIX');
  });

  it('is named by well-known closes where its name says nothing', async () => {
    const closes = 'Date,High,Low,Close\n2020-03-12,2660,2478.86,2480.639892578125\n';
    const one = await readOne({ 'x.csv': `${closes}2020-03-16,2562,2380.94,2386.1298828125\n` });
    expect(one.series).toBe('SPX');
  });

  it.each(['VIX1D_History.csv', 'VIX6M.csv', 'RVX_History.csv', 'VIX_vs_VIX3M.csv', 'data.csv'])(
    'stays unknown when it is called %s',
    async (name) => {
      const found = await read({ [name]: vixAround() });
      expect(found.series).toEqual([]);
      expect(found.passedOver).toEqual({ 'unknown-series': 1 });
    },
  );

  it('may begin with a byte-order mark and a notice, end lines with CRLF and lack the last one', async () => {
    const lines = ['\uFEFFAs is, no warranty', OHLC.toLowerCase(), '01/03/2019,20,21,19,20.5'];
    const one = await readOne({ 'VIX.csv': lines.join('\r\n') });
    expect(one.bars.map(({ day: on, close }) => [on, close])).toEqual([['2019-01-03', 20.5]]);
  });

  it('is passed over and counted when it is nothing of ours', async () => {
    const found = await read({
      'README.md': '# words\n',
      'noise.bin': new Uint8Array(70_000).map((_, i) => (i * 7919) % 251),
      'endless.gz': gzipSync(Buffer.alloc(5_000_000, 'x')),
      'empty.csv': '',
      'intraday/VIX_1min.csv': `${OHLC}\n2019-03-04 09:30:00,14,15,13,14.5\n`,
      'SPY_1min.csv': 'timestamp,open,high,low,close,volume\n2019-03-04 14:30:00+00:00,1,2,1,2,3\n',
      'VIX_twice.csv': 'DATE,OPEN,HIGH,LOW,CLOSE,CLOSE\n2019-03-04,14,15,13,14.5,14.6\n',
      'VIX_days.csv': `${OHLC}\n04/03/2019,14,15,13,14.5\n13/03/2019,14,15,13,14.5\n`,
      'cut.zip': zipSync({ 'VIX.csv': strToU8(vixAround()) }).slice(0, 80),
      'cut.csv.gz': gzipSync(vixAround()).subarray(0, 12),
    });
    expect(found.series).toEqual([]);
    expect(found.passedOver).toEqual({
      'unknown-shape': 5,
      empty: 1,
      'duplicate-header': 1,
      'day-first-dates': 1,
      damaged: 2,
    });
  });
});

describe('a damaged file', () => {
  const rows = Array.from(
    { length: 20_000 },
    (_, i) => `2019-03-04,14,15,13,${14 + (i % 97) / 100}`,
  );
  const text = `${OHLC}\n${rows.join('\n')}\n`;

  it('gives up every row that was decoded before a gzip ends too soon', async () => {
    const whole = gzipSync(text);
    const one = await readOne({ 'VIX.csv.gz': whole.subarray(0, whole.length - 20) });
    expect(one.bars).toEqual([]);
    expect(Object.keys(one.refused)).toEqual(['damaged-file']);
    expect(one.refused['damaged-file']).toBeGreaterThan(10_000);
  });

  it('is noticed by its checksum in a zip, even where it decompresses', async () => {
    const zip = zipSync({ 'VIX.csv': [strToU8(vixAround()), { level: 0 }] });
    const at = Buffer.from(zip).indexOf('14.6');
    zip[at + 3] = '9'.charCodeAt(0);
    const one = await readOne({ 'VIX.zip': zip });
    expect(one.bars).toEqual([]);
    expect(one.refused).toEqual({ 'damaged-file': 4 });
  });
});

describe('a row', () => {
  it.each([
    ['ragged', '2019-03-06,14,15,13'],
    ['ragged', '2019-03-06,14,15,13,14.5,9'],
    ['repeated-header', OHLC],
    ['bad-date', '2019-02-30,14,15,13,14.5'],
    ['bad-date', 'soon,14,15,13,14.5'],
    ['weekend', '2019-03-09,14,15,13,14.5'],
    ['before-1990', '1989-12-29,14,15,13,14.5'],
    ['future-day', '2026-11-23,14,15,13,14.5'],
    ['blank-price', '2019-03-06,14,15,,14.5'],
    ['bad-number', '2019-03-06,14,15,13,NaN'],
    ['bad-number', '2019-03-06,14,15,13,Infinity'],
    ['bad-number', '2019-03-06,14,15,13,1e999'],
    ['bad-number', '2019-03-06,14,15,13,n/a'],
    ['thousands-separator', '2019-03-06,14,15,13,"1,014.5"'],
    ['not-positive', '2019-03-06,0,15,13,14.5'],
    ['not-positive', '2019-03-06,14,15,13,-14.5'],
    ['out-of-range', '2019-03-06,1400,1500,1300,1450'],
    ['absurd-move', '2019-03-06,140,150,130,145'],
    ['absurd-move', '2019-03-06,14,1500,13,14.5'],
    ['bad-text', '2019-03-06,14,15,13,"14.5'],
    ['bad-text', `2019-03-06,14,15,13,14.5${' '.repeat(100_000)}`],
  ])('is refused as %s: %s', async (reason, line) => {
    expect(await refusedOf(line)).toEqual({ [reason]: 1 });
  });

  it('is refused where its bytes are no UTF-8, and its neighbours are not', async () => {
    const bytes = Buffer.from(vixAround('2019-03-06,14,15,13,14#5'));
    bytes[bytes.indexOf('#')] = 0xff;
    const one = await readOne({ 'VIX.csv': bytes });
    expect(one.refused).toEqual({ 'bad-text': 1 });
    expect(one.bars).toHaveLength(4);
  });

  it('counts once when the file repeats it', async () => {
    const line = '2019-03-06,14,15,13,14.5';
    expect(await refusedOf(line, line, line)).toEqual({ duplicate: 2 });
  });

  it('is refused with its rival when the file gives a day two different prices', async () => {
    const one = await readOne({
      'VIX.csv': vixAround('2019-03-06,14,15,13,14.5', '2019-03-06,14,15,13,14.8'),
    });
    expect(one.refused).toEqual({ conflict: 2 });
    expect(one.bars.map((bar) => bar.day)).not.toContain('2019-03-06');
  });

  it('may stand out of order: it is put in its place and counted as repaired', async () => {
    const one = await readOne({ 'VIX.csv': vixAround('2019-03-01,14,15,13,14.5') });
    expect(one.bars[0]?.day).toBe('2019-03-01');
    expect(one.repaired).toEqual({ reordered: 1 });
  });

  it('is not out of order in a file that runs from new to old', async () => {
    const lines = ['2019-03-06,14,15,13,14', '2019-03-05,14,15,13,14', '2019-03-04,14,15,13,14'];
    const one = await readOne({ 'VIX.csv': [OHLC, ...lines].join('\n') });
    expect(one.repaired).toEqual({});
    expect(one.bars.map((bar) => bar.day)).toEqual(['2019-03-04', '2019-03-05', '2019-03-06']);
  });

  it('has its high and low widened to hold open and close', async () => {
    const one = await readOne({ 'VIX.csv': vixAround('2019-03-06,16,15,13,12.5') });
    expect(one.repaired).toEqual({ widened: 1 });
    const bar = one.bars.find(({ day: on }) => on === '2019-03-06');
    expect(bar).toMatchObject({ open: 16, high: 16, low: 12.5, close: 12.5, marks: ['repaired'] });
  });

  it('is marked flat where it has one price for everything', async () => {
    const one = await readOne({ 'VIX.csv': vixAround('2019-03-06,14,14,14,14') });
    expect(one.bars.flatMap(({ marks }) => marks)).toEqual(['flat']);
  });

  it('is kept and marked on a day without a session', async () => {
    const one = await readOne({ 'VIX.csv': vixAround('2019-02-18,14,15,13,14.5') });
    expect(one.bars[0]).toMatchObject({ day: '2019-02-18', marks: ['holiday'] });
  });

  it('believes a real jump that the days after it confirm', async () => {
    const lines = ['2018-02-01,13', '2018-02-02,18.86', '2018-02-05,59.34', '2018-02-06,39.46'];
    const one = await readOne({ 'VIX9D.csv': `DATE,CLOSE\n${lines.join('\n')}\n2018-02-07,30\n` });
    expect(one.refused).toEqual({});
  });
});

describe('two bad closes in a row', () => {
  it.each([0, 1, 2, 3, 4])(
    'are refused without their neighbours, after %d good ones',
    async (before) => {
      const days = ['04', '05', '06', '07', '08', '11', '12'];
      const bad = (i: number) => i === before || i === before + 1;
      const lines = days.map((on, i) => `2019-03-${on},${bad(i) ? 145 : 14.5}`);
      const one = await readOne({ 'VIX.csv': ['DATE,CLOSE', ...lines].join('\n') });
      expect(one.refused).toEqual({ 'absurd-move': 2 });
      expect(one.bars.every(({ close }) => close === 14.5)).toBe(true);
    },
  );
});

describe('single precision', () => {
  it.each([
    ['437.059998', 437.06],
    ['359.69000244140625', 359.69],
    ['4769.830078125', 4769.83],
    ['222.949997', 222.95],
    ['43.937500', 43.9375],
    ['33.225', 33.225],
  ])('%s means %d', (text, meant) => {
    expect(withoutSingleNoise(Number(text))).toBe(meant);
  });
});

describe('VVIX', () => {
  it('starts in 2007: what was published for 2006 is not usable', async () => {
    const one = await readOne({
      'VVIX.csv': 'DATE,VVIX\n03/15/2006,15.71\n12/29/2006,70\n01/03/2007,87.6\n',
    });
    expect(one.refused).toEqual({ 'before-2007': 2 });
    expect(one.bars.map((bar) => [bar.day, bar.open, bar.close])).toEqual([
      ['2007-01-03', null, 87.6],
    ]);
  });
});

describe('SPY and SPX', () => {
  it('keep sixteenths, lose single-precision noise and ignore the adjusted close', async () => {
    const header = 'Date,Open,High,Low,Close,Adj Close,Volume';
    const found = await read({
      'SPY.csv': `${header}\n1993-01-29,43.968750,43.968750,43.750000,43.937500,25.627357,1003200\n`,
      'GSPC.csv': 'Date,High,Low,Close\n1990-01-02,359.69000244140625,351.98,359.69000244140625\n',
    });
    const [spx, spy] = found.series.map(({ bars }) => bars[0]);
    expect(spx).toMatchObject({ open: null, high: 359.69, low: 351.98, close: 359.69 });
    expect(spy).toMatchObject({ open: 43.96875, close: 43.9375, volume: 1_003_200, marks: [] });
  });

  it('takes a blank volume for unknown and refuses a negative one', async () => {
    const header = 'Date,Open,High,Low,Close,Volume';
    const one = await readOne({
      'SPY.csv': `${header}\n2019-03-04,280,281,279,280,\n2019-03-05,280,281,279,280,-5\n`,
    });
    expect(one.bars.map(({ volume }) => volume)).toEqual([null]);
    expect(one.refused).toEqual({ 'bad-volume': 1 });
  });
});

describe('VX settlements', () => {
  const wide = (...rows: string[]) =>
    [',DATE,VIX,VX1,VX2,VX3,VX4,VX5,VX6,VX7,VX8,SP500', ...rows].join('\r\n');
  const months = (...rows: string[]) => ['Fecha,M1,M2,M3,M4,M5,M6,M7,M8', ...rows].join('\n');

  it('become eight series, and an eighth value equal to the seventh is marked carried', async () => {
    const found = await read({
      'x.csv': wide('61,2009-04-15,36,38.8,38.7,38.9,38.55,38.5,38.15,37.6,37.6,852'),
    });
    expect(found.series.map(({ series }) => series).join()).toBe('VX1,VX2,VX3,VX4,VX5,VX6,VX7,VX8');
    expect(found.series[7]?.bars[0]).toMatchObject({ close: 37.6, marks: ['carried'] });
    expect(found.series[6]?.bars[0]).toMatchObject({ close: 37.6, marks: [] });
  });

  it('refuse one blank cell and keep the rest of the row', async () => {
    const found = await read({ 'x.csv': months('2022-01-03,18,20,21,22,23,24,25,') });
    expect(found.series.map(({ bars }) => bars.length)).toEqual([1, 1, 1, 1, 1, 1, 1, 0]);
    expect(found.series[7]?.refused).toEqual({ 'blank-price': 1 });
  });

  it('of the official source win where two sources overlap, whatever the files are called', async () => {
    const found = await read({
      'a.csv': months(
        '2021-12-23,22,23.3,24.5,25.5,25.9,26,26.4,26.1',
        '2021-12-27,20.9,23,24,25,25.5,25.9,26,26.1',
      ),
      'z.csv': wide('9,2021-12-23,17.96,21.6,23.3,24.5,25.5,25.9,26,26.4,26.1,4725.79'),
    });
    const [front] = found.series;
    expect(front?.bars.map(({ close, source }) => [close, source])).toEqual([
      [21.6, 'file:vx-settlements'],
      [20.9, 'file:vx-months'],
    ]);
    expect(front?.refused).toEqual({ overlap: 1 });
  });
});

describe('two files of one shape', () => {
  it('are joined: the longer past wins, equal rows are duplicates, others overlap', async () => {
    const one = await readOne({
      'a/VIX.csv': `${OHLC}\n2019-03-05,14,15,13,14\n2019-03-06,14,15,13,14.9\n2019-03-07,14,15,13,14\n`,
      'b/VIX.csv': `${OHLC}\n2019-03-04,14,15,13,14\n2019-03-05,14,15,13,14\n2019-03-06,14,15,13,14.1\n`,
    });
    expect(one.bars.map(({ close }) => close)).toEqual([14, 14, 14.1, 14]);
    expect(one.refused).toEqual({ duplicate: 1, overlap: 1 });
  });
});

describe('whatever happens to the bytes of a file', () => {
  const text = [OHLC, ...Array.from({ length: 30 }, (_, i) => `01/${i + 1}/2019,14,15,13,14.${i}`)];
  const plain = Buffer.from(text.join('\r\n'));
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 });

  it.each([
    ['plain', plain],
    ['gzip', gzipSync(plain)],
    ['zip', Buffer.from(zipSync({ 'VIX.csv': plain }))],
  ])('a %s file is read without failing and every row of it is accounted for', async (_, whole) => {
    const property = fc.asyncProperty(edits, fc.nat(), async (changes, cut) => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const kept = cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
      const found = await read({ 'VIX.csv': kept });
      const passedOver = Object.values(found.passedOver).reduce((sum, n) => sum + n, 0);
      expect(found.filesRead + passedOver).toBeLessThanOrEqual(1);
    });
    await fc.assert(property, { numRuns: 80 });
  });
});
