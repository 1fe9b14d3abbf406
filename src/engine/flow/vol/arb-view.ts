import type { Chain } from '../../domain/chain.js';
import type { Stamp } from '../../domain/digest.js';
import type { SurfaceMinute } from '../../domain/surface-minute.js';
import type { ArbView } from '../../domain/vol-views.js';
import { smileAt } from '../../surface/smile-at.js';
import { legFeeUsd, pricedExpiry, type PricedExpiry } from './arb-legs.js';
import {
  scanBoxes,
  scanButterflies,
  scanCalendars,
  scanVerticals,
  type ArbTally,
} from './arb-scan.js';
import { lookAtMs, yearsTo } from './fit-request.js';
import { smilesOf } from './surface-minute.js';

const MOST_FINDINGS = 40;
/** Quotes of one look that are further apart in time than this do not stand beside each other. */
const APART_MS = 30_000;

/** Each expiry of the VIX stands on a future of its own: a far one covers no near one. */
const FUTURES_APART = 'VIX';

function expiriesOf(chains: readonly Chain[], minute: SurfaceMinute | null): PricedExpiry[] {
  const nowMs = lookAtMs(chains);
  const smiles = minute && smilesOf(minute);
  return chains
    .filter(({ settlesAtMs }) => settlesAtMs > nowMs)
    .map((chain) => {
      const years = yearsTo(chain, nowMs);
      const smile = smiles && smileAt(smiles, years);
      return pricedExpiry(fresh(chain, nowMs), smile?.ok ? smile.value : null, years);
    });
}

/** A side whose own quote is old is no quote. */
function fresh(chain: Chain, nowMs: number): Chain {
  const old = (atMs: number | undefined) => nowMs - (atMs ?? chain.atMs) > APART_MS;
  if (!chain.rows.some(({ call, put }) => old(call.atMs) || old(put.atMs))) return chain;
  const rows = chain.rows.map((row) => ({
    ...row,
    call: old(row.call.atMs) ? { ...row.call, bid: 0, ask: 0 } : row.call,
    put: old(row.put.atMs) ? { ...row.put, bid: 0, ask: 0 } : row.put,
  }));
  return { ...chain, rows };
}

/** Looks within one expiry and between it and the next. */
function scan(expiry: PricedExpiry, far: PricedExpiry | undefined, tally: ArbTally): void {
  scanBoxes(expiry, tally);
  const covers = far && expiry.chain.underlying !== FUTURES_APART;
  for (const right of ['call', 'put'] as const) {
    scanButterflies(expiry, right, tally);
    scanVerticals(expiry, right, tally);
    if (covers) scanCalendars(expiry, far, { right, tally });
  }
}

/**
 * Looks for arbitrage in quotes as they stand: butterflies, verticals and boxes of each expiry,
 * calendars of neighbouring ones, at the quoted sides and after fees.
 * @param of chains, at least one, ascending by settlement; the surface, null without one; `pause` is
 * awaited after each expiry, so that thousands of options hold nobody up.
 */
export async function arbView(
  stamp: Stamp,
  of: {
    readonly chains: readonly Chain[];
    readonly minute: SurfaceMinute | null;
    readonly fit: ArbView['fit'];
    pause(): Promise<void>;
  },
): Promise<ArbView> {
  const first = of.chains[0] as Chain;
  const expiries = expiriesOf(of.chains, of.minute);
  const tally: ArbTally = { tested: 0, beforeCosts: 0, findings: [] };
  for (const [i, expiry] of expiries.entries()) {
    scan(expiry, expiries[i + 1], tally);
    await of.pause();
  }
  const dear = expiries[0] ?? pricedExpiry(first, null, 0);
  return {
    stamp,
    underlying: first.underlying,
    coin: first.coin ?? null,
    tested: tally.tested,
    beforeCosts: tally.beforeCosts,
    findings: tally.findings.sort((a, b) => b.netUsd - a.netUsd).slice(0, MOST_FINDINGS),
    // Of a premium that the ceiling of the fee does not reach.
    feeUsd: legFeeUsd(dear, Infinity),
    fit: of.fit,
  };
}
