import { describe, expect, it } from 'vitest';
import type { Chain, OptionSide } from '../../../../src/engine/domain/chain.js';
import type { SurfaceMinute } from '../../../../src/engine/domain/surface-minute.js';
import type { ArbFinding, ArbView } from '../../../../src/engine/domain/vol-views.js';
import { arbView } from '../../../../src/engine/flow/vol/arb-view.js';
import { minuteOf } from '../../../support/vol-desk.js';
import {
  COIN_SHAPE,
  INDEX_SHAPE,
  sviChains,
  type MarketShape,
} from '../../../support/svi-chains.js';
import { createSimFeed } from '../../../../src/engine/adapters/sim/sim-feed.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { fitRequest } from '../../../../src/engine/flow/vol/fit-request.js';
import { surfaceMinute } from '../../../../src/engine/flow/vol/surface-minute.js';
import { fitOnce } from '../../../../src/engine/surface/fitted.js';

const STAMP = {
  mode: 'SIM',
  nowMs: COIN_SHAPE.atMs,
  asOfMs: COIN_SHAPE.atMs,
  delayMs: 0,
  source: 'made',
} as const;

/** Fits of American quotes take a while, and those of one market are the same. */
const known = new Map<MarketShape, SurfaceMinute>();

function fitted(shape: MarketShape): SurfaceMinute {
  const minute = known.get(shape) ?? minuteOf(shape);
  known.set(shape, minute);
  return minute;
}

const SHARE_SHAPE: MarketShape = { ...INDEX_SHAPE, root: 'SPY', spot: 600, rate: 0 };

async function look(
  shape: MarketShape,
  change: (chains: Chain[]) => readonly Chain[] = (all) => all,
): Promise<ArbView> {
  const chains = change(sviChains(shape));
  return arbView(STAMP, { chains, minute: fitted(shape), fit: 'free', pause });
}

const pause = () => Promise.resolve();

type Change = (side: OptionSide) => Partial<OptionSide>;

/** Quotes of one strike of one expiry changed. */
function planted(at: { expiry: number; row: number; right: 'call' | 'put' }, change: Change) {
  return (chains: Chain[]): Chain[] =>
    chains.map((chain, i) =>
      i !== at.expiry
        ? chain
        : {
            ...chain,
            rows: chain.rows.map((row, j) =>
              j !== at.row
                ? row
                : { ...row, [at.right]: { ...row[at.right], ...change(row[at.right]) } },
            ),
          },
    );
}

function bestOf(view: ArbView, kind: ArbFinding['kind']): ArbFinding {
  const found = view.findings.find((one) => one.kind === kind);
  if (!found) throw new Error(`no ${kind} among ${view.findings.map((one) => one.kind).join(' ')}`);
  return found;
}

