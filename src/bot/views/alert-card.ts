import type { DeskAlert } from '../../engine/domain/alert.js';
import type { DeskNews } from '../../engine/domain/desk-views.js';
import { shortId } from '../../engine/domain/ticket.js';
import type { Button, Card, CommandContext } from '../command.js';
import { bold, lines, type Html } from '../html.js';
import { button } from './buttons.js';
import { plain } from './format.js';
import { money } from './money.js';
import { actorWords, nowLine } from './trading-words.js';

type AlertNews = Extract<DeskNews, { readonly kind: 'alert' }>;
type DisarmedNews = Extract<DeskNews, { readonly kind: 'disarmed' }>;

const MOST_LISTED = 5;

function listed(names: readonly string[]): string {
  const more = names.length > MOST_LISTED ? ` … +${names.length - MOST_LISTED}` : '';
  return `${names.slice(0, MOST_LISTED).join('; ')}${more}`;
}

/** What has happened, in one or two sentences without markup. */
export function alertText(context: CommandContext, alert: DeskAlert, id: string): Html {
  const { t } = context;
  switch (alert.code) {
    case 'order-unknown':
      return t('alert-order-unknown', { id });
    case 'order-rejected':
      return t('alert-order-rejected', { reason: alert.reason });
    case 'not-flat':
      return t('alert-not-flat', { ids: listed(alert.positionIds.map(shortId)) });
    case 'not-settled':
      return t('alert-not-settled', { ids: listed(alert.positionIds.map(shortId)) });
    case 'day-loss':
      return t('alert-day-loss', {
        bot: alert.strategy,
        loss: money(context, alert.lossMicros),
      });
    case 'gap-through':
      return t('alert-gap-through', {
        id: shortId(alert.positionId),
        loss: money(context, alert.lossMicros),
      });
    case 'kill':
      return t('alert-kill', { symbol: alert.underlying, rule: alert.rule });
    case 'mismatch':
      return t('alert-mismatch', { list: listed(alert.differences) });
    case 'exit-refused':
      return t('alert-exit-refused', {
        id: shortId(alert.positionId),
        codes: listed(alert.codes),
      });
    case 'broker-down':
    case 'broker-back':
      return t(`alert-${alert.code}`);
    case 'gateway-needs-you':
      return t('alert-gateway-needs-you', { gateway: alert.gateway, need: alert.need });
    case 'gateway-fine':
    case 'gateway-login':
      return t(`alert-${alert.code}`, { gateway: alert.gateway });
    case 'events-running-out':
      return t('alert-events-running-out', { day: alert.lastDay, left: alert.daysLeft });
    case 'store-failed':
      return t('alert-store-failed', { reason: alert.reason });
    case 'restarted':
      return t('alert-restarted', {
        bots: alert.disarmed.length === 0 ? '–' : listed(alert.disarmed),
        open: alert.open,
      });
  }
}

const SIGN: Readonly<Partial<Record<DeskAlert['code'], string>>> = {
  'broker-back': 'ℹ️',
  'gateway-fine': 'ℹ️',
  'gateway-login': 'ℹ️',
  'events-running-out': 'ℹ️',
  restarted: 'ℹ️',
};

/** Where a person would look next. */
function next({ t, chat }: CommandContext, { code }: DeskAlert): Button[][] {
  if (chat.kind !== 'private') return [];
  switch (code) {
    case 'order-unknown':
    case 'mismatch':
      return [[button(t('card-button-reconcile'), 'reconcile')]];
    case 'not-flat':
    case 'not-settled':
    case 'exit-refused':
    case 'kill':
    case 'gap-through':
      return [[button(t('card-button-positions'), 'positions')]];
    case 'order-rejected':
      return [[button(t('card-button-orders'), 'orders')]];
    case 'day-loss':
      return [[button(t('card-button-pnl'), 'pnl')]];
    case 'events-running-out':
      return [[button(t('card-button-events'), 'events')]];
    case 'restarted':
      return [[button(t('card-button-bots'), 'bots')]];
    case 'broker-down':
    case 'broker-back':
    case 'gateway-needs-you':
    case 'gateway-fine':
    case 'gateway-login':
    case 'store-failed':
      return [[button(t('card-button-status'), 'status')]];
  }
}

/** News that a person must hear, and the button to look further. */
export function alertCard(context: CommandContext, { alert, ticketShort }: AlertNews): Card {
  const text = alertText(context, alert, ticketShort ?? '–');
  return {
    kind: 'card',
    text: lines([bold(`${plain(SIGN[alert.code] ?? '⚠️')} ${text}` as Html), nowLine(context)]),
    buttons: next(context, alert),
  };
}

/** A bot lost its leave to propose entries. */
export function disarmedCard(context: CommandContext, news: DisarmedNews): Card {
  const { t, chat } = context;
  const { by, reason, strategy: bot } = news;
  return {
    kind: 'card',
    text: lines([
      bold(t('disarmed-headline', { bot })),
      t('disarmed-why', { reason, by: actorWords(context, by) }),
      nowLine(context),
    ]),
    ...(chat.kind === 'private' && {
      buttons: [[button(t('card-button-bots'), 'bots')]],
    }),
  };
}
