import { z } from 'zod';
import { command, type Button } from '../bot/command.js';
import { analogsCaption, analogsChart, analogsText } from '../bot/views/analogs-card.js';
import { button } from '../bot/views/buttons.js';
import { scoreTrouble } from '../bot/views/score-words.js';

export const analogs = command({
  name: 'analogs',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'signals',
  args: z.object({ form: z.enum(['chart', 'text']).default('chart') }),
  async run(context, { form }) {
    const { t, engine } = context;
    const view = await engine.score.analogs();
    if (!view.ok) return scoreTrouble(context, view.error);
    const chart = analogsChart(view.value, context.user.settings.zone);
    const other = form === 'chart' ? 'text' : 'chart';
    const text = form === 'text' ? analogsText : analogsCaption;
    const signal: Button[] = engine.score.lastSignal()
      ? [button(t('button-signal'), 'signal')]
      : [];
    return {
      kind: 'card',
      text: text(context, view.value),
      ...(chart && { chart }),
      buttons: [
        [
          ...signal,
          button(t('button-score'), 'score'),
          button(t(form === 'chart' ? 'button-text' : 'button-chart'), 'analogs', { form: other }),
          button(t('button-refresh'), 'analogs', { form }),
        ],
      ],
    };
  },
});
