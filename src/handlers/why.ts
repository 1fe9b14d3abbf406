import { z } from 'zod';
import { command } from '../bot/command.js';
import { button } from '../bot/views/buttons.js';
import { plain } from '../bot/views/format.js';
import { tradingTrouble } from '../bot/views/trading-words.js';
import { whyCard } from '../bot/views/why-card.js';

export const why = command({
  name: 'why',
  aliases: [],
  role: 'viewer',
  chats: ['private', 'group'],
  menu: 'unlisted',
  section: 'signals',
  args: z.object({ bot: z.string().min(1).max(40).optional() }),
  async run(context, { bot }) {
    const { t, engine } = context;
    const { strategies } = engine.trading;
    const named = bot?.toLowerCase() ?? (strategies.length === 1 ? strategies[0] : undefined);
    if (named === undefined) {
      const buttons = strategies.map((name) => [button(plain(name), 'why', { bot: name })]);
      return { kind: 'card', text: t(buttons.length > 0 ? 'why-which' : 'bots-none'), buttons };
    }
    const view = await engine.trading.why(named);
    return view.ok ? whyCard(context, view.value) : tradingTrouble(context, view.error);
  },
});
