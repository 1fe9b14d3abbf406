import { err, ok, type Result } from '../domain/result.js';
import { timeToExpiry } from '../pricing/day-count.js';
import { checkSlices, diagnose, type UncheckedSlice } from './diagnose.js';
import { DEFAULT_LIMITS, type FilterLimits } from './filters.js';
import { forwardCurve, type ForwardCurvePoint } from './forward.js';
import { selectQuotes, type Selection } from './kept-quotes.js';
import { fitPoints, type FitPoints } from './points.js';
import { quoteButterflies } from './quote-arbitrage.js';
import type { ExpiryInput, SurfaceInput } from './quotes.js';
import { residualsOf } from './residuals.js';
import type { SkippedExpiry, SkipReason, Surface } from './surface.js';
import type { SviParams } from './svi.js';
import { fitBetween, fitTerm, type FittedSlice } from './term-fit.js';

export interface BuildOptions {
  readonly limits: FilterLimits;
  /** An earlier surface of the same underlying, whose parameters start the fits. */
  readonly earlier: EarlierFit | null;
}

/** Parameters of expiries by their ids. */
export interface EarlierFit {
  readonly slices: readonly { readonly id: string; readonly params: SviParams }[];
}

export type SurfaceError =
  | { readonly code: 'no-usable-expiry'; readonly skipped: readonly SkippedExpiry[] }
  | { readonly code: 'unknown-expiry'; readonly id: string }
  | { readonly code: 'expiry-unusable'; readonly id: string; readonly reason: SkipReason };

/** Fewest quotes that make a slice: one for each parameter. */
const FEWEST = 5;

/** An expiry that can be fitted. */
interface Prepared {
  readonly atMs: number;
  readonly input: ExpiryInput;
  readonly years: number;
  readonly curve: ForwardCurvePoint;
  readonly selection: Selection;
  readonly points: FitPoints;
}

type Preparation = { readonly prepared: Prepared } | { readonly skipped: SkippedExpiry };

function prepare(
  input: ExpiryInput,
  at: { readonly years: number; readonly curve: ForwardCurvePoint | null; readonly atMs: number },
  limits: FilterLimits,
): Preparation {
  const skip = (reason: SkipReason, kept: number) => ({ skipped: { id: input.id, reason, kept } });
  const { years, curve } = at;
  if (!(years > 0)) return skip('expired', 0);
  if (!curve) return skip('no-forward', 0);
  const selection = selectQuotes(input.quotes, { ...curve, years }, limits);
  const { k, vol, halfSpreadVol } = selection.kept;
  if (k.length < FEWEST) return skip('too-few-quotes', k.length);
  const root = Math.sqrt(years);
  const points = fitPoints(
    k,
    vol.map((one) => one * root),
    { halfSpreadVol, years },
  );
  return { prepared: { input, atMs: at.atMs, years, curve, selection, points } };
}

function sliceOf(of: Prepared, { params, method }: FittedSlice): UncheckedSlice {
  const { input, years, curve, selection } = of;
  return {
    id: input.id,
    expiry: input.expiry,
    settlesAtMs: input.settlesAtMs,
    atMs: of.atMs,
    years,
    curve,
    params,
    method,
    input,
    kept: selection.kept,
    rejections: selection.rejections,
    residuals: residualsOf(params, selection.kept, { ...curve, years }),
    quoteButterflies: quoteButterflies(input.quotes),
  };
}

/** Years to settlement; 0 once it has passed. */
function yearsTo(input: ExpiryInput, atMs: number): number {
  const left = timeToExpiry(atMs, input.settlesAtMs);
  return left.state === 'expired' ? 0 : left.years;
}

/**
 * Fits a surface without butterfly and calendar arbitrage to all expiries. Expiries that cannot be
 * fitted are skipped with a reason; with none left it is an error.
 */
export function buildSurface(
  input: SurfaceInput,
  options: BuildOptions = { limits: DEFAULT_LIMITS, earlier: null },
): Result<Surface, SurfaceError> {
  const { underlying, atMs, delayMs, source } = input;
  const expiries = [...input.expiries].sort((a, b) => a.settlesAtMs - b.settlesAtMs);
  const years = expiries.map((one) => yearsTo(one, atMs));
  const live = expiries.filter((_, i) => (years[i] as number) > 0);
  const curve = forwardCurve(
    live,
    years.filter((one) => one > 0),
  );
  const prepared: Prepared[] = [];
  const skipped: SkippedExpiry[] = [];
  expiries.forEach((one, i) => {
    const at = { years: years[i] as number, curve: curve[live.indexOf(one)] ?? null, atMs };
    const made = prepare(one, at, options.limits);
    if ('prepared' in made) prepared.push(made.prepared);
    else skipped.push(made.skipped);
  });
  if (prepared.length === 0) return err({ code: 'no-usable-expiry', skipped });
  const known = new Map(options.earlier?.slices.map((slice) => [slice.id, slice.params]));
  const fitted = fitTerm(
    prepared.map((one) => one.points),
    prepared.map((one) => known.get(one.input.id) ?? null),
  );
  const slices = checkSlices(prepared.map((one, i) => sliceOf(one, fitted[i] as FittedSlice)));
  return ok({ underlying, atMs, delayMs, source, slices, skipped, diagnostics: diagnose(slices) });
}

/**
 * A new surface in which one expiry alone has new quotes; the others keep their parameters, times
 * and forwards. Where the new quotes leave no slice between the neighbours, all slices are fitted
 * again to the quotes they have. @param next replaces the slice of the same id.
 */
export function updateExpiry(
  surface: Surface,
  next: ExpiryInput,
  options: { readonly atMs: number; readonly limits: FilterLimits },
): Result<Surface, SurfaceError> {
  const index = surface.slices.findIndex((slice) => slice.id === next.id);
  const old = surface.slices[index];
  if (!old) return err({ code: 'unknown-expiry', id: next.id });
  const years = yearsTo(next, options.atMs);
  const rated = { ...next, rate: next.rate ?? old.curve.rate };
  const curve = years > 0 ? (forwardCurve([rated], [years])[0] ?? null) : null;
  const made = prepare(next, { years, curve, atMs: options.atMs }, options.limits);
  if ('skipped' in made) {
    return err({ code: 'expiry-unusable', id: next.id, reason: made.skipped.reason });
  }
  const below = surface.slices[index - 1]?.params ?? null;
  const above = surface.slices[index + 1]?.params ?? null;
  const fitted = fitBetween(made.prepared.points, { below, above }, old.params);
  if (!fitted) return refitWith(surface, next, options);
  const mixed = surface.slices.map((slice, i) =>
    i === index ? sliceOf(made.prepared, fitted) : slice,
  );
  const slices = checkSlices(mixed);
  return ok({ ...surface, atMs: options.atMs, slices, diagnostics: diagnose(slices) });
}

function refitWith(
  surface: Surface,
  next: ExpiryInput,
  options: { readonly atMs: number; readonly limits: FilterLimits },
): Result<Surface, SurfaceError> {
  const expiries = surface.slices.map((slice) => (slice.id === next.id ? next : slice.input));
  const { underlying, delayMs, source } = surface;
  return buildSurface(
    { underlying, atMs: options.atMs, delayMs, source, expiries },
    { limits: options.limits, earlier: surface },
  );
}
