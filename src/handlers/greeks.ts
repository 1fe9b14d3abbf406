import { z } from 'zod';
import { command, type Button, type Card, type CommandContext } from '../bot/command.js';
import { button, choice } from '../bot/views/buttons.js';
import { FORM, formButtons } from '../bot/views/forms.js';
import {
  GREEKS_SHOWS,
  greeksCaption,
  greeksChart,
  greeksText,
  type GreeksShow,
} from '../bot/views/greeks-card.js';
import { underlyingOr, underlyingRow } from '../bot/views/vol-buttons.js';
import { volTrouble } from '../bot/views/vol-trouble.js';
import type { GreeksView, VolError } from '../engine/domain/vol-views.js';

const args = z.object({
  show: z.enum(GREEKS_SHOWS).default('payoff'),
  form: FORM,
  instrument: z.array(z.string().min(1).max(40)).default([]),
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

/** An underlying alone is no mistake: its options near the money are offered, and the others. */
function unanswered(context: CommandContext, asked: string, error: VolError): Card {
  const card = volTrouble(context, 'greeks', error);
  const shown = asked.toUpperCase();
  if (error.code !== 'unknown-option' || error.nearest.length === 0) return card;
  if (!context.engine.vol.underlyings().includes(shown)) return card;
  return {
    kind: 'card',
    text: context.t('greeks-which', { underlying: shown }),
    buttons: [...(card.buttons ?? []), ...underlyingRow(context, 'greeks', { shown })],
  };
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
    const asked = instrument.length > 0 ? instrument.join(' ') : underlyingOr(context, undefined);
    const view = await context.engine.vol.greeks(asked);
    if (!view.ok) return unanswered(context, asked, view.error);
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
