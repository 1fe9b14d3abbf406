import { describe, expect, it } from 'vitest';
import type { EventLine } from '../../../src/engine/domain/desk-views.js';
import { newYorkInstant, type TimeOfDay } from '../../../src/engine/domain/new-york.js';
import type { OrderIntent } from '../../../src/engine/domain/order.js';
import type { RunPhase, RunState } from '../../../src/engine/domain/order-run.js';
import type { Refusal } from '../../../src/engine/domain/refusal.js';
import { day } from '../../../src/engine/domain/trading-day.js';
import { newRun } from '../../../src/engine/flow/orders/fold-run.js';
import { approve, type GateContext } from '../../../src/engine/risk/gate.js';
import { gateReadings, orderReadings } from '../../../src/engine/risk/gate-readings.js';
import {
  armingOf,
  brokerFacts,
  gateContext,
  killFigures,
  NOW_MS,
  quoteOf,
  rulesWith,
  spreadIntent,
  TODAY,
  usd,
} from '../../support/orders.js';
import { ruleExit } from '../../support/runs.js';

type Context = Partial<GateContext>;
type Intent = Partial<OrderIntent>;

function refusals(intent: Intent, context: Context): readonly Refusal[] {
  const result = approve(spreadIntent(intent), gateContext(context));
  return result.ok ? [] : result.error;
}

const entry = (context: Context, intent: Intent = {}) => refusals(intent, context);
const exit = (context: Context, intent: Intent = {}) =>
  refusals({ ...intent, purpose: 'exit' }, context);
const at = (time: TimeOfDay) => ({ nowMs: newYorkInstant(TODAY, time) });
/** Quotes and arming of any time, so that the hour alone speaks. */
const atHour = (time: TimeOfDay): Context => ({
  ...at(time),
  arming: armingOf({ untilMarketMs: null }),
  quote: (instrument) => quoteOf(instrument, { atMs: at(time).nowMs }),
});
const event = (changes: Partial<EventLine>): EventLine => ({
  day: TODAY,
  kind: 'cpi',
  symbol: null,
  note: null,
  ...changes,
});

describe('the hours of an entry', () => {
  const window = {
    code: 'outside-window',
    fromMs: at('10:30').nowMs,
    toMs: at('13:30').nowMs,
  };

  it('begin at 10:30 and end before 13:30 in New York', () => {
    expect(entry({ ...atHour('10:30'), nowMs: at('10:30').nowMs - 1 })).toEqual([window]);
    expect(entry(atHour('10:30'))).toEqual([]);
    expect(entry({ ...atHour('13:29') })).toEqual([]);
    expect(entry(atHour('13:30'))).toEqual([window]);
  });

  it('end where closing begins, whatever the window says', () => {
    const rules = rulesWith({ window: { from: '10:30', to: '15:50' } });
    expect(entry({ ...atHour('15:19'), rules })).toEqual([]);
    const codes = entry({ ...atHour('15:20'), rules }).map(({ code }) => code);
    expect(codes).toEqual(['outside-window', 'cut-off']);
  });

  it('are none on a day without a session, nor before and after it', () => {
    const closed = { code: 'session-closed' };
    expect(entry({ session: null, kill: killFigures(), events: [] })).toContainEqual(closed);
    expect(entry(atHour('9:29'))).toContainEqual(closed);
    expect(entry(atHour('16:00'))).toContainEqual(closed);
    expect(entry(atHour('9:30'))).not.toContainEqual(closed);
  });

  it('do not bind an exit', () => {
    expect(exit(atHour('15:55'))).toEqual([]);
  });
});

describe('leave to trade', () => {
  const disarmed = [{ code: 'not-armed', strategy: 'putlite' }];

  it('is an arming that has not ended by market or wall time', () => {
    expect(entry({ arming: null })).toEqual(disarmed);
    expect(entry({ arming: armingOf({ untilMarketMs: NOW_MS }) })).toEqual(disarmed);
    expect(entry({ arming: armingOf({ untilWallMs: NOW_MS }) })).toEqual(disarmed);
    expect(entry({ arming: armingOf({ untilWallMs: NOW_MS + 1 }) })).toEqual([]);
    expect(entry({ arming: armingOf({ strategy: 'condor' }) })).toEqual(disarmed);
    expect(exit({ arming: null })).toEqual([]);
  });

  it('is for so many units as were armed, and never more than the house allows', () => {
    const two = { quantity: 2, worstLossMicros: usd(900) };
    const wide = { ...rulesWith().caps, worstMicros: usd(9_999), plannedMicros: usd(9_999) };
    const rules = rulesWith({ caps: wide });
    expect(entry({ rules, arming: armingOf({ quantity: 1 }) }, two)).toEqual([
      { code: 'arming-size', quantity: 2, most: 1 },
    ]);
    expect(entry({ rules: { ...rules, mostUnits: 1 } }, two)).toEqual([
      { code: 'too-many-units', quantity: 2, most: 1 },
    ]);
  });

  it('needs money rules of the house for the strategy', () => {
    const none = { code: 'no-rules', strategy: 'putlite' };
    expect(entry({ rules: null })).toContainEqual(none);
    expect(entry({ rules: rulesWith({ strategy: 'condor' }) })).toContainEqual(none);
    expect(exit({ rules: null })).toEqual([]);
  });
});

