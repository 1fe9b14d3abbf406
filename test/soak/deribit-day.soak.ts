import { afterEach, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/engine/domain/units.js';
import { openDeribit, type DeribitWorld } from '../engine/adapters/deribit/deribit-world.js';
import { GeneratedMarket } from '../standins/deribit/generated.js';
import type { Trouble } from '../standins/deribit/troubles.js';
import { SOAK, SOAK_SEED } from '../support/soak.js';

/** The stream tells all of it each step; deadlines are in proportion. */
const STEP_MS = SOAK === 'long' ? 10_000 : 30_000;
const DAY_MS = 24 * HOUR_MS;
const TIMING = {
  heartbeatMs: 3 * STEP_MS,
  answerWithinMs: 2 * STEP_MS,
  connectWithinMs: 2 * STEP_MS,
  deadAfterMs: 8 * STEP_MS,
  quietAfterMs: 2 * STEP_MS,
  silentAfterMs: 6 * STEP_MS,
  missedAfterMs: 3 * STEP_MS,
  watchMs: STEP_MS,
  backoffMs: STEP_MS / 2,
  backoffMostMs: 5 * MINUTE_MS,
};
/** A span without a ticker that is longer than this was silence. */
const MOST_SILENCE_MS = 2 * STEP_MS;

const open: DeribitWorld[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** The same numbers for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Everything that goes wrong, each with what ends it and after how many steps. */
const TROUBLES: readonly (readonly [Trouble, Trouble | null, number])[] = [
  [{ kind: 'drop' }, null, 1],
  [{ kind: 'half-open' }, null, 1],
  [{ kind: 'heartbeats', state: 'withheld' }, { kind: 'heartbeats', state: 'sent' }, 10],
  [{ kind: 'test-request' }, null, 1],
  [
    { kind: 'no-answer', method: null, state: 'on' },
    { kind: 'no-answer', method: null, state: 'off' },
    5,
  ],
  [{ kind: 'text', text: '<html>' }, null, 1],
  [{ kind: 'text', text: '{"jsonrpc":"2.0","params":null}' }, null, 1],
  [{ kind: 'too-many-requests' }, null, 1],
  [{ kind: 'maintenance', forMs: 15 * MINUTE_MS }, null, 1],
  [{ kind: 'silence', of: 'all', state: 'on' }, { kind: 'silence', of: [], state: 'off' }, 9],
  [{ kind: 'time-jump', byMs: HOUR_MS }, { kind: 'time-jump', byMs: 0 }, 5],
  [{ kind: 'time-jump', byMs: -HOUR_MS }, { kind: 'time-jump', byMs: 0 }, 5],
  [{ kind: 'extra-keys', state: 'on' }, { kind: 'extra-keys', state: 'off' }, 20],
  [{ kind: 'key-order', state: 'reversed' }, { kind: 'key-order', state: 'usual' }, 20],
  [{ kind: 'answers', order: 'reversed' }, { kind: 'answers', order: 'usual' }, 20],
  [{ kind: 'refuse-connects', count: 3 }, null, 1],
  [{ kind: 'http', status: 502 }, { kind: 'http', status: null }, 30],
  [
    { kind: 'overlay', fields: { estimated_delivery_price: 'expired', bid_iv: 0 } },
    { kind: 'overlay', fields: {} },
    10,
  ],
];

/** Spans without tickers of an instrument that no gap tells of. */
function unmarked({ quotes, gaps }: DeribitWorld): readonly string[] {
  const last = new Map<string, number>();
  const found: string[] = [];
  for (const { instrument, option, askSize, atMs } of quotes) {
    // Pictures have no sizes: they bridge a silence and do not end it.
    if (!option || askSize === null) continue;
    const fromMs = last.get(instrument) ?? atMs;
    last.set(instrument, atMs);
    if (atMs - fromMs <= MOST_SILENCE_MS) continue;
    const isTold = gaps.some(
      (gap) =>
        gap.fromMs <= fromMs &&
        gap.toMs >= atMs &&
        (gap.instruments === null || gap.instruments.includes(instrument)),
    );
    if (!isTold) found.push(`${instrument} ${fromMs} ${atMs}`);
  }
  return found;
}

it('lives through a day of troubles with no silence that is not told', async () => {
  const market = new GeneratedMarket({ coins: ['BTC'], expiryDays: [1, 6], strikesPerExpiry: 3 });
  const world = await openDeribit({
    market,
    venue: { tickEveryMs: STEP_MS, slowEveryMs: STEP_MS },
    settings: { coins: ['BTC'], timing: TIMING },
  });
  open.push(world);
  const { clock, venue, feed } = world;
  await world.begin();
  const random = numbers(SOAK_SEED);
  const endMs = clock.nowMs() + DAY_MS;
  const ends = new Map<number, Trouble>();
  let [steps, shownOld, troubles] = [0, 0, 0];
  while (clock.nowMs() < endMs) {
    // About three an hour, never one before the last is over.
    const isLast = endMs - clock.nowMs() < 30 * MINUTE_MS;
    if (ends.size === 0 && !isLast && random() < (3 * STEP_MS) / HOUR_MS) {
      const [trouble, cure, lasts] = TROUBLES[Math.floor(random() * TROUBLES.length)] ?? [];
      if (trouble) {
        venue.misbehave(trouble);
        troubles += 1;
      }
      if (cure) ends.set(steps + (lasts ?? 1), cure);
    }
    const cure = ends.get(steps);
    if (cure) {
      venue.misbehave(cure);
      ends.delete(steps);
    }
    await world.pass(STEP_MS, STEP_MS);
    steps += 1;
    const chains = await feed.chains('BTC');
    const oldest = Math.min(...(chains.ok ? chains.value : []).map(({ atMs }) => atMs));
    // What calls itself ready shows nothing that is old.
    const isOld = clock.nowMs() - oldest > TIMING.quietAfterMs + STEP_MS;
    if (feed.state().state === 'ready' && isOld) shownOld += 1;
  }
  await world.pass(10 * STEP_MS, STEP_MS);
  expect(feed.state().state).toBe('ready');
  expect(venue.violations).toEqual([]);
  expect(shownOld).toBe(0);
  expect(unmarked(world)).toEqual([]);
  const figures = { troubles, gaps: world.gaps.length, quotes: world.quotes.length };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  expect(troubles).toBeGreaterThan(20);
  expect(world.gaps.length).toBeGreaterThan(5);
});
