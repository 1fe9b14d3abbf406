/**
 * `score --from <day> --to <day>`: the model's confidence on every session of a span of the imported
 * history, from what was known at that day's close. With `--json`, one array of `day`, `vix` (points),
 * `zScore` (60 sessions), `confidence` (0 to 1; null where the history is too short) and `seen`: was
 * the day's outcome in the model's training, so that its confidence is no forecast?
 */
import { join } from 'node:path';
import { Command } from 'commander';
import { openOnnxScorer } from '../engine/adapters/onnx/scorer.js';
import { loadModelFacts } from '../engine/adapters/onnx/model-facts.js';
import { seriesId, type DailyBar, type SeriesId } from '../engine/domain/bar.js';
import type { ModelFacts } from '../engine/domain/model-facts.js';
import { err, ok, type Result } from '../engine/domain/result.js';
import { parseDay, type TradingDay } from '../engine/domain/trading-day.js';
import { FEATURE_VERSION } from '../engine/features/catalog.js';
import { featureHistory, FEATURE_SERIES, featuresOn } from '../engine/features/compute.js';
import type { ScoreError, Scorer } from '../engine/ports/scorer.js';
import { dropWindow, featureOf } from '../engine/scoring/drop-model.js';
import type { HistoryTools } from './history-tools.js';
import { progressOn, type Progress } from './progress.js';

/** The model that ships with the program, seen from `src/cli` and from `dist/cli` alike. */
export const SHIPPED_MODEL = join(import.meta.dirname, '..', '..', 'models', 'vix-drop.onnx');

export interface ScoredSession {
  readonly day: TradingDay;
  readonly vix: number;
  readonly zScore: number | null;
  readonly confidence: number | null;
  readonly seen: boolean;
}

export type ScoreSpanError =
  | { readonly code: 'no-history'; readonly from: TradingDay; readonly to: TradingDay }
  | { readonly code: 'store-failed'; readonly reason: string }
  | { readonly code: 'model-failed'; readonly error: ScoreError };

interface BarSource {
  bars(series: SeriesId): Promise<Result<readonly DailyBar[], { readonly reason: string }>>;
}

interface Model {
  readonly scorer: Scorer;
  readonly facts: ModelFacts;
}

async function openModel(path: string): Promise<Result<Model, ScoreSpanError>> {
  const scorer = await openOnnxScorer(path, FEATURE_VERSION);
  if (!scorer.ok) return err({ code: 'model-failed', error: scorer.error });
  const facts = await loadModelFacts(path);
  if (!facts.ok) {
    await scorer.value.stop();
    return err({ code: 'model-failed', error: facts.error });
  }
  return ok({ scorer: scorer.value, facts: facts.value });
}

async function readHistory(store: BarSource) {
  const found = new Map<SeriesId, readonly DailyBar[]>();
  for (const series of FEATURE_SERIES) {
    const bars = await store.bars(series);
    if (!bars.ok) return err({ code: 'store-failed' as const, reason: bars.error.reason });
    found.set(series, bars.value);
  }
  return ok(featureHistory((series) => found.get(series) ?? []));
}

/** Sessions a tick of the progress bar stands for. */
const PROGRESS_ROWS = 100;

/** Scores every session of VIX from one day to another, both among them. */
export async function scoreSpan(
  source: { readonly store: BarSource; readonly modelPath: string },
  span: { readonly from: TradingDay; readonly to: TradingDay },
  progress: Progress,
): Promise<Result<readonly ScoredSession[], ScoreSpanError>> {
  const history = await readHistory(source.store);
  if (!history.ok) return history;
  const days = (history.value.get(seriesId('VIX')) ?? [])
    .map(({ day }) => day)
    .filter((day) => day >= span.from && day <= span.to);
  if (days.length === 0) return err({ code: 'no-history', ...span });
  const model = await openModel(source.modelPath);
  if (!model.ok) return model;
  const { scorer, facts } = model.value;
  const scored: ScoredSession[] = [];
  try {
    for (const [index, day] of days.entries()) {
      const row = featuresOn(history.value, day);
      const vix = row && featureOf(row, 'vix_spot');
      if (!row || vix === null) continue;
      const window = dropWindow(row, facts);
      const score = window ? await scorer.score(window) : null;
      if (score && !score.ok) return err({ code: 'model-failed', error: score.error });
      const confidence = score ? score.value.confidence : null;
      const zScore = featureOf(row, 'vix_zscore');
      scored.push({ day, vix, zScore, confidence, seen: day <= facts.trainedTo });
      const done = index + 1;
      if (done % PROGRESS_ROWS === 0 || done === days.length) {
        progress.update({ done, total: days.length });
      }
    }
    return ok(scored);
  } finally {
    await scorer.stop();
  }
}

