import { describe, expect, test } from 'vitest';
import { newYorkInstant } from '../../../../src/engine/domain/new-york.js';
import { day } from '../../../../src/engine/domain/trading-day.js';
import { HOUR_MS, MINUTE_MS } from '../../../../src/engine/domain/units.js';
import type { AlertNews } from '../../../../src/engine/domain/vol-alert.js';
import { err, ok, type Result } from '../../../../src/engine/domain/result.js';
import type { VolError, VolLevels } from '../../../../src/engine/domain/vol-views.js';
import { putRule } from '../../../../src/engine/flow/alerts/alerts-state.js';
import { lookAtSurface } from '../../../../src/engine/flow/alerts/alerts-step.js';
import { Turn } from '../../../../src/engine/flow/desk/turn.js';
import {
  volOf,
  type SurfaceNow,
  type VolSample,
} from '../../../../src/engine/flow/vol/vol-state.js';
import { step } from '../../../../src/engine/flow/step.js';
import { OWNER } from '../../../support/trading-views.js';
import { alertDesk } from '../../../support/alert-desk.js';

const AT = newYorkInstant(day('2026-11-23'), '11:00');

/** A week of hours, as kept. */
function week(hours: number, atm30d: number, rr25At30d: number): VolSample[] {
  return Array.from({ length: hours }, (_, i) => ({
    atMs: AT - (hours - i) * HOUR_MS,
    atm30d,
    rr25At30d,
  }));
}

const LEVELS = {
  underlying: 'BTC',
  delayMs: 0,
  source: 'sim',
  spot: 90_000,
  atm7d: 0.48,
  atm90d: 0.5,
  atm30d: 0.5,
  rr25At30d: -0.03,
  bf25At30d: 0.01,
  inversion: -0.02,
} as const;

/** A desk that has kept a week of BTC, and sees surface after surface, ten minutes apart. */
function btc(hourly: readonly VolSample[]) {
  const state = alertDesk();
  const known = volOf(state.transient.vol, 'BTC');
  known.hourly.push(...hourly);
  let atMs = AT;
  const see = (parts: Partial<VolLevels>, ageMs = 0): readonly AlertNews[] => {
    atMs += 10 * MINUTE_MS;
    const levels: VolLevels = { ...LEVELS, atMs: atMs - ageMs, asOfMs: atMs - ageMs, ...parts };
    known.newest = { levels } as SurfaceNow;
    const turn = new Turn(state, { atMs, wallMs: atMs });
    lookAtSurface(turn, 'BTC');
    return turn.writes.flatMap((write) =>
      write.kind === 'notice' && write.notice.body.kind === 'vol-alert' ? [write.notice.body] : [],
    );
  };
  return { state, see };
}

describe('volatility that jumps', () => {
  test('is told at 20 % over its 7-day mean, with the hours behind it', () => {
    const { see } = btc(week(100, 0.5, -0.03));
    expect(see({ atm30d: 0.599 })).toEqual([]);
    expect(see({ atm30d: 0.61 })).toMatchObject([
      {
        value: 61,
        builtIn: { kind: 'atm-jump', underlying: 'BTC', meanPts: 50, hours: 100 },
        to: { kind: 'informed', unlessOff: 'atm-jump' },
        condition: { level: 60 },
      },
    ]);
    expect(see({ atm30d: 0.7 })).toEqual([]);
  });

  test('is armed again below 15 % over it', () => {
    const { see } = btc(week(100, 0.5, -0.03));
    see({ atm30d: 0.5 });
    see({ atm30d: 0.61 });
    see({ atm30d: 0.58 });
    expect(see({ atm30d: 0.61 })).toEqual([]);
    see({ atm30d: 0.57 });
    expect(see({ atm30d: 0.61 })).toMatchObject([{ phase: 'again', count: 2 }]);
  });

  test('says nothing from less than a day of hours', () => {
    const { see } = btc(week(23, 0.5, -0.03));
    see({});
    expect(see({ atm30d: 0.9 })).toEqual([]);
  });

  test('says nothing of old surfaces', () => {
    const { see } = btc(week(100, 0.5, -0.03));
    see({});
    expect(see({ atm30d: 0.9 }, 6 * MINUTE_MS)).toEqual([]);
    expect(see({ atm30d: 0.9 })).toHaveLength(1);
  });
});

describe('a skew that turns', () => {
  test('is told when its sign is not that of its week', () => {
    const { see } = btc(week(100, 0.5, -0.03));
    see({});
    expect(see({ rr25At30d: -0.001 })).toEqual([]);
    const [told] = see({ rr25At30d: 0.004 });
    expect(told).toMatchObject({ builtIn: { kind: 'skew-flip', hours: 100 } });
    expect(told?.value).toBeCloseTo(0.4);
  });

  test('that is about zero all week has no sign to lose', () => {
    const { see } = btc(week(100, 0.5, -0.004));
    see({ rr25At30d: -0.004 });
    expect(see({ rr25At30d: 0.02 })).toEqual([]);
  });
});

describe('a term structure', () => {
  test('is told when its near end rises above its far end', () => {
    const { see } = btc([]);
    see({});
    expect(see({ inversion: 0.013 })).toMatchObject([
      { value: 1.3, builtIn: { kind: 'term-inverted', underlying: 'BTC' } },
    ]);
  });

  test('that is not known says nothing', () => {
    const { see } = btc([]);
    expect(see({ inversion: null, atm30d: null, rr25At30d: null })).toEqual([]);
  });
});

describe('a rule of a person on a surface', () => {
  test('reads vol points, and is the same whatever else is looked at', () => {
    const { state, see } = btc([]);
    const condition = { subject: 'BTC', measure: 'skew25', comparison: '<', level: -4 } as const;
    const rule = { id: 'a', by: OWNER, chat: 'private', createdAtMs: 0 } as const;
    putRule(state.transient.alerts, { ...rule, condition, snoozedUntilMs: null });
    see({});
    const [told] = see({ rr25At30d: -0.0401 });
    expect(told?.to).toEqual({ kind: 'person', userId: OWNER });
    expect(told?.value).toBeCloseTo(-4.01);
  });

  test('is looked at when a surface has been fitted, and not when a fit has failed', () => {
    const { state } = btc([]);
    const rule = { id: 'a', by: OWNER, chat: 'private', createdAtMs: 0 } as const;
    const condition = { subject: 'BTC', measure: 'atm30d', comparison: '>', level: 60 } as const;
    putRule(state.transient.alerts, { ...rule, condition, snoozedUntilMs: null });
    const fit = (minutes: number, fitted: Result<SurfaceNow, VolError>) => {
      const atMs = AT + minutes * MINUTE_MS;
      const turn = new Turn(state, { atMs, wallMs: atMs });
      step(turn, { kind: 'surface-fitted', underlying: 'BTC', fitted, lookMs: 1 });
      return turn.writes.filter(({ kind }) => kind === 'notice').length;
    };
    const at = (minutes: number, atm30d: number) => {
      const atMs = AT + minutes * MINUTE_MS;
      const levels: VolLevels = { ...LEVELS, atMs, asOfMs: atMs, atm30d };
      return ok({ levels, minute: { atMs }, surface: {}, chains: [] } as unknown as SurfaceNow);
    };
    expect(fit(1, at(1, 0.59))).toBe(0);
    expect(fit(2, err({ code: 'no-answer' }))).toBe(0);
    expect(fit(3, at(3, 0.61))).toBe(1);
  });
});
