import { z } from 'zod';
import { command, type CommandContext } from '../bot/command.js';
import { bold, lines, type Html } from '../bot/html.js';
import { button } from '../bot/views/buttons.js';
import { plain } from '../bot/views/format.js';
import type { MemberError } from '../engine/api.js';
import type { UserId } from '../engine/domain/people.js';

const MAX_BUTTONS = 8;

function listed({ t, engine }: CommandContext, news: Html | null) {
  const members = engine.people.members();
  const removable = members.filter(({ role }) => role !== 'owner').slice(0, MAX_BUTTONS);
  return {
    kind: 'card' as const,
    text: lines([
      news,
      bold(t('users-headline', { count: members.length })),
      ...members.map(({ userId, role }) => plain(`${userId} · ${t('role', { role })}`)),
      t('users-how'),
    ]),
    buttons: removable.map(({ userId }) => [
      button(t('users-remove', { id: String(userId) }), 'users', { action: 'remove', id: userId }),
    ]),
  };
}

function refused({ t }: CommandContext, error: MemberError): Html {
  return error.code === 'not-owner'
    ? t('users-not-owner')
    : t(`users-${error.code}`, { id: String(error.userId) });
}

export const users = command({
  name: 'users',
  aliases: [],
  role: 'owner',
  chats: ['private'],
  menu: 'unlisted',
  section: 'house',
  args: z.object({
    action: z.enum(['list', 'add', 'remove']).default('list'),
    id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
    role: z.enum(['trader', 'viewer']).optional(),
  }),
  run(context, { action, id, role }) {
    const { t, engine, user } = context;
    if (action === 'list') return Promise.resolve(listed(context, null));
    if (id === undefined || (action === 'add' && role === undefined)) {
      return Promise.resolve(listed(context, t('users-incomplete')));
    }
    const whom = id as UserId;
    const done =
      action === 'add' && role
        ? engine.people.grant(user.id, whom, role)
        : engine.people.revoke(user.id, whom);
    const news = done.ok
      ? t(action === 'add' ? 'users-added' : 'users-removed', {
          id: String(whom),
          role: role ?? 'viewer',
        })
      : refused(context, done.error);
    return Promise.resolve(listed(context, news));
  },
});
