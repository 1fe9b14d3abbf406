import { z } from 'zod';
import { command, type Card, type CommandContext } from '../bot/command.js';
import type { Html } from '../bot/html.js';
import { alertsCard, alertTrouble, RULES_A_PAGE } from '../bot/views/alerts-card.js';
import { BUILT_INS } from '../engine/domain/vol-alert.js';

const args = z.object({
  act: z.enum(['remove', 'snooze', 'on', 'off']).optional(),
  name: z.enum(BUILT_INS).optional(),
  id: z
    .string()
    .regex(/^[0-9a-f]{8}$/u)
    .optional(),
  /** Place in the list with an act, else the page. */
  page: z.coerce.number().int().min(1).max(20).default(1),
});
type Args = z.output<typeof args>;

/** What was done, in a line above the list; null where nothing was asked. */
function act(context: CommandContext, { act: what, name, id, page }: Args): Html | null {
  const { engine, user, chat, t } = context;
  if (what === undefined) return null;
  if (what === 'on' || what === 'off') {
    if (name === undefined) return t('alerts-say-which');
    engine.alerts.setBuiltIn(user.id, name, what);
    return t('alerts-switched', { name: t('alert-built-in', { name }), to: what });
  }
  const { rules } = engine.alerts.list(user.id, chat.kind);
  const of = id ?? rules[page - 1]?.rule.id;
  if (of === undefined) return t('alert-unknown');
  const done = engine.alerts[what](user.id, of);
  if (!done.ok) return alertTrouble(context, done.error);
  const sleeps = done.value.state === 'snoozed' ? 'yes' : 'no';
  return t(what === 'remove' ? 'alerts-removed' : 'alerts-snoozed', {
    text: done.value.text,
    sleeps,
  });
}

/** The page on which a rule stands that was acted on by its number. */
function pageOf({ act: what, id, page }: Args): number {
  const numbered = what !== undefined && id === undefined;
  return numbered ? Math.ceil(page / RULES_A_PAGE) : page;
}

export const alerts = command({
  name: 'alerts',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'signals',
  args,
  run(context, asked) {
    const news = act(context, asked);
    const { engine, user, chat } = context;
    const view = engine.alerts.list(user.id, chat.kind);
    const card: Card = alertsCard(context, view, { page: pageOf(asked), news });
    return Promise.resolve(news && asked.act !== undefined ? { ...card, toast: news } : card);
  },
});
