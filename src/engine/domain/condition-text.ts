import type { AlertMeasure, Condition } from './vol-alert.js';

/** What a measure is called in a condition; a price has no name. */
export function measureName(measure: AlertMeasure): string {
  if (measure === 'level') return '';
  return measure === 'change-pct' ? 'change' : measure;
}

/** A condition as it is typed; reading it gives the same again. */
export function printCondition({ subject, measure, comparison, level }: Condition): string {
  if (measure === 'term') return `${subject} term inverted`;
  const sign = measure === 'change-pct' ? '%' : '';
  const name = measureName(measure);
  return `${subject} ${name === '' ? '' : `${name} `}${comparison} ${String(level)}${sign}`;
}
