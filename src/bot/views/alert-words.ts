import type { AlertMeasure, Condition, ConditionError } from '../../engine/domain/vol-alert.js';
import type { CommandButton, CommandContext } from '../command.js';
import { code, lines, type Html } from '../html.js';
import { button } from './buttons.js';
import { decimal, percent, plain, price, signed, signedPercent } from './format.js';

/** A value of a measure in its unit. */
export function measured(measure: AlertMeasure, value: number | null): string {
  switch (measure) {
    case 'level':
      return price(value);
    case 'change':
      return signed(value, 2);
    case 'change-pct':
      return signedPercent(value, 2);
    case 'ivrank':
      return percent(value, 0);
    case 'atm30d':
      return decimal(value, 2);
    case 'skew25':
    case 'skew10':
    case 'fly25':
    case 'fly10':
    case 'term':
      return signed(value, 2);
  }
}

/** How far two values of a measure are apart, in its unit. */
export function span(measure: AlertMeasure, of: number | null): string {
  const size = Math.abs(of ?? 0);
  if (measure === 'level') return price(size);
  if (measure === 'ivrank') return percent(size, 0);
  return measure === 'change-pct' ? percent(size, 2) : decimal(size, 2);
}

/** `ATM volatility, 30 days`. */
export function measureWords({ t }: Pick<CommandContext, 't'>, measure: AlertMeasure): Html {
  return t('alert-measure', { measure });
}

/** The picture that shows what a condition is about. */
export function pictureButton(
  { t }: CommandContext,
  { subject, measure }: Pick<Condition, 'subject' | 'measure'>,
): CommandButton {
  switch (measure) {
    case 'level':
    case 'change':
    case 'change-pct':
      return subject === 'VIX'
        ? button(t('button-vix'), 'vix')
        : button(plain(subject), 'quote', { symbol: subject });
    case 'term':
      return subject === 'VIX'
        ? button(t('alert-picture', { picture: 'curve' }), 'curve')
        : button(t('alert-picture', { picture: 'term' }), 'term', { underlying: subject });
    case 'ivrank':
      return button(t('alert-picture', { picture: 'ivrank' }), 'ivrank', { underlying: subject });
    case 'skew25':
    case 'skew10':
    case 'fly25':
    case 'fly10':
      return button(t('alert-picture', { picture: 'skew' }), 'skew', { underlying: subject });
    case 'atm30d':
      return button(t('alert-picture', { picture: 'surface' }), 'surface', { underlying: subject });
  }
}

const EXAMPLES = ['BTC atm30d > 60', 'VIX change > 3'] as const;

export function exampleLine({ t }: CommandContext): Html {
  const shown = EXAMPLES.map((example) => code(plain(`/alert ${example}`)));
  return lines([t('alert-examples'), ...shown]);
}

/** One sentence that names what was not understood. */
export function conditionTrouble({ t }: CommandContext, error: ConditionError): Html {
  switch (error.code) {
    case 'empty':
      return t('alert-trouble-empty');
    case 'unknown-symbol':
      return t('alert-trouble-symbol', {
        typed: error.typed,
        nearest: error.nearest.join(', '),
        near: error.nearest.length > 0 ? 'yes' : 'no',
      });
    case 'unknown-measure':
      return t('alert-trouble-measure', {
        typed: error.typed,
        nearest: error.nearest.join(', '),
        near: error.nearest.length > 0 ? 'yes' : 'no',
      });
    case 'no-comparison':
      return t('alert-trouble-comparison', { typed: error.typed });
    case 'bad-number':
      return error.typed === ''
        ? t('alert-trouble-no-number')
        : t('alert-trouble-number', { typed: error.typed });
    case 'no-percent':
      return t('alert-trouble-percent', { typed: error.typed });
    case 'out-of-range':
      return t('alert-trouble-range', {
        typed: error.typed,
        least: String(error.least),
        most: String(error.most),
      });
    case 'not-of-symbol':
      return t('alert-trouble-not-of', {
        typed: error.typed,
        subject: error.subject,
        has: error.has.join(', '),
      });
  }
}
