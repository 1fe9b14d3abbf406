import type { CapUse, Ticket } from '../../engine/domain/ticket.js';
import type { TicketView } from '../../engine/domain/desk-views.js';
import {
  microsToUsd,
  MINUTE_MS,
  type DurationMs,
  type UsdMicros,
} from '../../engine/domain/units.js';
import type { CommandContext } from '../command.js';
import { lines, pre, words, type Html } from '../html.js';
import { flow } from './columns.js';
import { badge, decimal, duration, plain, signed, timeOfDay, zoneName } from './format.js';
import { money } from './money.js';
import { expiryName, structureOf } from './structure.js';
import { ticksUsd, unitPrice } from './trading-words.js';

const GAP = '   ';
/** A market that runs by another clock than the wall's is further off than a late feed. */
const CLOCKS_APART_MS: DurationMs = MINUTE_MS;

function head({ t }: CommandContext, { ticket, short }: TicketView): readonly Html[] {
  const parts = [plain(badge(ticket.mode)), plain(ticket.account), t('card-ticket', { id: short })];
  return flow(parts, ' · ');
}

/** `SELL 1 SPY 21Nov 655/650 put spread`. */
export function orderWords({ t }: CommandContext, ticket: Ticket): readonly Html[] {
  const { side, shape, strikes } = structureOf(ticket.legs);
  const named = shape !== 'legs';
  return [
    named ? t('card-side', { side }) : null,
    plain(String(ticket.quantity)),
    plain(ticket.underlying),
    plain(expiryName(ticket.expiry)),
    ...strikes.split(' ').map(plain),
    named ? t('card-shape', { shape }) : null,
  ].filter((part) => part !== null);
}

/** A ticket that waits shows how old its quotes are; a finished one when they were. */
function quoteAge(context: CommandContext, { state, requote, ticket }: TicketView): Html {
  const { t, engine, user } = context;
  const { atMs } = requote ?? ticket.seen;
  if (state !== 'open' && state !== 'checking') {
    return t('card-quoted-at', { at: timeOfDay(atMs, user.settings.zone) });
  }
  return t('card-age', { age: duration(t, engine.marketNowMs() - atMs) });
}

function prices(context: CommandContext, view: TicketView): readonly Html[] {
  const { t } = context;
  const { ticket, requote, limitTicks } = view;
  const { midUsd } = requote ?? ticket.seen;
  return flow(
    [
      t('card-limit', { price: unitPrice(context, ticksUsd(limitTicks, ticket.tickMicros)) }),
      t('card-mid', { price: decimal(Math.abs(midUsd), 2) }),
      quoteAge(context, view),
    ],
    GAP,
  );
}

const lost = (micros: UsdMicros): UsdMicros => -Math.abs(micros) as UsdMicros;

function losses(context: CommandContext, ticket: Ticket): readonly Html[] {
  const { t } = context;
  if (ticket.purpose === 'exit') return [];
  const loss = (micros: UsdMicros): Html => money(context, lost(micros));
  return flow(
    [
      t('card-stop', { loss: loss(ticket.plannedLossMicros) }),
      t('card-worst', { loss: loss(ticket.worstLossMicros) }),
    ],
    GAP,
  );
}

function costs(context: CommandContext, { marginMicros, feeMicros }: Ticket): readonly Html[] {
  const { t } = context;
  return flow(
    [
      marginMicros === null ? null : t('card-margin', { margin: money(context, marginMicros) }),
      feeMicros === null ? null : t('card-fee', { fee: money(context, feeMicros) }),
    ],
    GAP,
  );
}

function greeks({ greeks: of }: Ticket): readonly Html[] {
  if (!of) return [];
  const parts = [
    `Δ ${signed(of.deltaUnits, 1)}`,
    `ν ${signed(of.vegaUsdPerVolPt, 1)}`,
    `θ ${signed(of.thetaUsdPerDay, 0)}`,
  ];
  return flow(parts.map(plain), '  ');
}

/** `stop 45/50` of what each order may, `day 0→45/150` of what adds up; dollars. */
function cap({ t }: CommandContext, use: CapUse): Html {
  const [before, after, most] = [use.beforeMicros, use.afterMicros, use.capMicros].map((micros) =>
    decimal(microsToUsd(micros), 0),
  );
  const adds = use.name === 'day-loss' || use.name === 'open-worst';
  const figures = plain(adds ? `${before}→${after}/${most}` : `${after}/${most}`);
  return words([t('card-cap', { name: use.name }), figures], ' ');
}

function caps(context: CommandContext, ticket: Ticket): readonly Html[] {
  const [first, ...rest] = ticket.caps.map((use) => cap(context, use));
  if (first === undefined) return [];
  return flow([words([context.t('card-caps'), first], ' '), ...rest], ' · ');
}

/** Until when, by the clock on the wall; how long, where the market has a clock of its own. */
function expiry(context: CommandContext, { ticket, state }: TicketView): readonly Html[] {
  const { t, user, engine } = context;
  if (state !== 'open' && state !== 'checking') return [];
  const { zone } = user.settings;
  const wallMs = engine.trading.wallNowMs();
  const leftMs = Math.max(0, ticket.expiresWallMs - wallMs);
  const apart = Math.abs(wallMs - engine.marketNowMs()) > CLOCKS_APART_MS;
  if (apart) return flow([t('card-expires-real', { left: duration(t, leftMs) })], ' ');
  const at = `${timeOfDay(ticket.expiresWallMs, zone)} ${zoneName(ticket.expiresWallMs, zone)}`;
  return flow([t('card-expires', { at }), t('card-left', { left: duration(t, leftMs) })], ' ');
}

/** The figures of a ticket as a block of at most 36 columns. */
export function ticketBlock(context: CommandContext, view: TicketView): Html {
  const { ticket } = view;
  return pre(
    lines([
      ...head(context, view),
      ...flow(orderWords(context, ticket), ' '),
      ...prices(context, view),
      ...losses(context, ticket),
      ...costs(context, ticket),
      ...greeks(ticket),
      ...caps(context, ticket),
      ...expiry(context, view),
    ]),
  );
}
