/**
 * The rule that every model has to beat: a logistic curve on the 60-session z-score of VIX alone,
 * for "VIX closes at least 20 % lower 21 sessions on". Fitted by maximum likelihood on the 8,481
 * sessions of 1990–2023 in Cboe's VIX history (rate 11.5 %, AUC 0.80 in that sample);
 * above VIX 25 it ranks far less well (AUC 0.63). `scripts/fit-rule.ts` prints these figures.
 */
const INTERCEPT = -2.3713;
const PER_SD = 0.7983;

/** @returns probability in percent; null where the z-score is unknown. */
export function ruleScorePct(zScore60: number | null): number | null {
  if (zScore60 === null) return null;
  return 100 / (1 + Math.exp(-(INTERCEPT + PER_SD * zScore60)));
}
