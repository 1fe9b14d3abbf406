import { z } from 'zod';
import { command } from '../bot/command.js';
import { stoppedCard } from '../bot/views/stopped-card.js';
import { tradingSentence } from '../bot/views/trading-words.js';

/** At once, whatever waits: entries end and what works is cancelled. */
export const halt = command({
  name: 'halt',
  aliases: ['stop'],
  role: 'trader',
  chats: ['private', 'group'],
  menu: 'published',
  section: 'trading',
  args: z.object({}),
  run(context) {
    const done = context.engine.trading.halt(context.user.id);
    return Promise.resolve(
      done.ok
        ? stoppedCard(context, context.t('halt-done', { cancelled: done.value.cancelled }))
        : { kind: 'toast', toast: tradingSentence(context, done.error) },
    );
  },
});
