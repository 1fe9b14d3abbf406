import { beforeAll, describe, expect, it } from 'vitest';
import { importHistory } from '../../src/cli/import-history.js';
import { scoreSpan, SHIPPED_MODEL, type ScoredSession } from '../../src/cli/score.js';
import { loadModelFacts } from '../../src/engine/adapters/onnx/model-facts.js';
import { barCloseAtMs, seriesId } from '../../src/engine/domain/bar.js';
import type { ModelFacts, Trigger } from '../../src/engine/domain/model-facts.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { alertDecision, COOL_DOWN_MS } from '../../src/engine/scoring/trigger.js';
import { MemoryTickStore } from '../support/memory-tick-store.js';
import { sharedPath } from '../support/shared.js';

const data = sharedPath('data');
const VIX = seriesId('VIX');

/** Half-hours after each close at which the trigger is asked again, as a desk does that stays up. */
const ASKED = 12;

/** Instants and days of the alerts of a replay, asked at each close and through the evening. */
function alertsOf(scored: readonly ScoredSession[], trigger: Trigger) {
  const alerts: { readonly on: string; readonly atMs: number }[] = [];
  for (const { day: on, vix, confidence } of scored) {
    for (let k = 0; k <= ASKED; k++) {
      const nowMs = barCloseAtMs(VIX, on) + k * 30 * 60_000;
      const lastAlertAtMs = alerts.at(-1)?.atMs ?? null;
      const asked = { confidence: confidence ?? NaN, vix, nowMs, lastAlertAtMs };
      if (alertDecision(asked, trigger) === 'due') alerts.push({ on, atMs: nowMs });
    }
  }
  return alerts;
}

describe.skipIf(data === null)('replays of past spikes (need the shared data)', () => {
  const store = new MemoryTickStore();
  let facts: ModelFacts;

  beforeAll(async () => {
    const imported = await importHistory({ directory: data ?? '', store });
    if (!imported.ok) throw new Error(imported.error.code);
    const loaded = await loadModelFacts(SHIPPED_MODEL);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    facts = loaded.value;
  }, 120_000);

  async function replay(from: string, to: string): Promise<readonly ScoredSession[]> {
    const progress = { update: () => undefined, stop: () => undefined };
    const span = { from: day(from), to: day(to) };
    const scored = await scoreSpan({ store, modelPath: SHIPPED_MODEL }, span, progress);
    if (!scored.ok) throw new Error(scored.error.code);
    return scored.value;
  }

  it.each([
    ['2008-01-02', '2009-03-31', '2008-09-17'],
    ['2018-01-16', '2018-04-30', '2018-02-05'],
    ['2020-02-10', '2020-12-31', '2020-02-27'],
    ['2022-01-03', '2022-12-30', '2022-03-07'],
  ])('from %s to %s speak on %s and never twice within the cool-down', async (from, to, on) => {
    const scored = await replay(from, to);
    for (const trigger of [facts.triggers.mission, facts.triggers.bestFifth]) {
      const alerts = alertsOf(scored, trigger);
      expect(alerts.length).toBeGreaterThan(0);
      alerts.slice(1).forEach(({ atMs }, k) => {
        expect(atMs - (alerts[k]?.atMs ?? 0)).toBeGreaterThanOrEqual(COOL_DOWN_MS);
      });
      expect(alerts.map((alert) => alert.on)).toContain(on);
    }
  });

  it('say nothing in the calm of 2017', async () => {
    const scored = await replay('2017-01-03', '2017-12-29');
    expect(scored).toHaveLength(251);
    for (const trigger of [facts.triggers.mission, facts.triggers.bestFifth]) {
      expect(alertsOf(scored, trigger)).toEqual([]);
    }
  });
});
