import { expect, it } from 'vitest';
import type { Clock } from '../../src/engine/ports/clock.js';

/** A clock under test with the means to let its wall time pass. */
export interface ClockRig {
  readonly clock: Clock;
  /** Lets a length of wall time pass and runs what it brings. */
  readonly pass: (wallMs: number) => Promise<void>;
}

const DAY_MS = 86_400_000;

/** What every clock keeps, whatever moves it. Call inside a `describe`. */
export function clockContract(make: () => ClockRig): void {
  it('never goes backwards', async () => {
    const { clock, pass } = make();
    let last = clock.nowMs();
    for (const wallMs of [0, 1, 10, 1000, 3]) {
      await pass(wallMs);
      expect(clock.nowMs()).toBeGreaterThanOrEqual(last);
      last = clock.nowMs();
    }
  });

  it('shows whole milliseconds', async () => {
    const { clock, pass } = make();
    await pass(7);
    expect(Number.isInteger(clock.nowMs())).toBe(true);
  });

  it('runs a timer once, at or after its instant', async () => {
    const { clock, pass } = make();
    const dueAtMs = clock.nowMs() + 60_000;
    const seen: number[] = [];
    clock.at(dueAtMs, () => seen.push(clock.nowMs()));
    await pass(clock.wallUntilMs(dueAtMs) - 1);
    expect(seen).toEqual([]);
    await pass(1);
    await pass(5000);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toBeGreaterThanOrEqual(dueAtMs);
  });

  it('runs timers by instant, then by registration', async () => {
    const { clock, pass } = make();
    const startMs = clock.nowMs();
    const seen: string[] = [];
    clock.at(startMs + 2000, () => seen.push('c'));
    clock.at(startMs + 1000, () => seen.push('a'));
    clock.at(startMs + 1000, () => seen.push('b'));
    await pass(clock.wallUntilMs(startMs + 2000));
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('runs a passed instant at once, but not inside the call', async () => {
    const { clock, pass } = make();
    const seen: string[] = [];
    clock.at(clock.nowMs() - 5, () => seen.push('past'));
    clock.at(clock.nowMs(), () => seen.push('now'));
    expect(seen).toEqual([]);
    await pass(0);
    expect(seen).toEqual(['past', 'now']);
  });

  it('does not run a cancelled timer', async () => {
    const { clock, pass } = make();
    const seen: string[] = [];
    const cancelPast = clock.at(clock.nowMs() - 1, () => seen.push('past'));
    const cancelNext = clock.at(clock.nowMs() + 1000, () => seen.push('next'));
    cancelPast();
    cancelNext();
    cancelNext();
    await pass(60_000);
    expect(seen).toEqual([]);
  });

  it('lets a timer set the next one', async () => {
    const { clock, pass } = make();
    const startMs = clock.nowMs();
    let runs = 0;
    const tick = () => {
      runs += 1;
      if (runs < 5) clock.at(startMs + (runs + 1) * 1000, tick);
    };
    clock.at(startMs + 1000, tick);
    await pass(clock.wallUntilMs(startMs + 5000));
    await pass(1);
    expect(runs).toBe(5);
  });

  it('waits as long as is asked, beyond 24.8 days', async () => {
    const { clock, pass } = make();
    const dueAtMs = clock.nowMs() + 60 * DAY_MS;
    let runs = 0;
    clock.at(dueAtMs, () => (runs += 1));
    const waitMs = clock.wallUntilMs(dueAtMs);
    await pass(waitMs - 1);
    expect(runs).toBe(0);
    await pass(1);
    expect(runs).toBe(1);
  });

  it('needs no wall time for an instant that has passed', () => {
    const { clock } = make();
    expect(clock.wallUntilMs(clock.nowMs() - 1000)).toBe(0);
  });
}
