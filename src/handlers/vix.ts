import { z } from 'zod';
import { command, type Button, type CommandContext } from '../bot/command.js';
import { button, choice } from '../bot/views/buttons.js';
import { curveCaption, curveChart, curveText } from '../bot/views/curve-card.js';
import { plain } from '../bot/views/format.js';
import { troubleCard } from '../bot/views/trouble.js';
import { vixCaption, vixChart, vixText } from '../bot/views/vix-card.js';

const RANGES = ['1m', '6m', '1y', 'all'] as const;

const args = z.object({
  range: z.enum(RANGES).default('6m'),
  show: z.enum(['level', 'curve']).default('level'),
  form: z.enum(['chart', 'text']).default('chart'),
});
type Args = z.output<typeof args>;

const RANGE_LABELS = { '1m': '1M', '6m': '6M', '1y': '1Y', all: 'All' } as const;

function buttons({ t }: CommandContext, now: Args): Button[][] {
  const ranges = RANGES.map((range) => {
    const chosen = range === now.range && now.show === 'level' ? 'chosen' : 'other';
    const label = range === 'all' ? t('button-all') : plain(RANGE_LABELS[range]);
    return button(choice(label, chosen), 'vix', { ...now, show: 'level', range });
  });
  const other = now.show === 'level' ? 'curve' : 'level';
  const form = now.form === 'chart' ? 'text' : 'chart';
  return [
    ranges,
    [
      button(t(other === 'curve' ? 'button-curve' : 'button-level'), 'vix', {
        ...now,
        show: other,
      }),
      button(t(form === 'text' ? 'button-text' : 'button-chart'), 'vix', { ...now, form }),
      button(t('button-score'), 'score'),
      button(t('button-refresh'), 'vix', now),
    ],
  ];
}

async function level(context: CommandContext, now: Args) {
  const view = await context.engine.vix(now.range);
  if (!view.ok) return troubleCard(context, view.error);
  const text = now.form === 'text' ? vixText : vixCaption;
  return {
    kind: 'card' as const,
    text: text(context, view.value),
    chart: vixChart(view.value, context.user.settings.zone),
    buttons: buttons(context, now),
  };
}

async function curve(context: CommandContext, now: Args) {
  const view = await context.engine.curve();
  if (!view.ok) return troubleCard(context, view.error);
  const text = now.form === 'text' ? curveText : curveCaption;
  return {
    kind: 'card' as const,
    text: text(context, view.value),
    chart: curveChart(view.value, context.user.settings.zone),
    buttons: buttons(context, now),
  };
}

export const vix = command({
  name: 'vix',
  aliases: ['v'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'published',
  section: 'market',
  args,
  run: (context, now) => (now.show === 'curve' ? curve(context, now) : level(context, now)),
});
