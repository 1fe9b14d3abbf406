import { z } from 'zod';
import { command, type Button, type CommandContext } from '../bot/command.js';
import { button, choice } from '../bot/views/buttons.js';
import { FORM, formButtons } from '../bot/views/forms.js';
import {
  GREEKS_SHOWS,
  greeksCaption,
  greeksChart,
  greeksText,
  type GreeksShow,
} from '../bot/views/greeks-card.js';
import { volTrouble } from '../bot/views/vol-trouble.js';
import type { GreeksView } from '../engine/domain/vol-views.js';

const args = z.object({
  show: z.enum(GREEKS_SHOWS).default('payoff'),
  form: FORM,
  instrument: z.array(z.string().min(1).max(40)).min(1),
});

function buttons(
  context: CommandContext,
  view: GreeksView,
  now: { readonly show: GreeksShow; readonly form: 'chart' | 'text' },
): Button[][] {
  const { instrument, expiry, underlying } = view;
  const { t } = context;
  const shows = GREEKS_SHOWS.map((show) =>
    button(choice(t(`greeks-show-${show}`), show === now.show ? 'chosen' : 'other'), 'greeks', {
      ...now,
      show,
      instrument,
    }),
  );
  return [
    shows,
    [...formButtons(context, 'greeks', { ...now, instrument })],
    [
      button(t('button-smile'), 'smile', { underlying, expiry }),
      button(t('button-chain'), 'chain', { underlying, expiry }),
    ],
  ];
}

export const greeks = command({
  name: 'greeks',
  aliases: ['g'],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'published',
  section: 'market',
  args,
  async run(context, { form, instrument, show }) {
    const view = await context.engine.vol.greeks(instrument.join(' '));
    if (!view.ok) return volTrouble(context, 'greeks', view.error);
    const chart = greeksChart(view.value, show, context.user.settings.zone);
    const text = form === 'text' ? greeksText : greeksCaption;
    return {
      kind: 'card',
      text: text(context, view.value),
      ...(chart ? { chart } : {}),
      buttons: buttons(context, view.value, { show, form }),
    };
  },
});
