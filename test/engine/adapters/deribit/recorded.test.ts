import { describe, expect, it } from 'vitest';
import { readName } from '../../../../src/engine/adapters/deribit/names.js';
import { tickerQuote } from '../../../../src/engine/adapters/deribit/mapping.js';
import type { ListedOption } from '../../../../src/engine/adapters/deribit/listed.js';
import type { Quote } from '../../../../src/engine/domain/quote.js';
import { deribitGreeks, type DeribitGreeks } from '../../../../src/engine/pricing/inverse.js';
import { notifications, readFrames, readLines } from '../../../standins/deribit/captures.js';
import { sharedPath } from '../../../support/shared.js';

type Data = Readonly<Record<string, unknown>>;

const YEAR_MS = 365 * 86_400_000;
/** One more last digit, and as much of the whole, for the milliseconds between stamp and making. */
const SLACK = 1.5e-5;
/** In coin: what a forward moves within that time. */
const MARK_SLACK = 2.5e-4;
/** Half of the last digits that the venue writes. */
const HALF = { vol: 0.5e-4, forward: 0.005, greek: 0.5e-5 };

function at(...parts: string[]): string {
  return sharedPath('fixtures', 'deribit', ...parts) ?? '';
}

function listedFor(data: Data): ListedOption | null {
  const name = readName(String(data['instrument_name']));
  const ticks = { tick: 0.0001, steps: [] };
  return name?.kind === 'option' ? { ...name, name: String(data['instrument_name']), ticks } : null;
}

function recorded(): readonly Data[] {
  const raw = sharedPath('data', 'deribit', 'raw_capture', 'tardis_node_deribit_messages.json');
  return [
    ...notifications(readLines(at('cryptofeed', 'DERIBIT.ws.1.0.txt')), 'ticker'),
    ...notifications(readFrames(at('frames')), 'ticker'),
    ...(raw ? notifications(readFrames(raw), 'ticker') : []),
  ].filter((data) => listedFor(data) !== null && typeof data['timestamp'] === 'number');
}

/** Least and most of a figure while volatility and forward lie within their last digits. */
function range(listed: ListedOption, quote: Quote, of: (greeks: DeribitGreeks) => number) {
  const { option } = quote;
  const years = (listed.settlesAtMs - quote.atMs) / YEAR_MS;
  const values = [-1, 0, 1].flatMap((dv) =>
    [-1, 0, 1].map((df) =>
      of(
        deribitGreeks({
          forward: (option?.forward ?? NaN) + df * HALF.forward,
          strike: listed.strike,
          years,
          vol: (option?.markIv ?? NaN) + dv * HALF.vol,
          right: listed.right,
        }),
      ),
    ),
  );
  return { least: Math.min(...values), most: Math.max(...values) };
}

/** How far a figure lies outside of what rounding allows; 0 within. */
function outside(value: number, { least, most }: { least: number; most: number }, half: number) {
  return Math.max(0, least - half - value, value - most - half);
}

function digitsOf(value: number): number {
  return (String(value).split('.')[1] ?? '').length;
}

describe.skipIf(sharedPath('fixtures', 'deribit') === null)(
  'recorded tickers (need the shared material)',
  () => {
    const live = (data: Data) => {
      const listed = listedFor(data);
      const quote = listed ? tickerQuote(listed, data, Number(data['timestamp'])) : null;
      const isLive = data['state'] === 'open' && data['estimated_delivery_price'] !== 'expired';
      return listed && quote !== null && typeof quote !== 'string' && isLive
        ? [{ listed, quote, data }]
        : [];
    };

    it('are all read', () => {
      const all = recorded();
      expect(all.length).toBeGreaterThan(90);
      for (const data of all) {
        const listed = listedFor(data);
        expect(listed && typeof tickerQuote(listed, data, 1)).toBe('object');
      }
    });

    it('have greeks and marks of ours by forward and mark volatility, within their rounding', () => {
      const compared = recorded().flatMap(live);
      expect(compared.length).toBeGreaterThan(85);
      for (const { listed, quote } of compared) {
        const greeks = quote.option?.greeks;
        if (!greeks) throw new Error(`no greeks: ${listed.name}`);
        const mark = quote.option.markPrice ?? 0;
        const half = 0.5 * 10 ** -Math.max(4, digitsOf(mark));
        const miss = (value: number | null, half: number, of: (greeks: DeribitGreeks) => number) =>
          outside(value ?? NaN, range(listed, quote, of), half);
        // The venue's marks are of an instant beside that of the forward it prints.
        expect(miss(mark, half, (of) => of.markCoin)).toBeLessThan(MARK_SLACK);
        const { delta, gamma, vegaUsdPerVolPt, thetaUsdPerDay, rhoUsdPerPct } = greeks;
        // Never more than the price, which is known to the last digit of the mark.
        const markUsd = mark * (quote.option.forward ?? NaN);
        const isCapped = Math.abs(thetaUsdPerDay) > 0.99 * markUsd;
        const thetaHalf = isCapped ? 2 * half * (markUsd / mark) : HALF.greek;
        const misses = {
          delta: [miss(delta, HALF.greek, (of) => of.delta), delta],
          gamma: [miss(gamma, HALF.greek, (of) => of.gamma), gamma],
          vega: [miss(vegaUsdPerVolPt, HALF.greek, (of) => of.vegaUsdPerVolPt), vegaUsdPerVolPt],
          theta: [miss(thetaUsdPerDay, thetaHalf, (of) => of.thetaUsdPerDay), thetaUsdPerDay],
          rho: [miss(rhoUsdPerPct, HALF.greek, (of) => of.rhoUsdPerPct), rhoUsdPerPct ?? 0],
        } as const;
        for (const [name, [by, value]] of Object.entries(misses)) {
          expect(by, `${name} of ${listed.name}`).toBeLessThanOrEqual(
            SLACK * (1 + Math.abs(value)),
          );
        }
      }
    });
  },
);
