import type * as runtimeTypes from 'onnxruntime-node';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { err, ok, type Result } from '../../domain/result.js';
import type { ModelCard, Score, ScoreError, Scorer } from '../../ports/scorer.js';
import { loadModel } from './model-card.js';

type Runtime = typeof runtimeTypes;

interface Input {
  readonly name: string;
  readonly dims: readonly number[];
  readonly size: number;
}

function failed(cause: unknown): { readonly ok: false; readonly error: ScoreError } {
  return err({ code: 'failed', reason: cause instanceof Error ? cause.message : String(cause) });
}

/** The one input of a model; a dimension that the model leaves open is the batch, of one. */
function inputOf(session: InferenceSession): Input | null {
  const [input, ...others] = session.inputMetadata;
  if (!input?.isTensor || input.type !== 'float32' || others.length > 0) return null;
  const dims = input.shape.map((dim) => (typeof dim === 'number' && dim > 0 ? dim : 1));
  return { name: input.name, dims, size: dims.reduce((product, dim) => product * dim, 1) };
}

function wrongWindow(window: Float32Array, expected: number): ScoreError | null {
  if (window.length !== expected) return { code: 'wrong-shape', expected, got: window.length };
  const index = window.findIndex((value) => !Number.isFinite(value));
  return index < 0 ? null : { code: 'not-finite', index };
}

class OnnxScorer implements Scorer {
  private readonly running = new Set<Promise<unknown>>();
  private readonly output: string;
  private stopped: Promise<void> | null = null;

  constructor(
    readonly card: ModelCard,
    private readonly model: {
      readonly runtime: Runtime;
      readonly session: InferenceSession;
      readonly input: Input;
    },
  ) {
    this.output = model.session.outputNames[0] ?? '';
  }

  async score(window: Float32Array): Promise<Result<Score, ScoreError>> {
    if (this.stopped) return failed('the model is stopped');
    const { runtime, session, input } = this.model;
    const wrong = wrongWindow(window, input.size);
    if (wrong) return err(wrong);
    try {
      // A copy: the caller may fill its window anew while the model runs on its own thread.
      const tensor = new runtime.Tensor('float32', window.slice(), input.dims);
      const run = session.run({ [input.name]: tensor });
      this.running.add(run);
      try {
        return this.scoreOf((await run)[this.output]);
      } finally {
        this.running.delete(run);
      }
    } catch (cause) {
      return failed(cause);
    }
  }

  stop(): Promise<void> {
    this.stopped ??= Promise.allSettled(this.running).then(() => this.model.session.release());
    return this.stopped;
  }

  private scoreOf(output: Tensor | undefined): Result<Score, ScoreError> {
    const confidence = Number(output?.data[0]);
    if (output?.size !== 1 || !(confidence >= 0 && confidence <= 1)) {
      return failed('the model gave no probability');
    }
    return ok({ confidence, model: `${this.card.id}@${this.card.version}` });
  }
}

/**
 * Opens `<name>.onnx` with its card `<name>.json` beside it. The model takes one float32 tensor of
 * windowDays × features and gives one probability. One thread: a window is a fraction of a
 * millisecond, and more threads cost more than they bring.
 *
 * @param featureVersion of the catalogue whose features it will be given; a model of another one
 * is refused with `wrong-features`.
 */
export async function openOnnxScorer(
  path: string,
  featureVersion: string,
): Promise<Result<Scorer, ScoreError>> {
  const loaded = await loadModel(path);
  if (!loaded.ok) return loaded;
  const { card, bytes } = loaded.value;
  if (card.featureVersion !== featureVersion) {
    return err({ code: 'wrong-features', expected: featureVersion, got: card.featureVersion });
  }
  try {
    // Loaded when first needed: the native library takes tens of megabytes.
    const runtime = await import('onnxruntime-node');
    const session = await runtime.InferenceSession.create(bytes, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      // Errors alone; they come back as rejections, not on the console.
      logSeverityLevel: 4,
    });
    const input = inputOf(session);
    const expected = card.windowDays * card.features.length;
    if (input?.size !== expected) {
      await session.release();
      return err({ code: 'wrong-shape', expected, got: input?.size ?? 0 });
    }
    return ok(new OnnxScorer(card, { runtime, session, input }));
  } catch (cause) {
    return failed(cause);
  }
}
