import { z } from 'zod';
import { command } from '../bot/command.js';
import { lines } from '../bot/html.js';
import { nowLine } from '../bot/views/trading-words.js';

/** Trades or days as a file of comma-separated values. */
export const exportFile = command({
  name: 'export',
  aliases: ['csv'],
  role: 'viewer',
  chats: ['private'],
  menu: 'unlisted',
  section: 'records',
  args: z.object({ what: z.enum(['trades', 'days']).default('trades') }),
  run(context, { what }) {
    const file = context.engine.trading.export(what);
    return Promise.resolve({
      kind: 'card',
      text: lines([context.t('export-done', { what, rows: file.rows }), nowLine(context)]),
      document: { name: file.name, text: file.text },
    });
  },
});
