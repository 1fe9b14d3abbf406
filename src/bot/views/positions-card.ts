import type { PositionsView, PositionView } from '../../engine/domain/desk-views.js';
import type { DeskPosition } from '../../engine/domain/ledger.js';
import { atLeast } from '../../engine/domain/people.js';
import { microsToUsd, type UsdMicros } from '../../engine/domain/units.js';
import type { Button, Card, CommandContext } from '../command.js';
import { bold, lines, words, type Html } from '../html.js';
import { button } from './buttons.js';
import { duration, plain, price, stampLine } from './format.js';
import { figuresHidden, signedMoney } from './money.js';
import { GAP, greeksText, legsText, unitPrice } from './trading-words.js';

const MOST_BUTTONS = 8;

/** Credit of one unit as a signed price: what came in is negative, as a limit's sign. */
function entryUsd({ entryCreditMicros, units, legs }: DeskPosition): number | null {
  const multiplier = legs[0]?.multiplier ?? 0;
  if (units === 0 || multiplier === 0) return null;
  return -microsToUsd(entryCreditMicros) / units / multiplier;
}

/** Price at which closing one unit would leave this profit: the market behind the figure beside it. */
function closeUsd(position: DeskPosition, profitMicros: UsdMicros | null): number | null {
  const [leg] = position.legs;
  if (profitMicros === null || !leg || leg.ratio === 0 || leg.quantity === 0) return null;
  const shares = Math.abs(leg.quantity / leg.ratio) * leg.multiplier;
  return (microsToUsd(position.cashMicros) - microsToUsd(profitMicros)) / shares;
}

/** Its price then and now, and what it has made: closed at the quoted sides, and at the middle. */
export function positionLines(context: CommandContext, view: PositionView): Html {
  const { t, engine } = context;
  const { position, short, greeks, markAgeMs, run } = view;
  const ageMs = engine.marketNowMs() - position.openedAtMs;
  return lines([
    words([bold(plain(short)), plain(position.strategy)], ' · '),
    plain(`${position.units} × ${legsText(position.underlying, position.legs)}`),
    t('positions-price', {
      entry: unitPrice(context, entryUsd(position)),
      close: unitPrice(context, closeUsd(position, view.openMicros)),
      mid: unitPrice(context, closeUsd(position, view.openMidMicros)),
    }),
    t('positions-pnl', {
      open: signedMoney(context, view.openMicros),
      mid: signedMoney(context, view.openMidMicros),
    }),
    greeks && !figuresHidden(context) ? plain(greeksText(greeks)) : null,
    t('positions-age', {
      held: duration(t, ageMs),
      age: markAgeMs === null ? '–' : duration(t, markAgeMs),
    }),
    run
      ? t('positions-run', {
          purpose: run.run.purpose,
          phase: t('run-phase', { phase: run.phase }),
          n: run.n,
        })
      : null,
  ]);
}

/** What the broker holds and nothing of ours opened. */
export function othersList(context: CommandContext, others: PositionsView['others']): string {
  const hidden = figuresHidden(context);
  return others
    .map(({ name, quantity }) => (hidden ? name : `${name} ${price(quantity, 0)}`))
    .join(', ');
}

function row(context: CommandContext, { position, short }: PositionView): Button[] {
  const { t, user, chat } = context;
  if (chat.kind !== 'private') return [];
  const { id, ticketId } = position;
  const audit = button(t('button-audit', { id: short }), 'audit', { id: ticketId });
  if (!atLeast(user.role, 'trader')) return [audit];
  return [button(t('button-close', { id: short }), 'close', { id }), audit];
}

/** Open trades of ours, then what is held beside them. */
export function positionsCard(context: CommandContext, view: PositionsView): Card {
  const { t } = context;
  const rows = view.positions.map((each) => row(context, each)).filter((each) => each.length > 0);
  return {
    kind: 'card',
    text: lines([
      bold(t('positions-headline', { count: view.positions.length })),
      ...view.positions.flatMap((each) => [GAP, positionLines(context, each)]),
      GAP,
      view.others.length > 0
        ? t('positions-others', { list: othersList(context, view.others) })
        : null,
      stampLine(context, view.stamp),
    ]),
    buttons: [
      ...rows.slice(0, MOST_BUTTONS),
      [
        button(t('button-orders'), 'orders'),
        button(t('button-pnl'), 'pnl'),
        button(t('button-refresh'), 'positions'),
      ],
    ],
  };
}
