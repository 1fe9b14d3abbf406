import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fill, OrderReport } from '../../../../src/engine/domain/order.js';
import type { OrderRun, RunState } from '../../../../src/engine/domain/order-run.js';
import type { DeskRecord } from '../../../../src/engine/domain/record.js';
import { foldRun, newRun } from '../../../../src/engine/flow/orders/fold-run.js';
import { orderIntentOf } from '../../../../src/engine/flow/orders/make-run.js';
import { advance, type RunContext } from '../../../../src/engine/flow/orders/run-machine.js';
import { NOW_MS, usd } from '../../../support/orders.js';
import { entry, market, POSITION_ID, ruleExit } from '../../../support/runs.js';

/** What an order truly is at a broker that may lose answers and tell things late, twice or mixed up. */
interface TrueOrder {
  readonly ref: OrderReport['ref'];
  readonly quantity: number;
  units: number;
  state: 'on-its-way' | 'live' | 'filled' | 'cancelled' | 'rejected' | 'never-came';
}

/** The desk's side and the broker's, joined by news that come in any order. */
class Play {
  state: RunState;
  readonly orders: TrueOrder[] = [];
  readonly told: DeskRecord[] = [];
  news: DeskRecord[] = [];
  cancelling: TrueOrder | null = null;
  nowMs = NOW_MS;
  context: Omit<RunContext, 'nowMs'> = {
    quote: market(-0.56, -0.48),
    trading: 'active',
    broker: 'ready',
    due: null,
  };
  #fills = 0;

  constructor(readonly run: OrderRun) {
    this.state = newRun(run, NOW_MS);
  }

  take(record: DeskRecord): void {
    const next = foldRun(this.state, record, this.nowMs);
    if (next) this.state = next;
  }

  get filled(): number {
    return this.orders.reduce((sum, { units }) => sum + units, 0);
  }

  /** Takes the desk's moves until it has none, and holds each against the truth. */
  move(): void {
    for (let i = 0; i < 5; i++) {
      const { move, wakeAtMs } = advance(this.state, { ...this.context, nowMs: this.nowMs });
      if (wakeAtMs !== null) expect(wakeAtMs).toBeGreaterThan(this.nowMs);
      if (move.kind === 'none') return;
      const { runId } = this;
      if (move.kind === 'end') this.take({ kind: 'run-end', runId, outcome: move.outcome });
      if (move.kind === 'send') this.send(move.limitTicks);
      if (move.kind === 'cancel') {
        const ref = this.state.ref ?? this.fail('cancels nothing');
        this.take({ kind: 'cancel', runId, ref, why: move.why });
        this.cancelling = this.orders.at(-1) ?? null;
      }
    }
    this.fail('moves without end');
  }

  send(limitTicks: number): void {
    const order = orderIntentOf(this.state, { limitTicks, nowMs: this.nowMs });
    expect(this.orders.filter(({ state }) => state === 'live' || state === 'on-its-way')).toEqual(
      [],
    );
    expect(this.filled + order.quantity).toBeLessThanOrEqual(this.run.quantity);
    expect(limitTicks).toBeLessThanOrEqual(this.run.schedule.limitTicks);
    expect(this.orders.map(({ ref }) => ref)).not.toContain(order.ref);
    expect(this.context.broker).toBe('ready');
    this.take({ kind: 'send', runId: this.runId, n: this.state.n + 1, order, seen: null });
    this.orders.push({ ref: order.ref, quantity: order.quantity, units: 0, state: 'on-its-way' });
  }

  get runId() {
    return this.run.id;
  }

  fail(what: string): never {
    throw new Error(what);
  }

  report(of: TrueOrder): void {
    const { ref, units, quantity } = of;
    const states = {
      'on-its-way': 'submitted',
      live: units > 0 ? 'partly-filled' : 'working',
      filled: 'filled',
      cancelled: 'cancelled',
      rejected: 'rejected',
      'never-came': 'rejected',
    } as const;
    const report: OrderReport = {
      ref,
      state: states[of.state],
      filledQuantity: units,
      remainingQuantity: quantity - units,
      reason: null,
      atMs: this.nowMs,
    };
    this.news.push({ kind: 'report', runId: this.runId, report });
  }

