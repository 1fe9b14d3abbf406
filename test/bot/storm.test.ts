import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { command } from '../../src/bot/command.js';
import type { UserId } from '../../src/engine/domain/people.js';
import type { Fault } from '../../src/sandbox/local-chat.js';
import { chartOf, html, OWNER, seededChance, TestDesk } from './support/desk.js';

const PEOPLE = [OWNER as number, 3001, 3002];
const ASKED = 10;

const echo = command({
  name: 'echo',
  aliases: [],
  role: 'viewer',
  chats: ['private'],
  menu: 'unlisted',
  section: 'house',
  args: z.object({ number: z.coerce.number() }),
  run: (_context, { number }) =>
    Promise.resolve({
      kind: 'card',
      text: html(`${number}`),
      ...(number % 3 === 0 && { chart: chartOf(`${number}`) }),
    }),
});

/** Faults of every kind, drawn by seed; few enough that the storm passes. */
function faults(seed: number): readonly Fault[] {
  const chance = seededChance(seed);
  const uniform = (): number => chance.uniform();
  const of = <T>(values: readonly T[]): T => values[Math.floor(uniform() * values.length)] as T;
  return Array.from({ length: 24 }, (): Fault => {
    const method = of(['sendMessage', 'sendPhoto', 'getUpdates', 'sendMessage', 'sendPhoto']);
    const skip = Math.floor(uniform() * 8);
    // A poll that hangs or meets another poller makes commands stale, which other tests cover.
    const polls = method === 'getUpdates';
    const mode = of([
      'answer',
      'answer',
      'drop-connection-before',
      'drop-connection-after',
      'reset-mid-upload',
      'hang',
    ] as const);
    if (mode !== 'answer') {
      const fits = polls ? 'drop-connection-before' : mode;
      const uploads = fits !== 'reset-mid-upload' || method === 'sendPhoto';
      return { method, skip, mode: uploads ? fits : 'drop-connection-before' };
    }
    const code = of([429, 500, 502, 503]);
    const parameters = code === 429 ? { retry_after: 1 + Math.floor(uniform() * 5) } : {};
    return { method, skip, mode, code, description: `storm ${code}`, parameters };
  });
}

let desk: TestDesk;
afterEach(() => desk.close());

describe('a storm of errors, silence and broken lines', () => {
  it.each([1, 2, 3, 4])(
    'loses no answer and keeps their order (seed %i)',
    async (seed) => {
      desk = await TestDesk.make({ commands: [echo] });
      for (const person of PEOPLE.slice(1)) {
        desk.engine.people.grant(OWNER, person as UserId, 'viewer');
      }
      await desk.bot.start();
      const storm = faults(seed);
      desk.control.failNext(...storm);
      for (let number = 0; number < ASKED; number++) {
        for (const person of PEOPLE) desk.says(`/echo ${number}`, person);
        await desk.clock.advanceAsync(300);
        await desk.settle(5);
        if (number === 4 || number === 8) await desk.restart();
      }
      const complete = (person: number): boolean =>
        new Set(desk.texts(person)).size === ASKED && desk.bot.state().waiting === 0;
      await desk.pass(() => PEOPLE.every(complete), 600_000);
      const lostAnswers = storm.filter(({ mode }) => mode === 'drop-connection-after').length;
      let extra = 0;
      for (const person of PEOPLE) {
        const seen = desk.texts(person).map(Number);
        expect(seen).toEqual(seen.toSorted((a, b) => a - b));
        extra += seen.length - ASKED;
      }
      // A hung request that was given up was never read by the service, so it doubles nothing.
      expect(extra).toBeLessThanOrEqual(lostAnswers);
      expect(desk.log.events()).not.toContain('message-dropped');
    },
    60_000,
  );
});
