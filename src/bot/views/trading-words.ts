import type { Actor } from '../../engine/domain/actor.js';
import type { Arming } from '../../engine/domain/arming.js';
import { parseInstrument } from '../../engine/domain/instrument.js';
import type { ExitRule } from '../../engine/domain/order-run.js';
import type { TapRefusal } from '../../engine/domain/tap.js';
import type { PackageQuote, PlainGreeks } from '../../engine/domain/ticket.js';
import type { TapOutcome, TradingError } from '../../engine/domain/trading-api.js';
import type { UsdMicros } from '../../engine/domain/units.js';
import type { Card, CommandContext } from '../command.js';
import { lines, type Html } from '../html.js';
import { badge, decimal, duration, instant, plain, signed, timeOfDay, zoneName } from './format.js';
import { refusalList } from './refusals.js';

/** An empty line between the parts of a card. */
export const GAP: Html = plain('');

/** Who did it, in words: a person by id, a rule by its name, the desk itself. */
export function actorWords({ t }: CommandContext, actor: Actor): Html {
  switch (actor.kind) {
    case 'user':
      return t('actor-user', { id: String(actor.userId) });
    case 'rule':
      return t('actor-rule', { rule: actor.rule });
    case 'desk':
      return t('actor-desk');
  }
}

/** Mode and market time, under a card that rests on no price. */
export function nowLine({ engine, user }: CommandContext): Html {
  const atMs = engine.marketNowMs();
  const { zone } = user.settings;
  return plain(`${badge(engine.mode)} · ${timeOfDay(atMs, zone)} ${zoneName(atMs, zone)}`);
}

/** `SPX 11-23 5995/5990 P`: what the legs are of, then each strike; other shapes leg by leg. */
export function legsText(
  underlying: string,
  legs: readonly { readonly instrument: string; readonly ratio: number }[],
): string {
  const parsed = legs.map(({ instrument, ratio }) => ({ of: parseInstrument(instrument), ratio }));
  const options = parsed.flatMap(({ of }) => (of?.kind === 'option' ? [of] : []));
  const first = options[0];
  if (!first || options.length !== legs.length) {
    return legs.map(({ instrument, ratio }) => `${signed(ratio, 0)} ${instrument}`).join(' ');
  }
  const day = first.expiry.slice(5);
  const right = (of: typeof first): string => (of.right === 'put' ? 'P' : 'C');
  const alike = options.every((of) => of.right === first.right && of.expiry === first.expiry);
  const strikes = alike
    ? `${options.map(({ strike }) => strike).join('/')} ${right(first)}`
    : options.map((of) => `${of.strike}${right(of)}`).join('/');
  return `${underlying} ${day} ${strikes}`;
}

/** A price of one unit as people say it: `0.50 cr` is received, `0.35 db` is paid. */
export function unitPrice({ t }: CommandContext, usd: number | null): Html {
  if (usd === null) return plain('–');
  const side = usd < 0 ? 'credit' : 'debit';
  return t('unit-price', { price: decimal(Math.abs(usd), 2), side });
}

/** Dollars for one unit of an integer limit. */
export function ticksUsd(ticks: number, tickMicros: UsdMicros): number {
  return (ticks * tickMicros) / 1e6;
}

/** `0.51–0.53`: from the price at once to the best, unsigned where both are on one side. */
export function marketSpan({ naturalUsd, bestUsd }: PackageQuote): string {
  const oneSided = naturalUsd * bestUsd >= 0;
  const ends = oneSided
    ? [Math.abs(naturalUsd), Math.abs(bestUsd)].sort((a, b) => a - b)
    : [naturalUsd, bestUsd];
  return ends.map((usd) => (oneSided ? decimal(usd, 2) : signed(usd, 2))).join('–');
}

