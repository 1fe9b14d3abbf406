import { z } from 'zod';
import { command, type Button } from '../bot/command.js';
import { button } from '../bot/views/buttons.js';
import { scoreCaption, scoreChart, scoreText } from '../bot/views/score-card.js';
import { scoreTrouble } from '../bot/views/score-words.js';

export const score = command({
  name: 'score',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'signals',
  args: z.object({ form: z.enum(['chart', 'text']).default('chart') }),
  async run(context, { form }) {
    const { t, engine } = context;
    const view = await engine.score.score();
    if (!view.ok) return scoreTrouble(context, view.error);
    const other = form === 'chart' ? 'text' : 'chart';
    const text = form === 'text' ? scoreText : scoreCaption;
    const signal: Button[] = engine.score.lastSignal()
      ? [button(t('button-signal'), 'signal')]
      : [];
    return {
      kind: 'card',
      text: text(context, view.value),
      chart: scoreChart(view.value, context.user.settings.zone),
      buttons: [
        [
          button(t('button-why-score'), 'why', { bot: 'score' }),
          button(t('button-analogs'), 'analogs'),
          button(t('button-model'), 'model'),
        ],
        [
          ...signal,
          button(t(form === 'chart' ? 'button-text' : 'button-chart'), 'score', { form: other }),
          button(t('button-refresh'), 'score', { form }),
        ],
      ],
    };
  },
});
