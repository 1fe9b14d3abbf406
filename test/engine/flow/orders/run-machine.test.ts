import { describe, expect, it } from 'vitest';
import type { RunState } from '../../../../src/engine/domain/order-run.js';
import { newRun } from '../../../../src/engine/flow/orders/fold-run.js';
import {
  advance,
  RETRY_AFTER_MS,
  takesOver,
  type RunContext,
} from '../../../../src/engine/flow/orders/run-machine.js';
import {
  entryRun,
  exitRunOfTicket,
  GIVE_UP_AFTER_MS,
  STEP_EVERY_MS,
} from '../../../../src/engine/flow/orders/make-run.js';
import { NOW_MS } from '../../../support/orders.js';
import {
  entry,
  entryTicket,
  market,
  POSITION_ID,
  ruleExit,
  RunLine,
} from '../../../support/runs.js';

function at(changes: Partial<RunContext> = {}): RunContext {
  return {
    nowMs: NOW_MS,
    quote: market(-0.56, -0.48),
    trading: 'active',
    broker: 'ready',
    due: null,
    ...changes,
  };
}

const next = (line: RunLine, changes: Partial<RunContext> = {}) =>
  advance(line.state, at(changes)).move;
const NONE = { kind: 'none' };
const REPRICE = { kind: 'cancel', why: 'reprice' };

const entering = () => {
  const line = new RunLine(entry());
  line.send(-52);
  return line.placed('accepted');
};

const exiting = (rule: Parameters<typeof ruleExit>[0], limitTicks: number) => {
  const line = new RunLine(ruleExit(rule));
  line.send(limitTicks);
  return line.placed('accepted');
};

const closing = () => {
  const ticket = entryTicket({ purpose: 'exit', positionId: POSITION_ID, limitTicks: 90 });
  const seen = market(0.7, 0.9);
  return new RunLine(exitRunOfTicket(ticket, { limitTicks: 90, seen, nowMs: NOW_MS }));
};