/** `Δ +6.1  Γ −0.21  ν −3.8  θ +14`: units of the underlying, dollars a point, dollars a day. */
export function greeksText(greeks: PlainGreeks): string {
  const parts = [
    ['Δ', signed(greeks.deltaUnits, 1)],
    ['Γ', signed(greeks.gammaUnits, 2)],
    ['ν', signed(greeks.vegaUsdPerVolPt, 1)],
    ['θ', signed(greeks.thetaUsdPerDay, 1)],
  ];
  // A letter and its figure stay on one line.
  return parts.map((pair) => pair.join('\u00a0')).join('  ');
}

/** Until when an arming holds, in the reader's zone. */
export function untilText({ user }: CommandContext, arming: Arming): string {
  const { zone } = user.settings;
  const atMs = arming.untilMarketMs ?? arming.untilWallMs;
  return atMs === null ? '–' : instant(atMs, zone).slice(5);
}

/** Every way in which the order path says no, as one sentence. */
export function tradingSentence(context: CommandContext, error: TradingError): Html {
  const { t } = context;
  switch (error.code) {
    case 'not-allowed':
    case 'no-trading':
    case 'bad-time':
    case 'nothing-open':
    case 'no-answer':
    case 'token-used':
      return t(`trading-error-${error.code}`);
    case 'unknown-bot':
      return t('trading-error-unknown-bot', {
        name: error.name.slice(0, 40),
        known: error.known.join(', '),
      });
    case 'not-armed':
      return t('trading-error-not-armed', { bot: error.strategy });
    case 'bad-size':
      return t('trading-error-bad-size', { quantity: error.quantity, most: error.most });
    case 'no-such-id':
      return t('trading-error-no-such-id', { id: error.id.slice(0, 40) });
    case 'ambiguous-id':
      return t('trading-error-ambiguous-id', { id: error.id, matches: error.matches });
    case 'already-closing':
      return t('trading-error-already-closing', { id: error.short });
    case 'no-quotes':
      return t('trading-error-no-quotes', { symbol: error.underlying });
    case 'no-report':
      return error.day === null
        ? t('trading-error-no-report-yet')
        : t('trading-error-no-report', { day: error.day });
    case 'refused':
      return lines([t('trading-error-refused'), refusalList(context, error.refusals)]);
  }
}

/** The order path's refusal as a card of its own. */
export function tradingTrouble(context: CommandContext, error: TradingError): Card {
  return { kind: 'card', text: tradingSentence(context, error) };
}

function tapRefusal(context: CommandContext, refusal: TapRefusal): Html {
  const { t } = context;
  switch (refusal.code) {
    case 'no-such-ticket':
    case 'not-allowed':
    case 'band-end':
    case 'no-answer':
      return t(`tap-refused-${refusal.code}`);
    case 'ambiguous-ticket':
      return t('tap-refused-ambiguous-ticket', { matches: refusal.matches });
    case 'not-open':
      return t('tap-refused-not-open', { state: t('ticket-state', { state: refusal.state }) });
    case 'expired':
      return t('tap-refused-expired', { ago: duration(t, refusal.agoMs) });
    case 'refused':
      return lines([t('tap-refused-refused'), refusalList(context, refusal.refusals)]);
  }
}

/** What became of a tap, short enough for a toast. */
export function tapWords(context: CommandContext, outcome: TapOutcome): Html {
  const { t } = context;
  switch (outcome.kind) {
    case 'sent':
      return t('tap-sent', { span: marketSpan(outcome.seen) });
    case 'replaced':
      return t('tap-replaced', { next: outcome.next.short });
    case 'skipped':
      return t('tap-skipped', { id: outcome.view.short });
    case 'limit': {
      const { limitTicks, ticket } = outcome.view;
      return t('tap-limit', {
        price: unitPrice(context, ticksUsd(limitTicks, ticket.tickMicros)),
      });
    }
    case 'refused':
      return tapRefusal(context, outcome.refusal);
  }
}

/** Why an exit was begun. */
export function exitRuleName({ t }: CommandContext, rule: ExitRule | 'expiry'): Html {
  return t('exit-rule', { rule });
}

/** Why trading is in its state. */
export function stateReason({ t }: CommandContext, reason: string): Html {
  return t('state-reason', { reason });
}