  /** Fills come leg by leg, each once. */
  fill(of: TrueOrder, units: number): void {
    of.units += units;
    if (of.units === of.quantity) of.state = 'filled';
    for (const { instrument, ratio } of this.run.legs) {
      const fill: Fill = {
        fillId: `f${++this.#fills}`,
        ref: of.ref,
        instrument,
        quantity: units * ratio,
        priceMicros: usd(1),
        feeMicros: usd(1),
        atMs: this.nowMs,
      };
      this.news.push({ kind: 'fill', runId: this.runId, positionId: POSITION_ID, fill });
    }
    this.report(of);
  }

  answerPlace(answer: 'accepted' | 'rejected' | 'unknown'): void {
    const { ref } = this.orders.at(-1) ?? this.fail('no order');
    this.news.push({ kind: 'place-answer', runId: this.runId, ref, answer, reason: null });
  }

  answerCancel(of: TrueOrder, answer: 'accepted' | 'refused' | 'unknown'): void {
    this.cancelling = null;
    const { runId } = this;
    this.news.push({ kind: 'cancel-answer', runId, ref: of.ref, answer, reason: null });
  }

  deliver(pick: number): void {
    const at = this.news.length > 0 ? pick % this.news.length : -1;
    const record = this.news[at];
    if (!record) return;
    this.news.splice(at, 1);
    if (record.kind === 'report') this.told.push(record);
    this.take(record);
  }
}

type Doing = (play: Play, pick: number) => void;

const inState = (play: Play, state: TrueOrder['state']) => {
  const order = play.orders.at(-1);
  return order?.state === state ? order : null;
};

const onItsWay =
  (state: TrueOrder['state'], answer: 'rejected' | 'unknown'): Doing =>
  (play) => {
    const order = inState(play, 'on-its-way');
    if (!order) return;
    order.state = state;
    play.answerPlace(answer);
  };

const whileLive =
  (act: (play: Play, order: TrueOrder) => void): Doing =>
  (play) => {
    const order = inState(play, 'live');
    if (order) act(play, order);
  };

/** Mostly the broker says so; sometimes the answer is still to come, or never does. */
const arrive: Doing = (play, pick) => {
  const order = inState(play, 'on-its-way');
  if (!order) return;
  order.state = 'live';
  if (pick % 4 > 0) play.answerPlace('accepted');
};

const takenAway = whileLive((play, order) => {
  order.state = 'cancelled';
  play.report(order);
});

const takeCancel: Doing = (play, pick) => {
  const { cancelling } = play;
  if (!cancelling) return;
  play.answerCancel(cancelling, 'accepted');
  takenAway(play, pick);
};

const world =
  (of: (pick: number, run: OrderRun) => Partial<RunContext>): Doing =>
  (play, pick) => {
    play.context = { ...play.context, ...of(pick, play.run) };
  };

const tick: Doing = (play, pick) => {
  play.nowMs += pick * 45;
};
const deliver: Doing = (play, pick) => play.deliver(pick);

