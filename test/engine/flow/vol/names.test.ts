import { describe, expect, it } from 'vitest';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { DAY_MS } from '../../../../src/engine/domain/units.js';
import { chainOf, expiriesOf } from '../../../../src/engine/flow/vol/expiry-names.js';
import { chooseExpiries, MOST_EXPIRIES } from '../../../../src/engine/flow/vol/fit-request.js';
import {
  findOption,
  nearestOptions,
  optionName,
  readOption,
} from '../../../../src/engine/flow/vol/option-names.js';
import { COIN_SHAPE, INDEX_SHAPE, sviChains } from '../../../support/svi-chains.js';

const NOW = COIN_SHAPE.atMs;

function never(): never {
  throw new Error('it names an underlying');
}

const coin = sviChains(COIN_SHAPE);
const monthly = sviChains({ ...INDEX_SHAPE, root: 'SPX', days: [25] });
const weekly = sviChains({ ...INDEX_SHAPE, days: [1, 4, 11, 25, 53] });
const index = [...weekly, ...monthly].sort((a, b) => a.settlesAtMs - b.settlesAtMs);

describe('an expiry as typed', () => {
  it('is read in every way in which people write days', () => {
    for (const typed of [
      '4dec26',
      '04DEC26',
      '4 dec 2026',
      '4-DEC-26',
      'dec 4',
      'Dec4',
      '4dec',
      'december 4, 2026',
      '2026-12-04',
      '20261204',
      '261204',
      '11d',
      '11 days',
      ' 12d ',
    ]) {
      expect(chainOf(coin, typed, NOW)?.expiry, typed).toBe('2026-12-04');
    }
    expect(chainOf(coin, 'fri', NOW)?.expiry).toBe('2026-11-27');
    expect(chainOf(index, 'Tuesday', NOW)?.expiry).toBe('2026-11-24');
    expect(chainOf(coin, null, NOW)?.expiry).toBe('2026-12-25');
    expect(chainOf(coin, '9999d', NOW)?.expiry).toBe(coin.at(-1)?.expiry);
  });

  it('names nothing where it is not listed or no day', () => {
    for (const typed of ['5dec26', '2026-12-05', '31feb26', 'sat', 'soon', '4xyz26', '12/4']) {
      expect(chainOf(coin, typed, NOW), typed).toBeNull();
    }
  });

  it('means the later of two that settle on one day', () => {
    expect(chainOf(index, '18dec26', NOW)?.root).toBe('SPXW');
    expect(expiriesOf(index)).toEqual(expiriesOf(weekly));
  });
});