function modelSentence(error: ScoreError): string {
  switch (error.code) {
    case 'wrong-features':
      return `it was trained on features ${error.got}, and the program has ${error.expected}`;
    case 'wrong-shape':
      return `it takes ${error.got} numbers, and its card says ${error.expected}`;
    case 'not-finite':
      return `number ${error.index} of a window is none`;
    case 'failed':
      return error.reason;
  }
}

function complaint(error: ScoreSpanError): string {
  switch (error.code) {
    case 'no-history':
      return `There is no VIX history from ${error.from} to ${error.to}. Import some first: npx voldesk history import <dir>`;
    case 'store-failed':
      return `The history could not be read: ${error.reason}.`;
    case 'model-failed':
      return `The model cannot be used: ${modelSentence(error.error)}.`;
  }
}

function fixed(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits);
}

function render(scored: readonly ScoredSession[]): string {
  const lines = scored.map(({ day, vix, zScore, confidence, seen }) =>
    [
      day,
      vix.toFixed(2).padStart(7),
      fixed(zScore, 2).padStart(7),
      fixed(confidence, 3).padStart(11),
      seen ? '  seen' : '',
    ].join(''),
  );
  return `${['day           VIX      z  confidence', ...lines].join('\n')}\n`;
}

export interface ScoreRequest {
  readonly from: string;
  readonly to: string;
  readonly model: string;
  readonly format: 'text' | 'json';
}

/**
 * Runs `score`.
 *
 * @returns the exit code: 0 on success, 1 with one sentence on `notes` otherwise.
 */
export async function runScore(request: ScoreRequest, tools: HistoryTools): Promise<0 | 1> {
  const [from, to] = [parseDay(request.from), parseDay(request.to)];
  if (!from || !to || from > to) {
    tools.notes.write('Give two days as YYYY-MM-DD, the earlier one with --from.\n');
    return 1;
  }
  const opened = await tools.openStore();
  if (!opened.ok) {
    tools.notes.write(`The history cannot be opened: ${opened.error.reason}.\n`);
    return 1;
  }
  const words = { verb: 'scoring', past: 'scored', unit: 'sessions' };
  const progress = progressOn(tools.notes, words);
  try {
    const source = { store: opened.value.store, modelPath: request.model };
    const scored = await scoreSpan(source, { from, to }, progress);
    progress.stop();
    if (!scored.ok) {
      tools.notes.write(`${complaint(scored.error)}\n`);
      return 1;
    }
    const json = request.format === 'json';
    tools.out.write(json ? `${JSON.stringify(scored.value)}\n` : render(scored.value));
    return 0;
  } finally {
    await opened.value.close();
  }
}

interface ScoreOptions {
  readonly from: string;
  readonly to: string;
  readonly model: string;
  readonly json?: boolean;
}

/** `score --from <day> --to <day> [--json]`, for the program's command line. */
export function scoreCommand(tools: HistoryTools): Command {
  return new Command('score')
    .description(
      'the chance that VIX falls 20 % within 30 days, on each day of the imported history',
    )
    .requiredOption('--from <day>', 'first day, YYYY-MM-DD')
    .requiredOption('--to <day>', 'last day, YYYY-MM-DD')
    .option('--model <file>', 'an ONNX model with its card beside it', SHIPPED_MODEL)
    .option('--json', 'print one JSON array of day, vix, zScore, confidence, seen')
    .action(async ({ from, to, model, json }: ScoreOptions) => {
      const format = json === true ? 'json' : 'text';
      tools.finish(await runScore({ from, to, model, format }, tools));
    });
}
