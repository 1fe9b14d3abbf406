import type { Stamp } from '../../engine/domain/digest.js';
import type { TradingDay } from '../../engine/domain/trading-day.js';
import { DAY_MS, HOUR_MS, type EpochMs } from '../../engine/domain/units.js';
import type { SurfaceHead } from '../../engine/domain/vol-views.js';
import { daysPlace } from '../charts/days-axis.js';
import type { ChartFrame } from '../charts/spec.js';
import type { CommandContext } from '../command.js';
import { bold, lines, words, type Html } from '../html.js';
import { columnsOf } from './columns.js';
import {
  arrow,
  chartFooter,
  decimal,
  direction,
  duration,
  percent,
  plain,
  price,
  signed,
  stampLine,
} from './format.js';

/** A volatility a year, `45.2 %`. */
export function volText(vol: number | null): string {
  return percent(vol === null ? null : 100 * vol, 1);
}

/** A difference of volatilities in points, `+1.2`. */
export function pointsText(difference: number | null): string {
  return signed(difference === null ? null : 100 * difference, 1);
}

/** `5h`, `27d`: short enough for the head of a row. */
export function daysText(days: number): string {
  return days < 1 ? `${Math.max(0, Math.round(24 * days))}h` : `${Math.round(days)}d`;
}

/** `11-27` within the year, `2027-09` beyond, where a month is enough. */
export function expiryText(expiry: TradingDay, nowMs: EpochMs): string {
  const far = Date.parse(expiry) - nowMs > 330 * DAY_MS;
  return far ? expiry.slice(0, 7) : expiry.slice(5);
}

/** Price of an underlying: whole from a thousand on. */
export function spotPrice(value: number | null): string {
  return price(value, value !== null && value >= 1000 ? 0 : 2);
}

export function padLeft(text: string, columns: number): string {
  return `${' '.repeat(Math.max(0, columns - columnsOf(text)))}${text}`;
}

export function padRight(text: string, columns: number): string {
  return `${text}${' '.repeat(Math.max(0, columns - columnsOf(text)))}`;
}

/** At most so many, first and last among them, the rest spread over time as a picture spreads it. */
export function spreadOverTime<T extends { readonly days: number }>(
  all: readonly T[],
  most: number,
): readonly T[] {
  if (all.length <= most) return all;
  const [first, last] = [daysPlace(all[0]?.days ?? 0), daysPlace(all.at(-1)?.days ?? 0)];
  const chosen = new Set<number>();
  for (let step = 0; step < most; step++) {
    const wanted = first + ((last - first) * step) / Math.max(1, most - 1);
    let best = -1;
    all.forEach(({ days }, i) => {
      const away = Math.abs(daysPlace(days) - wanted);
      const least = Math.abs(daysPlace(all[best]?.days ?? Infinity) - wanted);
      if (!chosen.has(i) && (best < 0 || away < least)) best = i;
    });
    chosen.add(best);
  }
  return all.filter((_, i) => chosen.has(i));
}

/** Mode, age and delay; delayed figures say that nothing is traded on them. */
export function volStamp(context: CommandContext, stamp: Stamp): Html {
  const { t } = context;
  return lines([
    stampLine(context, stamp),
    stamp.delayMs > 0 ? t('vol-delayed', { delay: duration(t, stamp.delayMs) }) : null,
  ]);
}

/** Under a card about one surface: old prices are said to be so before anything else. */
export function volFoot(context: CommandContext, head: SurfaceHead): Html {
  return lines([head.age === 'old' ? context.t('vol-old') : null, volStamp(context, head.stamp)]);
}

/** Level at 30 days with its change. */
export function volHeadline({ t }: CommandContext, head: SurfaceHead): Html {
  const { atm30d, atm30dChange, underlying } = head;
  const level = bold(plain(`${underlying} ${volText(atm30d)}`));
  const change =
    atm30dChange === null ? [] : [plain(`${arrow(atm30dChange)} ${pointsText(atm30dChange)}`)];
  return words([words([level, ...change], '  '), t('vol-headline')], ' · ');
}

/** Skew, smile and spot, under the headline. */
export function volLevels({ t }: CommandContext, head: SurfaceHead): Html {
  return t('vol-levels', {
    rr: pointsText(head.rr25At30d),
    bf: pointsText(head.bf25At30d),
    spot: spotPrice(head.spot),
  });
}

/** How late the source is, for a picture: `−15 min`. */
function lateness({ delayMs }: Stamp): readonly string[] {
  if (delayMs <= 0) return [];
  return delayMs < HOUR_MS
    ? [`−${Math.round(delayMs / 60_000)} min`]
    : [`−${decimal(delayMs / HOUR_MS, 0)} h`];
}

/** What stands around a picture about one underlying. */
export function volFrame(head: SurfaceHead, zone: string, parts: readonly string[]): ChartFrame {
  const { atm30d, atm30dChange, stamp, underlying } = head;
  const level = atm30d === null ? '' : ` ${decimal(100 * atm30d, 1)}%`;
  return {
    title: `${underlying}${level}`,
    delta:
      atm30dChange === null
        ? null
        : { text: pointsText(atm30dChange), direction: direction(atm30dChange) },
    subtitle: [...parts, ...lateness(stamp)].join(' · '),
    mode: stamp.mode,
    footer: chartFooter(stamp, zone),
  };
}
