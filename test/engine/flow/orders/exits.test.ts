import { describe, expect, it } from 'vitest';
import { sessionOf } from '../../../../src/engine/domain/calendar.js';
import type { DeskPosition } from '../../../../src/engine/domain/ledger.js';
import { newYorkInstant, type TimeOfDay } from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import {
  entryDue,
  exitDue,
  stopLook,
  type ExitContext,
} from '../../../../src/engine/flow/orders/exits.js';
import { closingLegs, exitRun } from '../../../../src/engine/flow/orders/make-run.js';
import { NOW_MS, PUT_650, PUT_655, rulesWith, TODAY } from '../../../support/orders.js';
import { market, openSpread, POSITION_ID } from '../../../support/runs.js';

const at = (time: TimeOfDay) => newYorkInstant(TODAY, time);
const QUIET = market(0.4, 0.5);
const late = { targetTicks: 25, stopTicks: 100, exitByMs: at('16:00') };

function context(changes: Partial<ExitContext> = {}): ExitContext {
  return {
    nowMs: NOW_MS,
    session: sessionOf(TODAY),
    rules: rulesWith(),
    quote: QUIET,
    stopLooks: 0,
    dayLoss: 'within',
    kill: null,
    entry: 'done',
    ...changes,
  };
}

const due = (changes: Partial<ExitContext> = {}, position: Partial<DeskPosition> = {}) =>
  exitDue(openSpread({ openedAtMs: at('10:45'), ...position }), context(changes));

const apart: Partial<DeskPosition> = {
  legs: [
    { instrument: PUT_655, multiplier: 100, ratio: -1, quantity: -2 },
    { instrument: PUT_650, multiplier: 100, ratio: 1, quantity: 1 },
  ],
};

describe('when a position is to be left', () => {
  it('is not before one of its rules says so', () => {
    expect(due()).toBeNull();
  });

  it('is when all of it can be bought back at its target', () => {
    expect(due({ quote: market(0.19, 0.25) })).toBe('target');
    expect(due({ quote: market(0.19, 0.251) })).toBeNull();
    const plan = { ...openSpread().plan, targetTicks: null };
    expect(due({ quote: market(0.01, 0.02) }, { plan })).toBeNull();
  });

  it('is when the middle stands at the stop in two looks in a row', () => {
    const quote = market(0.9, 1.1);
    expect(due({ quote })).toBeNull();
    expect(due({ quote, stopLooks: 1 })).toBe('stop');
    expect(due({ quote: market(0.9, 1.09), stopLooks: 1 })).toBeNull();
  });

  it('is at the first look where even the far side is at the stop', () => {
    expect(due({ quote: market(1, 1.2) })).toBe('stop');
    expect(due({ quote: market(0.99, 4) })).toBeNull();
  });

  it('is not for one wide quote, however wide', () => {
    expect(due({ quote: market(0.05, 4.95) })).toBeNull();
    expect(stopLook(openSpread(), market(0.05, 4.95))).toBe('over');
  });

  it('is not for a quote that is crossed or no number', () => {
    for (const quote of [market(2, 1), market(Number.NaN, 2), market(0.3, 0.1), null]) {
      expect(due({ quote, stopLooks: 5 })).toBeNull();
      expect(stopLook(openSpread(), quote)).toBe('unseen');
    }
  });

  it('is not by a stop that the plan does not have', () => {
    const plan = { ...openSpread().plan, stopTicks: null };
    expect(due({ quote: market(3, 3.2), stopLooks: 5 }, { plan })).toBeNull();
    expect(stopLook(openSpread({ plan }), market(3, 3.2))).toBe('under');
  });

  it('is from ten minutes before the cut-off, also without quotes', () => {
    expect(due({ nowMs: at('15:20') - 1 }, { plan: late })).toBeNull();
    expect(due({ nowMs: at('15:20'), quote: null }, { plan: late })).toBe('flat-by');
    const rules = rulesWith({ flatBeforeCloseMs: 15 * 60_000 });
    expect(due({ nowMs: at('15:20'), rules }, { plan: late })).toBeNull();
    expect(due({ nowMs: at('15:35'), rules }, { plan: late })).toBe('flat-by');
  });

  it('is on an early close from 12:20', () => {
    const early = day('2026-11-27');
    const nowMs = newYorkInstant(early, '12:20');
    const plan = { ...late, exitByMs: newYorkInstant(early, '16:00') };
    const opened = { openedAtMs: newYorkInstant(early, '11:00'), plan };
    const session = sessionOf(early);
    expect(due({ nowMs: nowMs - 1, session }, opened)).toBeNull();
    expect(due({ nowMs, session }, opened)).toBe('flat-by');
  });

  it('is ten minutes before the time of its plan', () => {
    const plan = { ...late, exitByMs: at('14:00') };
    expect(due({ nowMs: at('13:50') - 1 }, { plan })).toBeNull();
    expect(due({ nowMs: at('13:50') }, { plan })).toBe('time');
  });

  it('is at once where an earlier session has left it behind', () => {
    expect(due({}, { openedAtMs: at('9:30') - 86_400_000, plan: late })).toBe('flat-by');
  });

  it('is where its legs stand apart, once its entry works no more', () => {
    expect(due({}, apart)).toBe('stop');
    expect(due({ entry: 'live' }, apart)).toBeNull();
  });

  it('names the first of several rules: kill, day-loss, stop, flat-by, time, target', () => {
    const all = {
      kill: 'vix',
      dayLoss: 'reached',
      quote: market(1, 1.2),
      nowMs: at('15:25'),
    } as const;
    const plan = { targetTicks: 200, stopTicks: 100, exitByMs: at('15:00') };
    expect(due(all, { plan })).toBe('kill');
    expect(due({ ...all, kill: null }, { plan })).toBe('day-loss');
    const quiet = { ...all, kill: null, dayLoss: 'within' } as const;
    expect(due(quiet, { plan })).toBe('stop');
    const calm = { ...quiet, quote: QUIET };
    expect(due(calm, { plan })).toBe('flat-by');
    expect(due({ ...calm, nowMs: at('15:00') }, { plan })).toBe('time');
    expect(due({ ...calm, nowMs: at('14:00') }, { plan })).toBe('target');
  });

  it('is not while the market is closed, nor for a position that holds nothing', () => {
    const kill = 'price';
    expect(due({ kill, session: null })).toBeNull();
    expect(due({ kill, nowMs: at('9:30') - 1 })).toBeNull();
    expect(due({ kill, nowMs: at('16:00') })).toBeNull();
    expect(due({ kill }, { state: 'closed' })).toBeNull();
    const legs = openSpread().legs.map((leg) => ({ ...leg, quantity: 0 }));
    expect(due({ kill }, { legs })).toBeNull();
  });
});

