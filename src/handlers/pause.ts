import { z } from 'zod';
import { command } from '../bot/command.js';
import { stoppedCard } from '../bot/views/stopped-card.js';
import { tradingSentence } from '../bot/views/trading-words.js';

/** No entries from now on; exits go on. */
export const pause = command({
  name: 'pause',
  aliases: [],
  role: 'trader',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'trading',
  args: z.object({}),
  run(context) {
    const done = context.engine.trading.pause(context.user.id);
    return Promise.resolve(
      done.ok
        ? stoppedCard(context, context.t('pause-done'))
        : { kind: 'toast', toast: tradingSentence(context, done.error) },
    );
  },
});