describe('an option as typed', () => {
  it('is found in every way in which people write options', () => {
    const call = { root: 'BTC', expiry: day('2026-12-04'), strike: 90_000, right: 'call' };
    const strike = coin[2]?.rows.find((row) => row.strike >= 90_000)?.strike ?? 0;
    for (const typed of [
      `BTC-4DEC26-${strike}-C`,
      `btc-4dec26-${strike}-c`,
      `BTC/2026-12-04/${strike}/C`,
      `btc 2026-12-04 ${strike} call`,
      `BTC ${strike}C 4dec`,
      `btc dec 4 ${strike} c`,
      `BTC C ${strike} 4 dec 2026`,
      `$btc 20261204 ${strike} C`,
    ]) {
      const read = readOption(typed);
      const found = read && findOption(coin, read, NOW);
      expect(found?.row.strike, typed).toBe(strike);
      expect(found?.chain.expiry, typed).toBe(call.expiry);
      expect(found?.right, typed).toBe('call');
    }
  });

  it('of the clearing house is read too', () => {
    expect(readOption('SPY261218P00500500')).toEqual({
      root: 'SPY',
      underlying: 'SPY',
      expiry: '2026-12-18',
      strike: 500.5,
      right: 'put',
    });
  });

  it('of a named class is that of the class', () => {
    const strike = monthly[0]?.rows[20]?.strike ?? 0;
    const am = readOption(`SPX/2026-12-18/${strike}/P`);
    const pm = readOption(`SPXW 2026-12-18 ${weekly[3]?.rows[20]?.strike ?? 0} P`);
    expect(am && findOption(index, am, NOW)?.chain.root).toBe('SPX');
    expect(pm && findOption(index, pm, NOW)?.chain.root).toBe('SPXW');
  });

  it('is told by the name that finds it again', () => {
    for (const chain of [...coin, ...index]) {
      for (const right of ['call', 'put'] as const) {
        const row = chain.rows[7];
        if (!row) throw new Error('no row');
        const { root, expiry } = chain;
        const read = readOption(optionName({ root, expiry, strike: row.strike, right }));
        const found =
          read &&
          findOption(
            [...coin, ...index].filter((one) => one.underlying === chain.underlying),
            read,
            NOW,
          );
        expect(found?.row[right].instrument).toBe(row[right].instrument);
      }
    }
  });

  it('that is not listed leads to the nearest strikes and days', () => {
    const near = (typed: string) => nearestOptions(coin, readOption(typed) ?? never(), NOW);
    const strikes = coin[2]?.rows.map((row) => row.strike) ?? [];
    const best = [...strikes].sort((a, b) => Math.abs(a - 91_234) - Math.abs(b - 91_234))[0];
    expect(near('BTC 4dec 91234 P')[0]).toBe(`BTC-4DEC26-${best}-P`);
    const days = near('BTC 6dec26 90000 C').map((name) => name.split('-')[1]);
    expect(new Set(days)).toEqual(new Set(['4DEC26', '27NOV26']));
    expect(near('BTC 4dec').map((name) => name.at(-1))).toEqual(['C', 'P', 'C', 'P', 'C', 'P']);
  });

  it('of half a strike leads to the strikes that begin so, those nearest to the money first', () => {
    const near = nearestOptions(coin, readOption('BTC-4DEC26-9') ?? never(), NOW);
    const chain = coin.find(({ expiry }) => expiry === '2026-12-04') ?? never();
    const money = chain.future ?? chain.spot;
    const begun = chain.rows
      .map((row) => row.strike)
      .filter((strike) => String(strike).startsWith('9'))
      .sort((x, y) => Math.abs(x - money) - Math.abs(y - money));
    expect(begun.length).toBeGreaterThan(1);
    expect(near[0]).toBe(`BTC-4DEC26-${begun[0]}-C`);
    expect(near.every((name) => name.split('-')[2]?.startsWith('9'))).toBe(true);
  });

  it('without a name of an underlying is nothing', () => {
    for (const typed of ['', '  ', '---', '90000', '!?']) expect(readOption(typed)).toBeNull();
  });
});

describe('the expiries that are fitted', () => {
  it('are all where they are few', () => {
    expect(chooseExpiries(coin, NOW)).toEqual(coin);
  });

  it('are the nearest, the last, and those that stand apart', () => {
    const days = Array.from({ length: 60 }, (_, i) => 1 + i + Math.round((i * i) / 4));
    const chains = sviChains({ ...INDEX_SHAPE, days, strikes: 3 });
    const chosen = chooseExpiries(chains, NOW);
    expect(chosen).toHaveLength(MOST_EXPIRIES);
    expect(chosen.slice(0, 8)).toEqual(chains.slice(0, 8));
    expect(chosen.at(-1)).toBe(chains.at(-1));
    const gaps = chosen
      .slice(8)
      .map(({ settlesAtMs }, i) =>
        Math.log((settlesAtMs - NOW) / ((chosen[7 + i]?.settlesAtMs ?? 0) - NOW)),
      );
    expect(Math.max(...gaps)).toBeLessThan(0.7);
  });

  it('are none that have settled', () => {
    expect(chooseExpiries(coin, NOW + 5 * DAY_MS)).toHaveLength(coin.length - 2);
  });
});
