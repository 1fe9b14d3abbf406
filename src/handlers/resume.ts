import { z } from 'zod';
import { command, type CommandContext } from '../bot/command.js';
import { bold, lines } from '../bot/html.js';
import { button } from '../bot/views/buttons.js';
import { nowLine, tradingSentence } from '../bot/views/trading-words.js';
import { MINUTE_MS, type EpochMs } from '../engine/domain/units.js';

const STEP = /^t[0-9a-z]{6,10}$/;
const CONFIRM_WITHIN_MS = MINUTE_MS;

/** The second step carries the wall time of the first, so that it holds for a minute. */
function stepOf(nowMs: EpochMs): string {
  return `t${nowMs.toString(36)}`;
}

function isFresh(step: string, nowMs: EpochMs): boolean {
  const agoMs = nowMs - parseInt(step.slice(1), 36);
  return agoMs >= 0 && agoMs <= CONFIRM_WITHIN_MS;
}

function asking(context: CommandContext) {
  const { t, engine, nowMs } = context;
  return {
    kind: 'card' as const,
    text: lines([
      bold(t('trading-state', { state: engine.trading.state() })),
      t('resume-ask'),
      nowLine(context),
    ]),
    buttons: [
      [button(t('button-resume-now'), 'resume', { step: stepOf(nowMs) })],
      [button(t('button-risk'), 'risk')],
    ],
  };
}

export const resume = command({
  name: 'resume',
  aliases: [],
  role: 'owner',
  chats: ['private'],
  menu: 'unlisted',
  section: 'trading',
  args: z.object({ step: z.string().regex(STEP).optional() }),
  run(context, { step }) {
    const { t, engine, user, nowMs } = context;
    const say = (text: ReturnType<typeof t>) =>
      Promise.resolve({ kind: 'card' as const, text: lines([text, nowLine(context)]) });
    if (engine.trading.state() === 'active') return say(t('resume-active'));
    if (step === undefined) return Promise.resolve(asking(context));
    if (!isFresh(step, nowMs)) return say(t('resume-late'));
    const done = engine.trading.resume(user.id);
    return say(done.ok ? t('resume-done') : tradingSentence(context, done.error));
  },
});
