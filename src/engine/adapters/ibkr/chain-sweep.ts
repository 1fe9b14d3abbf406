import { isTradingDay, previousTradingDay } from '../../domain/calendar.js';
import type { Chain } from '../../domain/chain.js';
import { nthWeekday, type TradingDay } from '../../domain/trading-day.js';
import type { DurationMs } from '../../domain/units.js';
import type { Clock } from '../../ports/clock.js';
import type { ListedExpiry } from './option-lists.js';

const FRIDAY = 5;
const NEAREST = 6;
const MOST = 8;

/** Whether an expiry is the month's main one: its third Friday, or for VIX its Wednesday. */
export function isMonthly({ root, expiry }: Pick<ListedExpiry, 'root' | 'expiry'>): boolean {
  if (root === 'VIX') return true;
  const [year = 0, month = 0] = expiry.split('-').map(Number);
  const third: TradingDay = nthWeekday(year, month, { weekday: FRIDAY, n: 3 });
  return expiry === (isTradingDay(third) ? third : previousTradingDay(third));
}

/** The expiries that matter: the nearest, then the next monthly ones. */
export function expiriesThatMatter(listed: readonly ListedExpiry[]): readonly ListedExpiry[] {
  const nearest = listed.slice(0, NEAREST);
  const monthlies = listed.slice(NEAREST).filter(isMonthly);
  return [...nearest, ...monthlies.slice(0, MOST - nearest.length)];
}

/** Looks at one expiry after the other until all are seen or the time is over. */
export async function sweep(
  listed: readonly ListedExpiry[],
  of: { readonly clock: Clock; readonly withinMs: DurationMs },
  look: (listed: ListedExpiry) => Promise<Chain | null>,
): Promise<readonly Chain[]> {
  const endAtMs = of.clock.nowMs() + of.withinMs;
  const chains: Chain[] = [];
  for (const each of expiriesThatMatter(listed)) {
    if (of.clock.nowMs() >= endAtMs) break;
    const chain = await look(each);
    if (chain) chains.push(chain);
  }
  return chains.sort((a, b) => a.settlesAtMs - b.settlesAtMs);
}
