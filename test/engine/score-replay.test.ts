import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importHistory } from '../../src/cli/import-history.js';
import { openModel } from '../../src/desk/open-model.js';
import { seriesId, type DailyBar } from '../../src/engine/domain/bar.js';
import type { SignalView } from '../../src/engine/domain/score-views.js';
import { addDays, type TradingDay } from '../../src/engine/domain/trading-day.js';
import { barCloseAtMs } from '../../src/engine/domain/bar.js';
import { DAY_MS } from '../../src/engine/domain/units.js';
import {
  featureHistory,
  FEATURE_SERIES,
  featuresOn,
  type FeatureHistory,
} from '../../src/engine/features/compute.js';
import { dropConfidence, dropInputs } from '../../src/engine/scoring/drop-model.js';
import type { ScoreModel } from '../../src/engine/score-model.js';
import { MemoryTickStore } from '../support/memory-tick-store.js';
import { quietLog } from '../support/quiet-log.js';
import { replayScore } from '../support/replayed-score.js';
import { watchModel, type WatchedModel } from '../support/watched-model.js';
import { sharedPath } from '../support/shared.js';

const data = sharedPath('data');
const SHIPPED = join(import.meta.dirname, '..', '..', 'models', 'vix-drop.onnx');

describe.skipIf(data === null)('replays of known spikes (need the shared data)', () => {
  const ticks = new MemoryTickStore();
  const closes: { readonly day: TradingDay; readonly close: number }[] = [];
  let history: FeatureHistory;
  let watched: WatchedModel;
  let model: ScoreModel;

  beforeAll(async () => {
    const imported = await importHistory({ directory: data ?? '', store: ticks });
    if (!imported.ok) throw new Error(imported.error.code);
    const vix = await ticks.bars(seriesId('VIX'));
    if (!vix.ok) throw new Error(vix.error.reason);
    closes.push(...vix.value);
    const bars = new Map<string, readonly DailyBar[]>();
    for (const series of FEATURE_SERIES) {
      const kept = await ticks.bars(series);
      if (kept.ok) bars.set(series, kept.value);
    }
    history = featureHistory((series) => bars.get(series) ?? []);
    watched = watchModel(await openModel(SHIPPED, quietLog()));
    ({ model } = watched);
  }, 60_000);

  afterAll(async () => {
    if (model.kind === 'ready') await model.scorer.stop();
  });

  /** Days on which the closes alone are over the threshold, less those within a cool-down. */
  function dueDays(from: string, to: string): readonly string[] {
    if (model.kind !== 'ready') throw new Error('the shipped model does not open');
    const { facts } = model;
    const { confidence, vix } = facts.triggers[facts.triggers.default];
    const due: string[] = [];
    let lastMs = Number.NEGATIVE_INFINITY;
    for (const { day, close } of closes) {
      if (day < from || day > to || close <= vix) continue;
      const row = featuresOn(history, day);
      const inputs = row && dropInputs(row);
      const closeMs = barCloseAtMs(seriesId('VIX'), day);
      if (!inputs || dropConfidence(inputs, facts) <= confidence) continue;
      if (closeMs - lastMs < DAY_MS) continue;
      due.push(day);
      lastMs = closeMs;
    }
    return due;
  }

  /** Did VIX close 20 % lower within 30 calendar days? */
  function touched({ day, vix }: SignalView): boolean {
    const end = addDays(day, 30);
    return closes.some((at) => at.day > day && at.day <= end && at.close <= 0.8 * vix.level);
  }

  test.each([
    { name: '2008', from: '2008-09-08', to: '2008-11-28', first: '2008-09-15', fell: 0.35 },
    { name: 'February 2018', from: '2018-01-29', to: '2018-03-02', first: '2018-02-05', fell: 0.9 },
    { name: 'March 2020', from: '2020-02-18', to: '2020-04-15', first: '2020-02-24', fell: 0.65 },
    { name: '2022', from: '2022-01-10', to: '2022-03-31', first: '2022-01-20', fell: 0.75 },
  ])(
    '$name: alerts only above the threshold, from closes alone, and never within a cool-down',
    async ({ from, to, first, fell }) => {
      if (model.kind !== 'ready') throw new Error('the shipped model does not open');
      const { engine, signals } = await replayScore({ ticks, model: watched, from, to });
      await engine.stop();
      const { confidence, vix } = model.facts.triggers[model.facts.triggers.default];
      expect(signals[0]?.day).toBe(first);
      const share = signals.filter(touched).length / signals.length;
      expect(share).toBeGreaterThan(fell);
      expect(signals.map(({ day }) => day)).toEqual(dueDays(from, to));
      for (const [index, signal] of signals.entries()) {
        expect(signal.reading.confidence).toBeGreaterThan(confidence);
        expect(signal.vix.level).toBeGreaterThan(vix);
        expect(closes.find(({ day }) => day === signal.day)?.close).toBe(signal.vix.level);
        const before = signals[index - 1];
        if (before) expect(signal.stamp.nowMs - before.stamp.nowMs).toBeGreaterThanOrEqual(DAY_MS);
      }
    },
    60_000,
  );
});