describe('an entry at work', () => {
  it('starts at the middle', () => {
    expect(next(new RunLine(entry()))).toEqual({ kind: 'send', limitTicks: -52 });
  });

  it('starts at its limit where that is better than the middle', () => {
    const seen = market(-0.56, -0.48);
    const run = entryRun(entryTicket(), { limitTicks: -55, seen, nowMs: NOW_MS });
    expect(next(new RunLine(run))).toEqual({ kind: 'send', limitTicks: -55 });
  });

  it('never pays more than the market asks', () => {
    const quote = market(-0.6, -0.55);
    expect(next(new RunLine(entry()), { quote })).toEqual({ kind: 'send', limitTicks: -55 });
  });

  it('takes its order back for a step, a tick each quarter of a minute', () => {
    const line = entering();
    expect(advance(line.state, at()).wakeAtMs).toBe(NOW_MS + STEP_EVERY_MS);
    expect(next(line, { nowMs: NOW_MS + STEP_EVERY_MS - 1 })).toEqual(NONE);
    expect(next(line, { nowMs: NOW_MS + STEP_EVERY_MS })).toEqual(REPRICE);
  });

  it('sends what is left, one step on, once the cancel is confirmed', () => {
    const line = entering().fill(1).cancel('reprice');
    const nowMs = NOW_MS + STEP_EVERY_MS;
    expect(next(line, { nowMs })).toEqual(NONE);
    line.cancelAnswer('accepted');
    expect(next(line, { nowMs })).toEqual(NONE);
    line.report('cancelled', 1);
    expect(next(line, { nowMs })).toEqual({ kind: 'send', limitTicks: -51 });
    expect(line.send(-51)).toMatchObject({ ref: `${line.runId}.2`, quantity: 1 });
  });

  it('never goes past its limit, and rests there until it gives up', () => {
    const line = entering().cancel('reprice').report('cancelled');
    const nowMs = NOW_MS + 10 * STEP_EVERY_MS;
    expect(next(line, { nowMs })).toEqual({ kind: 'send', limitTicks: -50 });
    line.send(-50, nowMs);
    line.placed('accepted', nowMs);
    const rest = advance(line.state, at({ nowMs: nowMs + STEP_EVERY_MS }));
    expect(rest).toEqual({ move: NONE, wakeAtMs: NOW_MS + GIVE_UP_AFTER_MS });
  });

  it('gives up, takes its order back and ends by what it has', () => {
    const nowMs = NOW_MS + GIVE_UP_AFTER_MS;
    const line = entering();
    expect(next(line, { nowMs })).toEqual({ kind: 'cancel', why: 'give-up' });
    line.cancel('give-up').report('cancelled');
    expect(next(line, { nowMs })).toEqual({ kind: 'end', outcome: 'cancelled' });
    const part = entering().fill(1).cancel('give-up').report('cancelled', 1);
    expect(next(part, { nowMs })).toEqual({ kind: 'end', outcome: 'partly-filled' });
  });

  it('gives up at the instant by which the position must be flat', () => {
    const plan = { targetTicks: null, stopTicks: null, exitByMs: NOW_MS + 60_000 };
    const seen = market(-0.56, -0.48);
    const run = entryRun(entryTicket({ plan }), { limitTicks: -50, seen, nowMs: NOW_MS });
    expect(run.schedule.giveUpAfterMs).toBe(60_000);
  });

  it('ends filled with the last fill', () => {
    expect(next(entering().fill(2))).toEqual({ kind: 'end', outcome: 'filled' });
  });

  it('ends where the broker or the gate says no', () => {
    const line = new RunLine(entry());
    line.send(-52);
    expect(next(line.placed('rejected'))).toEqual({ kind: 'end', outcome: 'rejected' });
    const refused = new RunLine(entry());
    refused.take({ kind: 'send-refused', runId: refused.runId, refusals: [] });
    expect(next(refused)).toEqual({ kind: 'end', outcome: 'refused' });
  });

  it('ends where somebody took its order away at the broker', () => {
    expect(next(entering().report('cancelled'))).toEqual({ kind: 'end', outcome: 'cancelled' });
  });

  it('tries again a while after an order that was not sent', () => {
    const line = new RunLine(entry());
    line.send(-52);
    line.placed('not-sent');
    expect(advance(line.state, at()).wakeAtMs).toBe(NOW_MS + RETRY_AFTER_MS);
    const nowMs = NOW_MS + RETRY_AFTER_MS;
    expect(next(line, { nowMs })).toEqual({ kind: 'send', limitTicks: -52 });
  });

  it.each([
    ['halted', { trading: 'halted' }, 'halt'],
    ['reducing', { trading: 'reducing' }, 'asked'],
    ['told to leave the position', { due: 'stop' }, 'asked'],
  ] as const)('is taken back while %s, and ends if it was not sent', (...[, context, why]) => {
    expect(next(entering(), context)).toEqual({ kind: 'cancel', why });
    const outcome = { kind: 'end', outcome: 'cancelled' };
    expect(next(new RunLine(entry()), context)).toEqual(outcome);
    expect(next(entering().cancel(why).report('cancelled'))).toEqual(outcome);
    expect(next(entering().cancel('reprice').report('cancelled'), context)).toEqual(outcome);
  });

  it('does nothing where its order’s fate is unknown, until a report says what it is', () => {
    const line = new RunLine(entry());
    line.send(-52);
    line.placed('unknown');
    for (const trading of ['active', 'halted'] as const) {
      const late = { nowMs: NOW_MS + 86_400_000, trading };
      expect(advance(line.state, at(late))).toEqual({ move: NONE, wakeAtMs: null });
    }
    line.report('cancelled', 0);
    expect(next(line)).toEqual({ kind: 'end', outcome: 'cancelled' });
  });

  it('neither sends nor cancels while the broker is down', () => {
    expect(next(new RunLine(entry()), { broker: 'down' })).toEqual(NONE);
    expect(next(entering(), { broker: 'down', trading: 'halted' })).toEqual(NONE);
  });

  it('neither sends nor steps without quotes, but still gives up', () => {
    expect(next(new RunLine(entry()), { quote: null })).toEqual(NONE);
    const nowMs = NOW_MS + STEP_EVERY_MS;
    expect(next(entering(), { quote: null, nowMs })).toEqual(NONE);
    const late = { quote: null, nowMs: NOW_MS + GIVE_UP_AFTER_MS };
    expect(next(entering(), late)).toEqual({ kind: 'cancel', why: 'give-up' });
  });

  it('asks again a while after a cancel was refused', () => {
    const line = entering().cancel('halt').cancelAnswer('refused');
    const trading = 'halted';
    expect(advance(line.state, at({ trading }))).toEqual({
      move: NONE,
      wakeAtMs: NOW_MS + RETRY_AFTER_MS,
    });
    const nowMs = NOW_MS + RETRY_AFTER_MS;
    expect(next(line, { trading, nowMs })).toEqual({ kind: 'cancel', why: 'halt' });
  });

  it('takes an order back that a late fill of the one before has made too large', () => {
    const line = entering().cancel('reprice').report('cancelled');
    const first = line.newest;
    line.send(-51);
    line.placed('accepted').fill(1, first);
    expect(next(line)).toEqual(REPRICE);
    line.cancel('reprice').report('cancelled');
    expect(line.send(-51).quantity).toBe(1);
  });

  it('ends where its legs stand apart, instead of buying more of one', () => {
    const line = entering().fillLeg(0, 1).cancel('reprice').report('cancelled');
    expect(next(line)).toEqual({ kind: 'end', outcome: 'partly-filled' });
  });
});

