import type { AtmLine, AtmView } from '../../engine/domain/vol-views.js';
import type { CommandContext } from '../command.js';
import { bold, lines, pre, type Html } from '../html.js';
import { arrow, decimal, plain } from './format.js';
import { padLeft, padRight, pointsText, volStamp, volText } from './vol-words.js';
import { volSentence } from './vol-trouble.js';

/** Of the mean: less is told by the table itself. */
const WORTH_TELLING = 0.02;

const level = (vol: number | null): string => decimal(vol === null ? null : 100 * vol, 1);

/** `*` marks what is delayed, `!` what is old; both are told under the table. */
function sign({ head }: AtmLine): string {
  return `${head.stamp.delayMs > 0 ? '*' : ''}${head.age === 'old' ? '!' : ''}`;
}

function row(line: AtmLine): string {
  const { atm30d, atm30dChange, rr25At30d, underlying } = line.head;
  return (
    padRight(`${underlying}${sign(line)}`, 6) +
    [line.atm7d, atm30d, line.atm90d].map((vol) => padLeft(level(vol), 6)).join('') +
    padLeft(pointsText(atm30dChange), 6) +
    padLeft(pointsText(rr25At30d), 6)
  );
}

/** The one with the largest move against its own mean of a week, where one is kept. */
function standout({ t }: CommandContext, { lines: all }: AtmView): Html | null {
  const moved = all
    .flatMap(({ head, mean7d }) =>
      head.atm30d === null || mean7d === null || mean7d <= 0
        ? []
        : [{ underlying: head.underlying, share: head.atm30d / mean7d - 1, level: head.atm30d }],
    )
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share))[0];
  if (!moved || Math.abs(moved.share) < WORTH_TELLING) return null;
  return t('atm-standout', {
    underlying: moved.underlying,
    level: volText(moved.level),
    arrow: arrow(moved.share),
    share: pointsText(moved.share),
  });
}

/** Every underlying at 7, 30 and 90 days with change and skew, at most 36 columns. */
export function atmText(context: CommandContext, view: AtmView): Html {
  const { t } = context;
  const head =
    padRight('', 6) + ['7d', '30d', '90d', 'Δ', 'RR25'].map((name) => padLeft(name, 6)).join('');
  const delayed = view.lines.some(({ head: { stamp } }) => stamp.delayMs > 0);
  const old = view.lines.some((line) => line.head.age === 'old');
  const table =
    view.lines.length > 0 ? pre(plain([head, ...view.lines.map(row)].join('\n'))) : null;
  return lines([
    bold(t('atm-headline')),
    table ?? t('vol-trouble-no-chain-at-all'),
    table && t('atm-legend'),
    standout(context, view),
    delayed ? t('atm-delayed') : null,
    old ? t('atm-old') : null,
    ...view.failed.map(({ error }) => volSentence(context, error)),
    volStamp(context, { ...view.stamp, delayMs: 0 }),
  ]);
}