describe('arbitrage in quotes', () => {
  it.each([
    ['a coin', COIN_SHAPE],
    ['an index', INDEX_SHAPE],
    ['a share', SHARE_SHAPE],
  ])('is not found where there is none: %s', async (_, shape) => {
    const view = await look(shape);
    expect(view.tested).toBeGreaterThan(1_000);
    expect(view).toMatchObject({ beforeCosts: 0, findings: [] });
  });

  it.each(['SPY', 'ETH'])('is not found in the simulated market: %s', async (name) => {
    const clock = new ManualClock(Date.UTC(2026, 10, 23, 15, 30));
    const feed = createSimFeed({
      seed: 7,
      scenario: 'spike',
      clock,
      startAtMs: clock.nowMs(),
      historySessions: 30,
    });
    await feed.start();
    const looked = await feed.chains(name);
    const chains = looked.ok ? looked.value : [];
    const first = chains[0];
    const fit = fitOnce(fitRequest(chains, []), null);
    if (!first || !fit.ok) throw new Error('no surface');
    const minute = surfaceMinute(fit.value, first.spot);
    const view = await arbView(STAMP, { chains, minute, fit: 'free', pause });
    expect(view.tested).toBeGreaterThan(1_000);
    expect(view.findings).toEqual([]);
    await feed.stop();
  });

  it.each([
    ['a coin', COIN_SHAPE, 1],
    ['an index', INDEX_SHAPE, 100],
  ] as const)('is found where a body is bid too high: %s', async (_, shape, size) => {
    const chains = sviChains(shape);
    const body = chains[3]?.rows[20]?.call;
    if (!body) throw new Error('no body');
    const dear = body.ask * 1.3;
    const view = await look(
      shape,
      planted({ expiry: 3, row: 20, right: 'call' }, () => ({ bid: dear, ask: dear * 1.01 })),
    );
    const found = bestOf(view, 'butterfly');
    expect(found.expiries).toEqual([chains[3]?.expiry]);
    expect(found.strikes).toContain(chains[3]?.rows[20]?.strike);
    expect(found.strikes).toHaveLength(3);
    expect(found.right).toBe('call');
    // Never more than the whole of what the bid was raised by.
    expect(found.gainUsd).toBeLessThan(size * (dear - body.bid));
    expect(found.gainUsd).toBeGreaterThan(0.2 * size * (dear - body.ask));
    // Two contracts at the displayed size, of which the body is sold at its bid.
    expect(found.gainUsd - found.netUsd).toBeCloseTo(
      2 * view.feeUsd,
      shape === INDEX_SHAPE ? 6 : -1,
    );
    expect(found.units).toBe(10);
  });

  it('is found where a farther strike costs more than a nearer one', async () => {
    const chains = sviChains(INDEX_SHAPE);
    const near = chains[2]?.rows[25]?.call;
    if (!near) throw new Error('no strike');
    const view = await look(
      INDEX_SHAPE,
      planted({ expiry: 2, row: 26, right: 'call' }, () => ({
        bid: near.ask + 5,
        ask: near.ask + 6,
      })),
    );
    const found = bestOf(view, 'vertical');
    expect(found.gainUsd).toBeGreaterThanOrEqual(500 - 1e-6);
    expect(found.netUsd).toBeCloseTo(found.gainUsd - 2 * 1.3, 6);
  });

  it('is found where a spread pays more than its width', async () => {
    const chains = sviChains(SHARE_SHAPE);
    const [low, high] = [chains[2]?.rows[10], chains[2]?.rows[11]];
    if (!low || !high) throw new Error('no strikes');
    const bid = high.call.ask + (high.strike - low.strike) + 1;
    const view = await look(
      SHARE_SHAPE,
      planted({ expiry: 2, row: 10, right: 'call' }, () => ({ bid, ask: bid + 0.1 })),
    );
    expect(bestOf(view, 'vertical').netUsd).toBeGreaterThan(90);
  });

  it('is found where a near option is bid above what covers it for longer', async () => {
    for (const shape of [COIN_SHAPE, INDEX_SHAPE]) {
      const far = sviChains(shape)[4]?.rows[20]?.put;
      if (!far) throw new Error('no strike');
      const view = await look(shape, (chains) =>
        chains.map((chain, i) =>
          i !== 4
            ? chain
            : {
                ...chain,
                rows: chain.rows.map((row) => ({
                  ...row,
                  put: { ...row.put, bid: row.put.bid * 0.5, ask: row.put.ask * 0.5 },
                })),
              },
        ),
      );
      const found = bestOf(view, 'calendar');
      expect(found.expiries).toHaveLength(2);
      expect(found.netUsd).toBeGreaterThan(0);
      expect(found.netUsd).toBeLessThan(found.gainUsd);
    }
  });

  it('is found between options of one strike where they may be exercised early', async () => {
    const half = (side: OptionSide) => ({ ...side, bid: side.bid / 2, ask: side.ask / 2 });
    const view = await look(SHARE_SHAPE, (chains) => {
      const near = chains[3];
      const far = chains[4];
      if (!near || !far) throw new Error('no expiries');
      const rows = near.rows.map((row) => ({ ...row, call: half(row.call) }));
      return [near, { ...far, rows }];
    });
    const found = bestOf(view, 'calendar');
    expect(found.strikes).toHaveLength(1);
    expect(found.gainUsd - found.netUsd).toBeCloseTo(2 * 0.65, 6);
  });

  it('is found where a box costs less than its loan is worth', async () => {
    const change = (chains: Chain[]) =>
      planted({ expiry: 5, row: 20, right: 'put' }, (side) => ({
        bid: side.bid * 0.8,
        ask: side.ask * 0.8,
      }))(chains);
    const kinds = new Set((await look(INDEX_SHAPE, change)).findings.map(({ kind }) => kind));
    expect(kinds).toContain('box');
    expect(
      new Set((await look(SHARE_SHAPE, change)).findings.map(({ kind }) => kind)),
    ).not.toContain('box');
  });

  it('is worth nothing where fees eat it', async () => {
    const near = sviChains(SHARE_SHAPE)[2]?.rows[25]?.call;
    if (!near) throw new Error('no strike');
    const view = await look(
      SHARE_SHAPE,
      planted({ expiry: 2, row: 26, right: 'call' }, () => ({
        bid: near.ask + 0.005,
        ask: near.ask + 0.01,
      })),
    );
    expect(view.beforeCosts).toBeGreaterThan(0);
    expect(view.findings.filter(({ kind }) => kind === 'vertical')).toEqual([]);
  });

  it('is not looked for in quotes that are old, crossed or absent', async () => {
    for (const change of [
      () => ({ bid: 1e6, ask: 1e6 + 1, atMs: COIN_SHAPE.atMs - 60_000 }),
      () => ({ bid: 1e6, ask: 1 }),
      () => ({ bid: 0, ask: 0 }),
    ]) {
      const view = await look(COIN_SHAPE, planted({ expiry: 3, row: 20, right: 'call' }, change));
      expect(view.findings).toEqual([]);
    }
  });
});
