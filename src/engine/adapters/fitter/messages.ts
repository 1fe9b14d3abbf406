import type { Result } from '../../domain/result.js';
import type { NothingToFit } from '../../surface/fitted.js';
import type { EarlierFit, FitRequest, FittedSurface } from '../../ports/surface-fitter.js';

export interface FitMessage {
  readonly id: number;
  readonly request: FitRequest;
  readonly earlier: EarlierFit | null;
}

export type FitAnswer =
  | { readonly id: number; readonly fitted: Result<FittedSurface, NothingToFit> }
  | { readonly id: number; readonly threw: string };
