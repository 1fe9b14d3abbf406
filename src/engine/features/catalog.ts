/**
 * What a feature means. A change of any formula or window is a new version: a model refuses windows
 * of another version than its own.
 */
export const FEATURE_VERSION = 'f1';

/** Sessions that the longest feature looks back on, the day itself among them. */
export const LONGEST_LOOK_BACK = 252;

export interface FeatureSpec {
  /** Column name; stable within a version. */
  readonly name: string;
  readonly unit: 'points' | 'percent' | 'sd' | 'sessions';
  readonly formula: string;
  /** Sessions needed, the day itself among them. */
  readonly lookBackSessions: number;
  /** Version of the catalogue in which the formula last changed. */
  readonly version: string;
}

function spec(
  name: string,
  of: Pick<FeatureSpec, 'unit' | 'formula' | 'lookBackSessions'>,
): FeatureSpec {
  return { name, ...of, version: 'f1' };
}

/** Every feature in column order; `vix_velocity` is three columns, one a horizon. */
export const FEATURES = [
  spec('vix_spot', { unit: 'points', formula: 'VIX close', lookBackSessions: 1 }),
  spec('vix_zscore', {
    unit: 'sd',
    formula: '(VIX - mean60) / sampleSd60, 60 closes with the day itself',
    lookBackSessions: 60,
  }),
  spec('vix_velocity_1', {
    unit: 'percent',
    formula: '100 (VIX / VIX[-1] - 1)',
    lookBackSessions: 2,
  }),
  spec('vix_velocity_3', {
    unit: 'percent',
    formula: '100 (VIX / VIX[-3] - 1)',
    lookBackSessions: 4,
  }),
  spec('vix_velocity_5', {
    unit: 'percent',
    formula: '100 (VIX / VIX[-5] - 1)',
    lookBackSessions: 6,
  }),
  spec('term_slope', {
    unit: 'percent',
    formula: '100 (M2 - M1) / M1; without futures 100 (VIX3M - VIX) / VIX x 30/63',
    lookBackSessions: 1,
  }),
  spec('term_curvature', {
    unit: 'percent',
    formula: '100 (M1 - 2 M2 + M3) / M1; unknown without futures',
    lookBackSessions: 1,
  }),
  spec('spy_drawdown', {
    unit: 'percent',
    formula: '100 (SPY / highest of 20 closes - 1)',
    lookBackSessions: 20,
  }),
  spec('spy_velocity', {
    unit: 'percent',
    formula: '100 (SPY / SPY[-5] - 1)',
    lookBackSessions: 6,
  }),
  spec('rv_iv_spread', {
    unit: 'points',
    formula: '100 x sample sd of 21 log returns of SPY x sqrt(252) - VIX',
    lookBackSessions: 22,
  }),
  spec('vix_percentile', {
    unit: 'percent',
    formula: '100 x share of 252 closes at or below VIX',
    lookBackSessions: 252,
  }),
  spec('days_elevated', {
    unit: 'sessions',
    formula: 'closes in a row above 25, the day among them, at most 252',
    lookBackSessions: 252,
  }),
  spec('vix_half_year', {
    unit: 'percent',
    formula: '100 ln(VIX / mean of 126 closes with the day itself)',
    lookBackSessions: 126,
  }),
  spec('futures_premium', {
    unit: 'percent',
    formula: '100 ln((M1 + M2) / 2 / VIX); without futures 0.8 x 100 ln(VIX3M / VIX)',
    lookBackSessions: 1,
  }),
] as const satisfies readonly FeatureSpec[];

export const FEATURE_NAMES: readonly string[] = FEATURES.map(({ name }) => name);
