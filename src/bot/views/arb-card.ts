import type { ArbFinding, ArbView } from '../../engine/domain/vol-views.js';
import type { CommandContext } from '../command.js';
import { bold, lines, type Html } from '../html.js';
import { price } from './format.js';
import { usdText } from './money.js';
import { expiryText, volStamp } from './vol-words.js';

const MOST_FINDINGS = 8;

function findingLine({ t }: CommandContext, finding: ArbFinding, view: ArbView): Html {
  const { expiries, kind, right, strikes, units } = finding;
  const side = right === null ? '' : right === 'put' ? ' P' : ' C';
  return t('arb-finding', {
    kind,
    where:
      `${expiries.map((expiry) => expiryText(expiry, view.stamp.nowMs)).join('→')} ` +
      `${strikes.join('/')}${side}`,
    net: price(finding.netUsd, 2),
    gross: price(finding.gainUsd, 2),
    sized: units === null ? 'no' : 'yes',
    units: units ?? 0,
  });
}

/** What pays after fees, or plainly that nothing does; what was tested either way. */
export function arbText(context: CommandContext, view: ArbView): Html {
  const { t } = context;
  const { beforeCosts, feeUsd, findings, fit, tested, underlying } = view;
  const shown = findings.slice(0, MOST_FINDINGS);
  return lines([
    bold(t('arb-headline', { underlying, count: findings.length })),
    t('arb-tested', { tested, before: beforeCosts, fee: usdText(feeUsd) }),
    ...shown.map((finding) => findingLine(context, finding, view)),
    findings.length > shown.length ? t('arb-more', { more: findings.length - shown.length }) : null,
    findings.length > 0 ? t('arb-care') : null,
    t('arb-fit', { fit }),
    volStamp(context, view.stamp),
  ]);
}