/** What may happen to the broker, the news or the world; what does not apply does nothing. */
const STEPS = {
  tick,
  arrive,
  lose: onItsWay('never-came', 'unknown'),
  reject: onItsWay('rejected', 'rejected'),
  accept: whileLive((play) => play.answerPlace('accepted')),
  doubt: whileLive((play) => play.answerPlace('unknown')),
  fillOne: whileLive((play, order) => play.fill(order, 1)),
  fillAll: whileLive((play, order) => play.fill(order, order.quantity - order.units)),
  takeCancel,
  refuseCancel(play) {
    if (play.cancelling) play.answerCancel(play.cancelling, 'refused');
  },
  /** Nobody answers, but the broker may have done it all the same. */
  doubtCancel(play, pick) {
    const { cancelling } = play;
    if (!cancelling) return;
    if (cancelling.state === 'live' && pick % 2 === 0) cancelling.state = 'cancelled';
    play.answerCancel(cancelling, 'unknown');
  },
  takenAway,
  deliver,
  repeat(play, pick) {
    const again = play.told[pick % Math.max(1, play.told.length)];
    if (again) play.take(again);
  },
  compare(play) {
    const order = play.orders.at(-1);
    if (order && order.state !== 'on-its-way') play.report(order);
  },
  halt: world((pick) => ({ trading: pick % 2 === 0 ? 'halted' : 'reducing' })),
  resume: world(() => ({ trading: 'active', due: null })),
  down: world(() => ({ broker: 'down' })),
  up: world(() => ({ broker: 'ready' })),
  blind: world(() => ({ quote: null })),
  due: world((pick) => ({ due: pick % 2 === 0 ? 'stop' : 'target' })),
  market: world((pick, { purpose }) => {
    const best = (purpose === 'entry' ? -0.7 : 0.2) + pick / 100;
    return { quote: market(best, best + (pick % 30) / 100) };
  }),
} satisfies Record<string, Doing>;

type StepName = keyof typeof STEPS;

const NAMES = Object.keys(STEPS) as StepName[];

/** What carries a run on comes often, what ends or hinders it now and then. */
const OFTEN: readonly StepName[] = ['tick', 'arrive', 'takeCancel', 'deliver', 'deliver', 'market'];
const HELP: readonly StepName[] = ['resume', 'up', 'fillOne', 'refuseCancel', 'repeat', 'compare'];
const stepName = fc.oneof(
  { weight: 14, arbitrary: fc.constantFrom(...OFTEN) },
  { weight: 3, arbitrary: fc.constantFrom(...HELP) },
  { weight: 1, arbitrary: fc.constantFrom(...NAMES) },
);

function run(play: Play, steps: readonly (readonly [StepName, number])[]): void {
  play.move();
  for (const [name, pick] of steps) {
    STEPS[name](play, pick);
    play.move();
  }
}

const script = fc.array(fc.tuple(stepName, fc.nat(400)), {
  minLength: 40,
  maxLength: 150,
  size: 'max',
});
const runs = fc.constantFrom<(quantity: number) => OrderRun>(
  (quantity) => entry({ quantity }),
  (quantity) => ({ ...ruleExit('target'), quantity }),
  (quantity) => ({ ...ruleExit('stop'), quantity }),
);

/** The broker comes back, tells everything, takes cancels and fills what still works. */
function calmDown(play: Play): void {
  const exit = play.run.purpose === 'exit';
  const quote = exit ? market(0.7, 0.9) : market(-0.56, -0.48);
  play.context = { quote, trading: 'active', broker: 'ready', due: null };
  for (let i = 0; i < 60 && play.state.phase !== 'done'; i++) {
    play.nowMs += 20_000;
    STEPS.arrive(play, 0);
    if (play.state.phase === 'placing' && play.orders.at(-1)?.state === 'live') {
      play.answerPlace('accepted');
    }
    STEPS[play.cancelling ? 'takeCancel' : 'fillAll'](play, 0);
    STEPS.compare(play);
    while (play.news.length > 0) play.deliver(0);
    play.move();
  }
}

describe('an order run, whatever the broker tells and when', () => {
  it('never has two orders live, never sends more than is left, never past its limit', () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 5 }), script, (...[make, quantity, steps]) => {
        const play = new Play(make(quantity));
        run(play, steps);
        expect(play.state.filledUnits).toBeLessThanOrEqual(play.filled);
        expect(play.filled).toBeLessThanOrEqual(quantity);
      }),
      { numRuns: 1_500 },
    );
  });

  it('ends once the broker tells all, and then knows exactly what was filled', () => {
    fc.assert(
      fc.property(runs, script, (make, steps) => {
        const play = new Play(make(3));
        run(play, steps);
        calmDown(play);
        while (play.news.length > 0) play.deliver(0);
        expect(play.state.phase).toBe('done');
        expect(play.state.filledUnits).toBe(play.filled);
        expect(play.state.outcome === 'filled').toBe(play.filled === 3);
      }),
      { numRuns: 700 },
    );
  });
});
