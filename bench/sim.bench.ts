/** What the simulated market costs beside what it cannot avoid: making the random numbers. */
import { createSimFeed } from '../src/engine/adapters/sim/sim-feed.js';
import { newYorkInstant } from '../src/engine/domain/new-york.js';
import { day } from '../src/engine/domain/trading-day.js';
import { MINUTE_MS } from '../src/engine/domain/units.js';
import { ManualClock } from '../test/support/manual-clock.js';
import { interleaved, milliseconds, type Figure } from './report.js';
import { listening } from '../test/support/market-sink.js';

const START = newYorkInstant(day('2026-11-23'), '10:30');
const ROUNDS = 7;
const MINUTES = 2;

async function started() {
  const clock = new ManualClock(START);
  const feed = createSimFeed({ seed: 1, scenario: 'calm', clock, startAtMs: START });
  await feed.start();
  return { clock, feed };
}

/** The same count of normal numbers as the days' paths need, by the polar method. */
function normals(count: number): number {
  let sum = 0;
  for (let left = count; left > 0;) {
    const [u, v] = [2 * Math.random() - 1, 2 * Math.random() - 1];
    const s = u * u + v * v;
    if (s >= 1 || s === 0) continue;
    sum += u * Math.sqrt((-2 * Math.log(s)) / s);
    left--;
  }
  return sum;
}

export async function* run(): AsyncGenerator<Figure> {
  const { clock, feed } = await started();
  let quotes = 0;
  feed.subscribe(feed.instruments(), listening({ quote: () => quotes++ }));
  const times = await interleaved(ROUNDS, {
    history: async () => {
      await (await started()).feed.stop();
    },
    pushes: () => clock.advance(MINUTES * MINUTE_MS),
    million: () => void normals(1_000_000),
  });
  await feed.stop();
  const { history, pushes, million } = times;
  if (!history || !pushes || !million) throw new Error('nothing was measured');
  const baseline = `a million normal numbers: ${milliseconds(million)}`;
  yield {
    name: 'two simulated years of daily history',
    measured: milliseconds(history),
    baseline,
    ratio: history.medianMs / million.medianMs,
    goal: 'below a second',
  };
  const perPush = pushes.medianMs / (MINUTES * 60);
  yield {
    name: 'a push of every simulated quote',
    measured: `${perPush.toFixed(3)} ms (${quotes} quotes in all)`,
    baseline,
    ratio: perPush / million.medianMs,
    goal: 'below 2 ms',
  };
}
