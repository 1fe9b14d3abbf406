import type { InstrumentId } from '../../engine/domain/instrument.js';
import { parseInstrument } from '../../engine/domain/instrument.js';
import type { Refusal } from '../../engine/domain/refusal.js';
import type { UsdMicros } from '../../engine/domain/units.js';
import type { CommandContext } from '../command.js';
import { lines, type Html } from '../html.js';
import { decimal, duration, plain, timeOfDay } from './format.js';
import { money } from './money.js';

/** `SPY 11-21 655 P`. */
export function instrumentText(id: InstrumentId): string {
  const parsed = parseInstrument(id);
  if (parsed?.kind !== 'option') return id;
  const { root, expiry, strike, right } = parsed;
  return `${root} ${expiry.slice(5)} ${strike} ${right === 'put' ? 'P' : 'C'}`;
}

type Of<Code extends Refusal['code']> = Extract<Refusal, { readonly code: Code }>;

function lossOver(
  context: CommandContext,
  refusal: Of<'planned-loss' | 'worst-loss' | 'day-loss' | 'day-loss-reached' | 'open-worst'>,
): Html {
  const loss = money(context, refusal.lossMicros);
  return context.t(`refusal-${refusal.code}`, { loss, cap: money(context, refusal.capMicros) });
}

function unbounded(context: CommandContext, refusal: Of<'not-defined-risk'>): Html {
  const stated = money(context, refusal.statedMicros);
  const none: UsdMicros | null = refusal.lossMicros;
  if (none === null) return context.t('refusal-not-defined-risk', { stated });
  return context.t('refusal-not-defined-risk-past', { stated, loss: money(context, none) });
}

function eventsUnknown({ t }: CommandContext, { day }: Of<'events-unknown'>): Html {
  return day === null ? t('refusal-events-unknown') : t('refusal-events-unknown-from', { day });
}

function blackout({ t }: CommandContext, { names }: Of<'blackout'>): Html {
  const said = names.map((name) => {
    const [kind = '', symbol] = name.split(':');
    const known = t('event-word', { kind });
    return symbol === undefined ? known : `${known} ${symbol}`;
  });
  return t('refusal-blackout', { names: said.join(', ') });
}

/** One reason for a no, in a sentence without markup; times are in the reader's zone. */
export function refusalText(context: CommandContext, refusal: Refusal): Html {
  const { t, user } = context;
  const at = (ms: number): string => timeOfDay(ms, user.settings.zone).slice(0, 5);
  switch (refusal.code) {
    case 'trading-halted':
    case 'trading-reducing':
    case 'broker-not-ready':
    case 'not-reconciled':
    case 'account-unknown':
    case 'live-not-built':
    case 'no-trading':
    case 'session-closed':
    case 'vix-unknown':
    case 'gap-through':
      return t(`refusal-${refusal.code}`);
    case 'no-rules':
    case 'not-armed':
      return t(`refusal-${refusal.code}`, { bot: refusal.strategy });
    case 'arming-size':
    case 'too-many-units':
      return t(`refusal-${refusal.code}`, { quantity: refusal.quantity, most: refusal.most });
    case 'account-mismatch':
      return t('refusal-account-mismatch', { expected: refusal.expected, actual: refusal.actual });
    case 'run-open':
      return t('refusal-run-open', { phase: refusal.phase });
    case 'outside-window':
      return t('refusal-outside-window', { from: at(refusal.fromMs), to: at(refusal.toMs) });
    case 'cut-off':
      return t('refusal-cut-off', { at: at(refusal.atMs) });
    case 'blackout':
      return blackout(context, refusal);
    case 'events-unknown':
      return eventsUnknown(context, refusal);
    case 'expected-move-unknown':
    case 'range-unknown':
    case 'price-unknown':
      return t(`refusal-${refusal.code}`, { symbol: refusal.underlying });
    case 'range-over-move':
      return t('refusal-range-over-move', {
        range: decimal(refusal.range, 2),
        limit: decimal(refusal.limit, 2),
      });
    case 'price-over-move':
      return t('refusal-price-over-move', {
        moved: decimal(refusal.fromOpen, 2),
        limit: decimal(refusal.limit, 2),
      });
    case 'vix-up':
      return t('refusal-vix-up', {
        change: decimal(refusal.change, 2),
        limit: decimal(refusal.limit, 2),
      });
    case 'not-defined-risk':
      return unbounded(context, refusal);
    case 'not-covered':
      return t('refusal-not-covered', { shares: refusal.shares, needed: refusal.needed });
    case 'shape-not-built':
      return t('refusal-shape-not-built', { shape: refusal.shape });
    case 'limit-off-market':
      return t('refusal-limit-off-market', {
        limit: decimal(refusal.limitTicks, 0),
        most: decimal(refusal.mostTicks, 0),
      });
    case 'more-than-held':
      return t('refusal-more-than-held', {
        instrument: instrumentText(refusal.instrument),
        held: String(refusal.held),
        asked: String(refusal.asked),
      });
    case 'quote-missing':
      return t('refusal-quote-missing', { instrument: instrumentText(refusal.instrument) });
    case 'quote-stale':
      return t('refusal-quote-stale', {
        instrument: instrumentText(refusal.instrument),
        age: duration(t, refusal.ageMs),
        limit: duration(t, refusal.limitMs),
      });
    case 'quote-delayed':
      return t('refusal-quote-delayed', {
        instrument: instrumentText(refusal.instrument),
        delay: duration(t, refusal.delayMs),
      });
    case 'planned-loss':
    case 'worst-loss':
    case 'day-loss':
    case 'day-loss-reached':
    case 'open-worst':
      return lossOver(context, refusal);
    case 'bad-quantity':
      return t('refusal-bad-quantity', { quantity: String(refusal.quantity) });
  }
}

/** All reasons, a line each. */
export function refusalList(context: CommandContext, refusals: readonly Refusal[]): Html {
  return lines(refusals.map((refusal) => plainLine(refusalText(context, refusal))));
}

const plainLine = (text: Html): Html => `${plain('• ')}${text}` as Html;
