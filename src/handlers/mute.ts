import { z } from 'zod';
import { command } from '../bot/command.js';
import { instant } from '../bot/views/format.js';

export const mute = command({
  name: 'mute',
  aliases: [],
  role: 'viewer',
  chats: ['private'],
  menu: 'unlisted',
  section: 'signals',
  args: z.object({ until: z.enum(['24h', 'off']).default('24h') }),
  run({ engine, t, user }, { until }) {
    if (until === 'off') {
      engine.score.unmute(user.id);
      return Promise.resolve({ kind: 'toast', toast: t('mute-off') });
    }
    const at = instant(engine.score.mute(user.id), user.settings.zone);
    return Promise.resolve({ kind: 'toast', toast: t('mute-on', { at }) });
  },
});
