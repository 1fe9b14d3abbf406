import fc from 'fast-check';
import type { ExitRule } from '../../src/engine/domain/order-run.js';
import type { DeskPosition } from '../../src/engine/domain/ledger.js';
import type { UsdMicros } from '../../src/engine/domain/units.js';
import type { TradingBook } from '../../src/engine/flow/book/trading-book.js';
import { BookDesk } from './book-desk.js';
import { SPY } from './orders.js';

/** One thing that happens, by numbers that choose what it happens to. */
export interface Scene {
  readonly act: 'entry' | 'fill' | 'part' | 'exit' | 'end' | 'settle' | 'assign' | 'mark' | 'alert';
  readonly pick: number;
  readonly units: number;
  readonly priceMicros: number;
  readonly feeMicros: number;
  readonly waitMs: number;
}

const RULES: readonly ExitRule[] = ['target', 'stop', 'time', 'flat-by'];
const STRATEGIES = ['putlite', 'condor'] as const;

/** A day or more of trading, in any order that a broker could bring about. */
export const stories: fc.Arbitrary<readonly Scene[]> = fc.array(
  fc.record<Scene>({
    act: fc.constantFrom(
      'entry',
      'fill',
      'fill',
      'part',
      'part',
      'exit',
      'end',
      'settle',
      'assign',
      'mark',
      'alert',
    ),
    pick: fc.nat(1_000),
    units: fc.integer({ min: 1, max: 4 }),
    priceMicros: fc.nat(9_000_000),
    feeMicros: fc.nat(2_000_000),
    waitMs: fc.constantFrom(0, 1_000, 60_000, 86_400_000),
  }),
  { minLength: 1, maxLength: 60 },
);

function chosen<T>(list: readonly T[], pick: number): T | null {
  return list[pick % Math.max(1, list.length)] ?? null;
}

/** Contracts still to come of a run's first order, by leg. */
function missing(desk: BookDesk, runId: Parameters<BookDesk['run']>[0]): readonly number[] {
  const { run, legFills } = desk.run(runId);
  return run.legs.map(({ instrument, ratio }) => {
    const own = legFills.filter((each) => each.instrument === instrument);
    const filled = own.reduce((sum, each) => sum + each.contracts, 0);
    return Math.sign(ratio) * (Math.abs(ratio) * run.quantity - filled);
  });
}

function fill(desk: BookDesk, scene: Scene): void {
  const run = chosen(desk.book.activeRuns(), scene.pick);
  if (!run) return;
  const left = missing(desk, run.run.id);
  const leg = left.findIndex((contracts) => contracts !== 0);
  const most = left[leg];
  if (most === undefined) return;
  const quantity = scene.act === 'part' ? Math.sign(most) : most;
  const priceMicros = scene.priceMicros as UsdMicros;
  desk.fill(run, leg, { quantity, priceMicros, feeMicros: scene.feeMicros as UsdMicros });
}

function settle(desk: BookDesk, position: DeskPosition, scene: Scene): void {
  const leg = chosen(
    position.legs.filter(({ quantity, ratio }) => quantity !== 0 && ratio !== 0),
    scene.units,
  );
  if (!leg) return;
  const { instrument, quantity, multiplier } = leg;
  const worthMicros = scene.priceMicros as UsdMicros;
  const plain = { instrument, quantity, multiplier, worthMicros };
  const feeMicros = scene.feeMicros as UsdMicros;
  const shares = { quantity: -quantity * 100, priceMicros: 655_000_000 as UsdMicros };
  if (scene.act === 'settle') {
    desk.settle({ ...plain, kind: 'cash-settled', delivered: null, feeMicros });
  } else {
    const delivered = { instrument: SPY, ...shares };
    desk.settle({ ...plain, kind: 'assigned', delivered, feeMicros });
  }
}

function play(desk: BookDesk, scene: Scene, n: number): void {
  const { book } = desk;
  const position = chosen(book.openPositions(), scene.pick);
  switch (scene.act) {
    case 'entry': {
      const id = `${String(n).padStart(4, '0')}AAAAAAAAAAAA`;
      desk.entry(id, { quantity: scene.units, strategy: chosen(STRATEGIES, scene.pick) ?? '' });
      return;
    }
    case 'fill':
    case 'part':
      fill(desk, scene);
      return;
    case 'exit': {
      const busy = position && book.runOfPosition(position.id);
      if (position && !busy) desk.exit(position.id, chosen(RULES, scene.units) ?? 'stop');
      return;
    }
    case 'end': {
      const run = chosen(book.activeRuns(), scene.pick);
      if (run) desk.endRun(run.run.id);
      return;
    }
    case 'settle':
    case 'assign':
      if (position && !book.runOfPosition(position.id)) settle(desk, position, scene);
      return;
    case 'mark':
      if (position) desk.mark(position.id, scene.priceMicros / 1e6);
      return;
    case 'alert':
      desk.record({ kind: 'alert', alert: { code: 'broker-down' } });
  }
}

/** Every scene in turn; `after` looks at the desk behind each. */
export function tell(story: readonly Scene[], after?: (book: TradingBook) => void): BookDesk {
  const desk = new BookDesk();
  story.forEach((scene, n) => {
    desk.nowMs += scene.waitMs;
    play(desk, scene, n);
    after?.(desk.book);
  });
  return desk;
}

/** Ends what is under way and sells what is held. */
export function flatten(desk: BookDesk): void {
  for (const { run } of desk.book.activeRuns()) desk.endRun(run.id);
  for (const { id } of desk.book.openPositions()) {
    const exit = desk.exit(id, 'flatten');
    if (!exit) continue;
    exit.run.legs.forEach((_, leg) => desk.fill(exit, leg));
    desk.endRun(exit.run.id);
  }
}