describe('the exit of a rule', () => {
  const quote = market(0.7, 0.9);

  it.each(['stop', 'kill', 'flat-by', 'day-loss', 'flatten'] as const)(
    'by %s takes the market’s side at once',
    (rule) => {
      expect(next(new RunLine(ruleExit(rule)), { quote })).toEqual({
        kind: 'send',
        limitTicks: 90,
      });
    },
  );

  it.each(['target', 'time'] as const)(
    'by %s goes from the middle to the market’s side in a minute',
    (rule) => {
      const seen = [0, 1, 2, 3, 4, 40].map((steps) =>
        next(new RunLine(ruleExit(rule)), { quote, nowMs: NOW_MS + steps * STEP_EVERY_MS }),
      );
      const limits = [80, 83, 85, 88, 90, 90];
      expect(seen).toEqual(limits.map((limitTicks) => ({ kind: 'send', limitTicks })));
    },
  );

  it('follows the market as it goes away, at each step', () => {
    const line = exiting('stop', 90);
    const away = { quote: market(1, 1.2), nowMs: NOW_MS + STEP_EVERY_MS };
    expect(next(line, { ...away, nowMs: away.nowMs - 1 })).toEqual(NONE);
    expect(next(line, away)).toEqual(REPRICE);
    line.cancel('reprice').report('cancelled');
    expect(next(line, away)).toEqual({ kind: 'send', limitTicks: 120 });
  });

  it('is left to work where the market has come to it', () => {
    const near = { quote: market(0.5, 0.6), nowMs: NOW_MS + STEP_EVERY_MS };
    expect(advance(exiting('stop', 90).state, at(near))).toEqual({
      move: NONE,
      wakeAtMs: NOW_MS + 2 * STEP_EVERY_MS,
    });
  });

  it('never pays more than the structure can be worth', () => {
    const wide = market(4, 7);
    expect(next(new RunLine(ruleExit('kill')), { quote: wide })).toEqual({
      kind: 'send',
      limitTicks: 500,
    });
  });

  it('goes on while halted or reducing, and never gives up', () => {
    for (const trading of ['halted', 'reducing'] as const) {
      expect(next(new RunLine(ruleExit('stop')), { quote, trading }).kind).toBe('send');
      const nowMs = NOW_MS + 86_400_000;
      expect(next(exiting('stop', 90), { quote, trading, nowMs })).toEqual(NONE);
    }
  });

  it('goes on after a cancel that nobody asked for, and after a refusal by the gate', () => {
    const nowMs = NOW_MS + RETRY_AFTER_MS;
    const gone = exiting('stop', 90).report('cancelled');
    expect(next(gone, { quote })).toEqual(NONE);
    expect(next(gone, { quote, nowMs })).toEqual({ kind: 'send', limitTicks: 90 });
    const refused = new RunLine(ruleExit('stop'));
    refused.take({ kind: 'send-refused', runId: refused.runId, refusals: [] });
    expect(next(refused, { quote })).toEqual(NONE);
    expect(next(refused, { quote, nowMs })).toEqual({ kind: 'send', limitTicks: 90 });
  });

  it('looks again soon where its legs are not quoted', () => {
    const { state } = new RunLine(ruleExit('stop'));
    expect(advance(state, at({ quote: null }))).toEqual({
      move: NONE,
      wakeAtMs: NOW_MS + RETRY_AFTER_MS,
    });
  });

  it('gives way to a rule that must have the market’s price, but not to another patient one', () => {
    expect(next(exiting('target', 80), { quote, due: 'stop' })).toEqual({
      kind: 'cancel',
      why: 'asked',
    });
    expect(next(exiting('target', 80), { quote, due: 'time' })).toEqual(NONE);
    expect(next(exiting('stop', 90), { quote, due: 'kill' })).toEqual(NONE);
    expect(takesOver('flat-by', closing().state.run)).toBe(true);
    expect(takesOver('stop', entry())).toBe(false);
  });
});

describe('a person’s exit', () => {
  const quote = market(0.7, 0.9);

  it('is worked as an entry is, and taken back as one', () => {
    const line = closing();
    expect(next(line, { quote, trading: 'halted' })).toEqual({ kind: 'send', limitTicks: 80 });
    const late = { quote, nowMs: NOW_MS + GIVE_UP_AFTER_MS };
    expect(next(line, late)).toEqual({ kind: 'end', outcome: 'cancelled' });
  });

  it('has no loss of its own', () => {
    expect(closing().state.run).toMatchObject({ plannedLossMicros: 0, worstLossMicros: 0 });
  });
});

describe('a run that is done', () => {
  it('moves no more', () => {
    const done: RunState = { ...newRun(entry(), NOW_MS), phase: 'done', outcome: 'filled' };
    expect(advance(done, at())).toEqual({ move: NONE, wakeAtMs: null });
  });
});
