import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacing } from '../../src/bot/pacing.js';
import { DEFAULT_LIMITS, Flood } from '../../src/sandbox/flood.js';
import { ManualClock } from '../support/manual-clock.js';

/** Sends as fast as the pacing allows, and asks the service's own counters about each. */
function refusals(chats: readonly number[]): { readonly refused: number; readonly tookMs: number } {
  const clock = new ManualClock();
  const startMs = clock.nowMs();
  const flood = new Flood(clock, DEFAULT_LIMITS);
  const pacing = createPacing();
  let refused = 0;
  for (const chatId of chats) {
    clock.advance(pacing.waitMs(chatId, clock.nowMs()));
    pacing.take(chatId, clock.nowMs());
    if (flood.take(chatId, 1) !== null) refused += 1;
  }
  return { refused, tookMs: clock.nowMs() - startMs };
}

describe('the pace', () => {
  it('never meets a limit of the service, whoever is written to', () => {
    const chat = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: -4, max: -1 }));
    fc.assert(
      fc.property(fc.array(chat, { maxLength: 300 }), (chats) => {
        expect(refusals(chats).refused).toBe(0);
      }),
    );
  });

  it('lets three messages to one chat go at once, then about one a second', () => {
    expect(refusals([1, 1, 1]).tookMs).toBe(0);
    expect(refusals([1, 1, 1, 1, 1]).tookMs).toBeLessThanOrEqual(2_100);
  });

  it('lets thirty chats hear something at once', () => {
    expect(refusals(Array.from({ length: 30 }, (_, chat) => chat + 1)).tookMs).toBe(0);
  });

  it('holds a chat for as long as it was told, and the others not', () => {
    const pacing = createPacing();
    pacing.block(1, 5_000, 1_000);
    expect(pacing.waitMs(1, 1_000)).toBe(4_000);
    expect(pacing.waitMs(2, 1_000)).toBe(0);
  });

  it('holds everybody when two chats are told to wait at once', () => {
    const pacing = createPacing();
    pacing.block(1, 5_000, 1_000);
    pacing.block(2, 4_000, 1_000);
    expect(pacing.waitMs(3, 1_000)).toBe(3_000);
    expect(pacing.waitMs(3, 4_000)).toBe(0);
  });
});
