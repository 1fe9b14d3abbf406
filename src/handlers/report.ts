import { z } from 'zod';
import { command } from '../bot/command.js';
import { button } from '../bot/views/buttons.js';
import { reportCard } from '../bot/views/report-card.js';
import { tradingTrouble } from '../bot/views/trading-words.js';
import { parseDay } from '../engine/domain/trading-day.js';

export const report = command({
  name: 'report',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'records',
  args: z.object({ day: z.string().min(1).max(20).optional() }),
  async run(context, { day }) {
    const { t, engine, chat } = context;
    const wanted = day === undefined ? null : parseDay(day);
    if (day !== undefined && wanted === null) {
      return { kind: 'card', text: t('report-bad-day', { day }) };
    }
    const found = await engine.trading.report(wanted);
    if (!found.ok) return tradingTrouble(context, found.error);
    const { report: made } = found.value;
    const file =
      chat.kind === 'private' ? [button(t('button-csv'), 'export', { what: 'days' })] : [];
    return {
      ...reportCard(context, found.value),
      buttons: [
        [
          ...file,
          button(t('button-trades'), 'trades', { period: 'day' }),
          button(t('button-refresh'), 'report', { day: made.day }),
        ],
      ],
    };
  },
});
