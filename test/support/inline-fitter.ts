import { err, ok, type Result } from '../../src/engine/domain/result.js';
import type {
  EarlierFit,
  FitError,
  FitRequest,
  SurfaceFitter,
  TimedFit,
} from '../../src/engine/ports/surface-fitter.js';
import { fitOnce } from '../../src/engine/surface/fitted.js';

/** Fits where it is asked to, a moment later; counts, and fails while told to. */
export class InlineFitter implements SurfaceFitter {
  readonly asked: FitRequest[] = [];
  failing: FitError | null = null;

  async fit(
    request: FitRequest,
    { earlier }: { readonly earlier: EarlierFit | null },
  ): Promise<Result<TimedFit, FitError>> {
    this.asked.push(request);
    await Promise.resolve();
    if (this.failing) return err(this.failing);
    const fitted = fitOnce(request, earlier);
    return fitted.ok ? ok({ surface: fitted.value, fitMs: 5 }) : fitted;
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