describe('the broker and the account', () => {
  const both = (context: Context) => {
    const found = entry(context);
    expect(exit(context)).toEqual(found);
    return found;
  };

  it('must be ready and compared with, for exits too', () => {
    expect(both({ broker: brokerFacts({ state: 'down' }) })).toEqual([
      { code: 'broker-not-ready' },
    ]);
    expect(both({ broker: brokerFacts({ reconciled: 'no' }) })).toEqual([
      { code: 'not-reconciled' },
    ]);
  });

  it('must be the ticket’s', () => {
    expect(both({ broker: brokerFacts({ expectedLabel: 'DU…999' }) })).toEqual([
      { code: 'account-mismatch', expected: 'DU…999', actual: 'DU…567' },
    ]);
    expect(both({ broker: brokerFacts({ account: null }) })).toEqual([{ code: 'account-unknown' }]);
    expect(both({ broker: brokerFacts({ expectedLabel: null }) })).toEqual([]);
  });

  it('must not be live, which is not built', () => {
    const account = { label: 'DU…567', kind: 'live' } as const;
    expect(both({ broker: brokerFacts({ account }) })).toEqual([{ code: 'live-not-built' }]);
    expect(both({ mode: 'LIVE' })).toEqual([{ code: 'live-not-built' }]);
    expect(both({ mode: 'REPLAY' })).toEqual([{ code: 'no-trading' }]);
    expect(both({ mode: 'PAPER' })).toEqual([]);
  });

  it('must not have something of the same position under way, least of all an unknown one', () => {
    const run = (phase: RunPhase): RunState => ({ ...newRun(ruleExit('stop'), NOW_MS), phase });
    const { id: runId } = ruleExit('stop');
    expect(both({ otherRuns: [run('done')] })).toEqual([]);
    expect(both({ otherRuns: [run('done'), run('working')] })).toEqual([
      { code: 'run-open', runId, phase: 'working' },
    ]);
    expect(both({ otherRuns: [run('working'), run('unknown')] })).toEqual([
      { code: 'run-open', runId, phase: 'unknown' },
    ]);
  });
});

describe('a blackout', () => {
  it.each(['cpi', 'fomc', 'jobs', 'opec'])('is the whole day of %s', (kind) => {
    const found = entry({ events: [event({ kind })] });
    expect(found).toEqual([{ code: 'blackout', names: [kind] }]);
    expect(exit({ events: [event({ kind })] })).toEqual([]);
  });

  it('is a symbol’s own earnings day, and nobody else’s', () => {
    const earnings = { kind: 'earnings', symbol: 'SPY' };
    expect(entry({ events: [event(earnings)] })).toEqual([
      { code: 'blackout', names: ['earnings:SPY'] },
    ]);
    expect(entry({ events: [event({ ...earnings, symbol: 'QQQ' })] })).toEqual([]);
  });

  it('is no other day and no other event', () => {
    expect(entry({ events: [event({ day: day('2026-11-19') })] })).toEqual([]);
    expect(entry({ events: [event({ kind: 'vix-settlement' })] })).toEqual([]);
  });

  it('cannot be told without a calendar', () => {
    expect(entry({ events: null })).toEqual([{ code: 'events-unknown', day: TODAY }]);
    expect(exit({ events: null })).toEqual([]);
  });
});

