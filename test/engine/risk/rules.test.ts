import { describe, expect, it } from 'vitest';
import { sessionOf } from '../../../src/engine/domain/calendar.js';
import { newYorkInstant, type TimeOfDay } from '../../../src/engine/domain/new-york.js';
import { day } from '../../../src/engine/domain/trading-day.js';
import { capUses, dayLossReached, isOver } from '../../../src/engine/risk/caps.js';
import { killCloses, killVerdict } from '../../../src/engine/risk/kill.js';
import { flatTimes, rulesOf, tighten, type StrategyRules } from '../../../src/engine/risk/rules.js';
import { mostWorthUsd, underlyingsOf } from '../../../src/engine/risk/shape.js';
import { killFigures, rulesWith, spreadIntent, TODAY, usd } from '../../support/orders.js';

function timesOf(rules: StrategyRules | null, text: string) {
  const of = day(text);
  const session = sessionOf(of);
  if (!session || !rules) throw new Error('no session');
  const at = (time: TimeOfDay) => newYorkInstant(of, time);
  return { times: flatTimes(session, rules), at };
}

describe('the times of a session', () => {
  it('of putlite are 10:30 to 13:30, closing from 15:20, flat by 15:30', () => {
    const { times, at } = timesOf(rulesOf('putlite'), '2026-11-20');
    expect(times).toEqual({
      entriesStartMs: at('10:30'),
      entriesEndMs: at('13:30'),
      closingStartsMs: at('15:20'),
      flatByMs: at('15:30'),
    });
  });

  it('on an early close end an hour earlier, and never after closing has begun', () => {
    const { times, at } = timesOf(rulesOf('putlite'), '2026-11-27');
    expect(times).toEqual({
      entriesStartMs: at('10:30'),
      entriesEndMs: at('12:20'),
      closingStartsMs: at('12:20'),
      flatByMs: at('12:30'),
    });
    const short = rulesWith({ window: { from: '10:30', to: '12:00' } });
    expect(timesOf(short, '2026-11-27').times.entriesEndMs).toBe(at('11:00'));
  });

  it('of spy-spx are flat by 15:45, by 12:45 on an early close, then without entries', () => {
    const full = timesOf(rulesOf('spy-spx'), '2026-11-20');
    expect(full.times.flatByMs).toBe(full.at('15:45'));
    expect(full.times.entriesEndMs).toBe(full.at('10:00'));
    const early = timesOf(rulesOf('spy-spx'), '2026-11-27');
    expect(early.times.flatByMs).toBe(early.at('12:45'));
    expect(early.times.entriesEndMs).toBeLessThan(early.times.entriesStartMs);
  });

  it('keep to New York’s clocks through the change of the clocks', () => {
    const { times } = timesOf(rulesOf('putlite'), '2026-10-30');
    expect(times.entriesStartMs).toBe(Date.UTC(2026, 9, 30, 14, 30));
    const after = timesOf(rulesOf('putlite'), '2026-11-02').times;
    expect(after.entriesStartMs).toBe(Date.UTC(2026, 10, 2, 15, 30));
  });
});

describe('the money rules', () => {
  it('are those of the house: $50 planned, $500 worst, $150 a day, $1,500 open', () => {
    const caps = {
      plannedMicros: usd(50),
      worstMicros: usd(500),
      dayMicros: usd(150),
      openWorstMicros: usd(1_500),
    };
    for (const name of ['putlite', 'buywrite', 'condor']) {
      expect(rulesOf(name)?.caps).toEqual(caps);
    }
    expect(rulesOf('spy-spx')).toMatchObject({
      caps: { plannedMicros: usd(500), dayMicros: usd(1_000) },
      mostUnits: 2,
      shape: 'hedged',
    });
    expect(rulesOf('nobody')).toBeNull();
  });

  it('may be tightened', () => {
    const set = {
      windowFrom: '11:00',
      windowTo: '13:00',
      plannedMicros: usd(25),
      worstMicros: usd(400),
      dayMicros: usd(100),
      openWorstMicros: usd(1_000),
      mostUnits: 1,
      flatBeforeCloseMs: 3_600_000,
    } as const;
    const { windowFrom, windowTo, mostUnits, flatBeforeCloseMs, ...caps } = set;
    expect(tighten(rulesWith(), set)).toEqual({
      ok: true,
      value: {
        ...rulesWith(),
        window: { from: windowFrom, to: windowTo },
        caps,
        mostUnits,
        flatBeforeCloseMs,
      },
    });
    expect(tighten(rulesWith(), {})).toEqual({ ok: true, value: rulesWith() });
  });

  it.each([
    ['windowFrom', '10:29'],
    ['windowTo', '13:31'],
    ['plannedMicros', usd(50.01)],
    ['worstMicros', usd(501)],
    ['dayMicros', Number.NaN],
    ['openWorstMicros', usd(1_501)],
    ['mostUnits', 11],
    ['flatBeforeCloseMs', 0],
  ])('may not be loosened: %s', (rule, value) => {
    expect(tighten(rulesWith(), { [rule]: value })).toEqual({
      ok: false,
      error: [{ code: 'loose-rule', strategy: 'putlite', rule }],
    });
  });
});

describe('caps', () => {
  it('are shown before and after an order', () => {
    const used = { dayLossMicros: usd(20), openWorstMicros: usd(450) };
    const uses = capUses(rulesWith().caps, used, spreadIntent());
    const shown = uses.map((use) => [use.name, use.beforeMicros, use.afterMicros, use.capMicros]);
    expect(shown).toEqual([
      ['planned-loss', 0, usd(45), usd(50)],
      ['worst-loss', 0, usd(450), usd(500)],
      ['day-loss', usd(20), usd(65), usd(150)],
      ['open-worst', usd(450), usd(900), usd(1_500)],
    ]);
    expect(uses.some(isOver)).toBe(false);
    expect(capUses(rulesWith().caps, used, null)[2]?.afterMicros).toBe(usd(20));
  });

  it('are reached by a day’s loss at the cap, or one that is no number', () => {
    const { caps } = rulesWith();
    expect(dayLossReached(usd(149.99), caps)).toBe(false);
    expect(dayLossReached(usd(150), caps)).toBe(true);
    expect(dayLossReached(usd(Number.NaN), caps)).toBe(true);
  });
});

describe('the volatility kill', () => {
  const closes = (changes: Parameters<typeof killFigures>[0]) =>
    killCloses(killVerdict(killFigures(changes), TODAY));

  it('closes what is open for the price and for VIX, not for the range', () => {
    expect(closes({ price: 668 })).toBe('price');
    expect(closes({ vix: 19 })).toBe('vix');
    expect(closes({ high: 700 })).toBeNull();
    expect(closes({})).toBeNull();
  });

  it('closes nothing for what is not known', () => {
    expect(closes({ facts: null, vix: null })).toBeNull();
  });

  it('gives its figures', () => {
    expect(killVerdict(killFigures({ price: 655 }), TODAY)).toMatchObject({
      expectedMove: 6,
      realisedRange: 2,
      fromOpen: -5,
      vixChange: 0.5,
    });
  });
});

describe('a structure', () => {
  it('is worth its width at most, and without bound where a call is left over', () => {
    const { legs } = spreadIntent();
    const turned = legs.map((leg) => ({ ...leg, ratio: -leg.ratio }));
    expect(mostWorthUsd(turned)).toBe(5);
    expect(mostWorthUsd(legs)).toBe(0);
    expect(mostWorthUsd([])).toBeNull();
  });

  it('is on the underlyings of its legs', () => {
    expect(underlyingsOf(spreadIntent().legs)).toEqual(['SPY']);
  });
});
