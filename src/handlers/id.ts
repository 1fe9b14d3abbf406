import { z } from 'zod';
import { command } from '../bot/command.js';
import { lines } from '../bot/html.js';

/** The numbers that the owner needs to let somebody in or to name a group. */
export const id = command({
  name: 'id',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'house',
  args: z.object({}),
  run({ t, user, chat }) {
    return Promise.resolve({
      kind: 'card',
      text: lines([
        t('id-user', { id: String(user.id), role: user.role }),
        t('id-chat', { id: String(chat.id), kind: chat.kind }),
        chat.topicId === null ? null : t('id-topic', { id: String(chat.topicId) }),
      ]),
    });
  },
});
