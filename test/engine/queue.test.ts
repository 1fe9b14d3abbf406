import { expect, test } from 'vitest';
import { createSerialQueue } from '../../src/engine/queue.js';
import { ManualClock } from '../support/manual-clock.js';

function queueOf(step: (event: string) => void) {
  const clock = new ManualClock(0);
  const bugs: unknown[] = [];
  const queue = createSerialQueue<string>({
    nowMs: () => clock.nowMs(),
    step,
    onBug: (cause) => bugs.push(cause),
  });
  return { queue, clock, bugs };
}

test('events are stepped through one at a time in the order of arrival', async () => {
  const seen: string[] = [];
  let inside = 0;
  const { queue } = queueOf((event) => {
    inside += 1;
    expect(inside).toBe(1);
    seen.push(event);
    if (event === 'a') queue.push('c');
    inside -= 1;
  });
  queue.push('a');
  queue.push('b');
  await queue.idle();
  expect(seen).toEqual(['a', 'b', 'c']);
});

test('a step that throws is reported and the next one still runs', async () => {
  const seen: string[] = [];
  const { queue, bugs } = queueOf((event) => {
    if (event === 'bad') throw new Error('bug');
    seen.push(event);
  });
  queue.push('bad');
  queue.push('good');
  await queue.idle();
  expect(seen).toEqual(['good']);
  expect(bugs).toHaveLength(1);
});

test('lag is the time from arrival to step', async () => {
  const { queue, clock } = queueOf(() => undefined);
  queue.push('a');
  clock.advance(40);
  await queue.idle();
  expect(queue.stats()).toEqual({ waiting: 0, steps: 1, lagP50Ms: 40, lagP99Ms: 40 });
});

test('a long run of steps lets timers and sockets through', async () => {
  const { queue, clock } = queueOf(() => clock.advance(5));
  for (let i = 0; i < 10; i++) queue.push('x');
  let stepsWhenLetThrough = -1;
  setImmediate(() => setImmediate(() => (stepsWhenLetThrough = queue.stats().steps)));
  await queue.idle();
  expect(stepsWhenLetThrough).toBeGreaterThan(0);
  expect(stepsWhenLetThrough).toBeLessThan(10);
});

test('a closed queue takes nothing and still resolves those who wait', async () => {
  const seen: string[] = [];
  const { queue } = queueOf((event) => seen.push(event));
  queue.push('a');
  const idle = queue.idle();
  queue.close();
  queue.push('b');
  await idle;
  expect(seen).toEqual([]);
});
