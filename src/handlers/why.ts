import { z } from 'zod';
import { command, type Card, type CommandContext } from '../bot/command.js';
import { button } from '../bot/views/buttons.js';
import { plain } from '../bot/views/format.js';
import { tradingTrouble } from '../bot/views/trading-words.js';
import { scoreWhyCard } from '../bot/views/score-why-card.js';
import { scoreTrouble } from '../bot/views/score-words.js';
import { whyCard } from '../bot/views/why-card.js';

/** What is asked of the model instead of a bot. */
const SCORE = 'score';

async function scoreWhyReply(context: CommandContext): Promise<Card> {
  const view = await context.engine.score.why();
  return view.ok ? scoreWhyCard(context, view.value) : scoreTrouble(context, view.error);
}

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
    if (bot?.toLowerCase() === SCORE) return scoreWhyReply(context);
    const named = bot?.toLowerCase() ?? (strategies.length === 1 ? strategies[0] : undefined);
    if (named === undefined) {
      const bots = strategies.map((name) => [button(plain(name), 'why', { bot: name })]);
      const buttons = [...bots, [button(t('button-score'), 'why', { bot: SCORE })]];
      return { kind: 'card', text: t(bots.length > 0 ? 'why-which' : 'bots-none'), buttons };
    }
    const view = await engine.trading.why(named);
    return view.ok ? whyCard(context, view.value) : tradingTrouble(context, view.error);
  },
});