describe('the volatility kill', () => {
  const kill = (changes: Parameters<typeof killFigures>[0]) => ({ kill: killFigures(changes) });

  it('bars entries where the range is above the expected move', () => {
    expect(entry(kill({ high: 666, low: 654 }))).toEqual([]);
    expect(entry(kill({ high: 666.5 }))).toEqual([
      { code: 'range-over-move', range: 6.5, limit: 6 },
    ]);
    expect(entry(kill({ low: 653 }))).toEqual([{ code: 'range-over-move', range: 7, limit: 6 }]);
  });

  it('bars entries where the price is beyond 1.25 expected moves either way', () => {
    expect(entry(kill({ price: 667.5 }))).toEqual([]);
    expect(entry(kill({ price: 652 }))).toEqual([
      { code: 'price-over-move', fromOpen: 8, limit: 7.5 },
    ]);
    expect(entry(kill({ price: 668 }))).toHaveLength(1);
  });

  it('bars entries where VIX is up more than 3 points', () => {
    expect(entry(kill({ vix: 18.5 }))).toEqual([]);
    expect(entry(kill({ vix: 18.75 }))).toEqual([{ code: 'vix-up', change: 3.25, limit: 3 }]);
    expect(entry(kill({ vix: 10 }))).toEqual([]);
  });

  it('bars entries where a figure is not known, and says which', () => {
    const codes = (changes: Parameters<typeof killFigures>[0]) =>
      entry(kill(changes)).map(({ code }) => code);
    const unknown = ['expected-move-unknown', 'range-unknown', 'price-unknown'];
    expect(codes({ facts: null })).toEqual(unknown);
    const { facts } = killFigures();
    expect(codes({ facts: facts && { ...facts, day: day('2026-11-19') } })).toEqual(unknown);
    expect(codes({ facts: facts && { ...facts, underlying: 'SPX' } })).toEqual(unknown);
    expect(codes({ facts: facts && { ...facts, expectedMove: 0 } })).toEqual(unknown);
    expect(codes({ high: null })).toEqual(['range-unknown']);
    expect(codes({ price: Number.NaN })).toEqual(['price-unknown']);
    expect(codes({ vixPreviousClose: null })).toEqual(['vix-unknown']);
  });

  it('never bars an exit', () => {
    expect(exit(kill({ facts: null, vix: 80, price: 500, high: 900 }))).toEqual([]);
  });

  it('of another underlying does not judge an order', () => {
    expect(() => entry(kill({ underlying: 'SPX' }))).toThrow('do not judge');
  });
});

describe('a day that went wrong', () => {
  it('takes no entry after a gap-through', () => {
    expect(entry({ gapThrough: 'yes' })).toEqual([{ code: 'gap-through' }]);
    expect(exit({ gapThrough: 'yes' })).toEqual([]);
  });

  it('takes no entry once its loss has reached the cap, not even a free one', () => {
    const spent = { dayLossMicros: usd(150) };
    expect(entry(spent, { plannedLossMicros: usd(0) })).toEqual([
      { code: 'day-loss-reached', lossMicros: usd(150), capMicros: usd(150) },
    ]);
    expect(exit(spent)).toEqual([]);
  });
});

describe('what is shown of the gate', () => {
  const bad: Context = {
    state: 'reducing',
    arming: null,
    events: [event({})],
    broker: brokerFacts({ state: 'down', reconciled: 'no', account: null }),
    kill: killFigures({ facts: null, vix: null }),
    gapThrough: 'yes',
    dayLossMicros: usd(200),
  };

  it('is every rule by name with verdict, value and limit', () => {
    const names = gateReadings(gateContext()).map(({ name }) => name);
    expect(names).toEqual([
      'state',
      'armed',
      'session',
      'window',
      'cut-off',
      'blackout',
      'expected-move',
      'range',
      'price-move',
      'vix-change',
      'gap-through',
      'day-loss',
      'broker',
      'reconciled',
      'account',
      'other-orders',
    ]);
    expect(gateReadings(gateContext()).every(({ verdict }) => verdict === 'pass')).toBe(true);
    expect(gateReadings(gateContext()).find(({ name }) => name === 'range')).toEqual({
      name: 'range',
      verdict: 'pass',
      value: { kind: 'number', value: 2, unit: 'points' },
      limit: { kind: 'number', value: 6, unit: 'points' },
    });
  });

  it('says pass exactly where the gate says nothing', () => {
    const intent = spreadIntent({ quantity: 20 });
    for (const context of [gateContext(), gateContext(bad)]) {
      const readings = orderReadings(intent, context);
      const failing = readings.filter(({ verdict }) => verdict !== 'pass');
      const result = approve(intent, context);
      expect(failing.length > 0).toBe(!result.ok);
    }
    const verdicts = gateReadings(gateContext(bad)).map(({ verdict }) => verdict);
    expect(verdicts.filter((verdict) => verdict === 'fail')).toHaveLength(6);
    expect(verdicts.filter((verdict) => verdict === 'unknown')).toHaveLength(6);
  });

  it('has the order’s own rules on its ticket', () => {
    const names = orderReadings(spreadIntent(), gateContext()).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'quantity',
        'units',
        'arming-size',
        'planned-loss-after',
        'worst-loss-after',
        'day-loss-after',
        'open-worst-after',
        'shape',
        'limit',
        'quotes',
      ]),
    );
  });
});
