import { seriesId, type SeriesId } from '../../domain/bar.js';

/** Names under which a series' file is published, upper case; older names of an index count too. */
const KNOWN: readonly (readonly [name: string, series: string])[] = [
  ['VIX9D', 'VIX9D'],
  ['VXST', 'VIX9D'],
  ['VIX3M', 'VIX3M'],
  ['VXV', 'VIX3M'],
  ['VVIX', 'VVIX'],
  ['SKEW', 'SKEW'],
  ['VIX', 'VIX'],
  ['GSPC', 'SPX'],
  ['SP500', 'SPX'],
  ['SPX', 'SPX'],
  ['SPY', 'SPY'],
  ['SVXY', 'SVXY'],
  ['VXX', 'VXX'],
  ['DFF', 'DFF'],
  ['SOFR', 'SOFR'],
  ['BTCDVOL', 'BTCDVOL'],
  ['ETHDVOL', 'ETHDVOL'],
  ['BTC', 'BTC'],
  ['ETH', 'ETH'],
];

const SUFFIX = /^(HISTORY|HISTORICAL|DAILY|CURRENT|ARCHIVE|PRICES|DATA|CLOSE)*$/;

function seriesOfWord(word: string): SeriesId | null {
  for (const [name, series] of KNOWN) {
    if (word.startsWith(name) && SUFFIX.test(word.slice(name.length))) return seriesId(series);
  }
  return null;
}

/**
 * The series that a file name speaks of: one of its words is a known name, alone or run together
 * with a word such as `History` (`VIX_daily`, `cboe_VIX9D_History`, `vixcurrent`). A longer name
 * that merely begins like one (`VIX1D`, `VIX6M`) is not it.
 *
 * @returns null where no word is known or two words speak of different series.
 */
export function seriesOfName(fileName: string): SeriesId | null {
  const stem = fileName.replace(/\.[A-Za-z]{1,4}$/, '').toUpperCase();
  const found = new Set<SeriesId>();
  for (const word of stem.split(/[^A-Z0-9]+/)) {
    const series = seriesOfWord(word);
    if (series !== null) found.add(series);
  }
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}

/**
 * Closes of well-remembered days, rounded to cents. They name a file whose own name does not, and
 * only together: one could be chance. Days: 2011-08-08, 2018-02-05, 2020-03-16.
 */
const ANCHORS: readonly (readonly [series: string, closes: Readonly<Record<string, number>>])[] = [
  ['VIX', { '2011-08-08': 48.0, '2018-02-05': 37.32, '2020-03-16': 82.69 }],
  ['VIX9D', { '2011-08-08': 68.0, '2018-02-05': 59.34, '2020-03-16': 106.66 }],
  ['VIX3M', { '2018-02-05': 28.13, '2020-03-16': 67.7 }],
  ['SPX', { '2020-03-12': 2480.64, '2020-03-16': 2386.13 }],
  ['SPY', { '2020-03-12': 248.11, '2020-03-16': 239.85 }],
];

/**
 * The series that a file's closes themselves prove, by at least two known closes and none that
 * differs.
 *
 * @param closeOf the file's close of a day, null where it has none.
 */
export function seriesOfCloses(closeOf: (day: string) => number | null): SeriesId | null {
  for (const [series, closes] of ANCHORS) {
    const checks = Object.entries(closes).map(([day, close]) => {
      const own = closeOf(day);
      return own === null ? 'absent' : Math.abs(own - close) < 0.005 ? 'same' : 'other';
    });
    const same = checks.filter((check) => check === 'same').length;
    if (same >= 2 && !checks.includes('other')) return seriesId(series);
  }
  return null;
}
