import { z } from 'zod';
import { command, type Button, type CommandContext } from '../bot/command.js';
import { button, choice } from '../bot/views/buttons.js';
import { CHAIN_SHOWS, chainText, type ChainShow } from '../bot/views/chain-card.js';
import { plain } from '../bot/views/format.js';
import { expiryRow, readWords, underlyingRow, volLinks, WORDS } from '../bot/views/vol-buttons.js';
import { volTrouble } from '../bot/views/vol-trouble.js';
import type { ChainView } from '../engine/domain/vol-views.js';

/** Pages either way: more strikes than any expiry lists. */
const MOST_PAGES = 60;

const args = z.object({
  show: z.enum(CHAIN_SHOWS).default('prices'),
  /** Pages from the money: `p0` around it, `p1` above, `p-1` below. */
  page: z
    .string()
    .regex(/^p-?\d{1,2}$/u)
    .default('p0'),
  words: WORDS,
});

function buttons(
  context: CommandContext,
  view: ChainView,
  at: { readonly show: ChainShow; readonly page: number },
): Button[][] {
  const { t } = context;
  const { expiries, expiry, stamp, underlying } = view;
  const now = { show: at.show, underlying };
  const here = { ...now, page: `p${at.page}`, expiry };
  const shows = CHAIN_SHOWS.map((show) =>
    button(choice(t(`chain-show-${show}`), show === at.show ? 'chosen' : 'other'), 'chain', {
      ...here,
      show,
    }),
  );
  const page = (by: -1 | 0 | 1, label: string): Button => {
    const to = by === 0 ? 0 : Math.max(-MOST_PAGES, Math.min(MOST_PAGES, at.page + by));
    return button(plain(label), 'chain', { ...here, page: `p${to}` });
  };
  return [
    [page(-1, '▲ K−'), page(0, 'ATM'), page(1, '▼ K+')],
    ...expiryRow('chain', { expiries, shown: expiry, nowMs: stamp.nowMs, now }).map((row) => [
      ...row,
    ]),
    ...underlyingRow(context, 'chain', { shown: underlying, now: { show: at.show } }).map((row) => [
      ...row,
    ]),
    [...shows, button(t('button-refresh'), 'chain', here)],
    [
      ...volLinks(context, underlying, ['surface']),
      button(t('button-smile'), 'smile', { underlying, expiry }),
    ],
  ];
}

export const chain = command({
  name: 'chain',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'market',
  args,
  async run(context, { page: typed, show, words }) {
    const { expiry, underlying } = readWords(context, words);
    const page = Number(typed.slice(1));
    const view = await context.engine.vol.chain(underlying, { expiry, page });
    if (!view.ok) return volTrouble(context, 'chain', view.error);
    return {
      kind: 'card',
      text: chainText(context, view.value, show),
      buttons: buttons(context, view.value, { show, page }),
    };
  },
});