describe('an entry that still works', () => {
  it('is taken back for the kill, the day’s loss and the cut-off', () => {
    expect(entryDue(context())).toBeNull();
    expect(entryDue(context({ kill: 'price' }))).toBe('kill');
    expect(entryDue(context({ dayLoss: 'reached' }))).toBe('day-loss');
    expect(entryDue(context({ nowMs: at('15:20') }))).toBe('flat-by');
    expect(entryDue(context({ session: null }))).toBe('flat-by');
  });
});

describe('what closes a position', () => {
  it('is its legs turned round, in whole units', () => {
    expect(closingLegs(openSpread())).toEqual({
      quantity: 2,
      legs: [
        { instrument: PUT_655, ratio: 1, multiplier: 100 },
        { instrument: PUT_650, ratio: -1, multiplier: 100 },
      ],
    });
  });

  it('is all that is held where the legs stand apart', () => {
    expect(closingLegs(openSpread(apart))).toMatchObject({
      quantity: 1,
      legs: [{ ratio: 2 }, { ratio: -1 }],
    });
    const [first, second] = openSpread().legs;
    const legs = [first, second].flatMap((leg, i) => (leg ? [{ ...leg, quantity: -3 * i }] : []));
    expect(closingLegs({ legs })).toMatchObject({
      quantity: 3,
      legs: [{ instrument: PUT_650, ratio: 1 }],
    });
  });

  it('is nothing where nothing is held', () => {
    expect(closingLegs({ legs: [] })).toBeNull();
    const position = openSpread({ legs: [] });
    const of = { position, attempt: 1, quote: null, nowMs: NOW_MS };
    expect(exitRun({ ...of, rule: 'stop' })).toBeNull();
  });

  it('is a run named after position, rule and attempt, capped at the width', () => {
    const of = { position: openSpread(), attempt: 3, quote: market(0.7, 0.9), nowMs: NOW_MS };
    expect(exitRun({ ...of, rule: 'time' })).toMatchObject({
      id: `${POSITION_ID}/time/3`,
      purpose: 'exit',
      ticketId: null,
      quantity: 2,
      schedule: { startTicks: 80, limitTicks: 500, giveUpAfterMs: null },
    });
    expect(exitRun({ ...of, rule: 'stop' })?.schedule.startTicks).toBe(90);
    expect(exitRun({ ...of, rule: 'stop', quote: null })?.schedule.startTicks).toBe(500);
  });
});
