import { join } from 'node:path';
import type { Actor } from '../../src/engine/domain/actor.js';
import type { DayReport } from '../../src/engine/domain/day-report.js';
import { newYorkMinute } from '../../src/engine/domain/new-york.js';
import type { Leg } from '../../src/engine/domain/order.js';
import type { DeskRecord, JournalRow } from '../../src/engine/domain/record.js';
import type { PackageQuote, Ticket } from '../../src/engine/domain/ticket.js';
import { DAY_MS } from '../../src/engine/domain/units.js';
import { QUIET_CALENDAR } from './trading-desk.js';
import { playDays } from './putlite-days.js';

/** Where the digest of the day is kept; `npx tsx scripts/renew-golden.ts` writes it anew. */
export const GOLDEN_DAY = join(import.meta.dirname, '..', 'golden', 'putlite-day.txt');

type Of<Kind extends DeskRecord['kind']> = Extract<DeskRecord, { readonly kind: Kind }>;
type Tellers = { readonly [Kind in DeskRecord['kind']]: (record: Of<Kind>) => string };

const usd = (micros: number): string => (micros / 1e6).toFixed(2);
const codes = (of: readonly { readonly code: string }[]): string =>
  of.map(({ code }) => code).join(' ') || 'no refusal';
const by = (actor: Actor | null): string =>
  actor === null ? 'nobody' : actor.kind === 'user' ? `user ${actor.userId}` : actor.kind;
const legs = (of: readonly Leg[]): string =>
  of.map(({ instrument, ratio }) => `${ratio} ${instrument}`).join(', ');
const market = (of: PackageQuote | null): string =>
  of ? `${of.bestUsd.toFixed(3)}/${of.midUsd.toFixed(3)}/${of.naturalUsd.toFixed(3)}` : 'unquoted';

function ticketLine(of: Ticket): string {
  const { limitTicks, bestTicks, worstTicks, plan } = of;
  return [
    `${of.purpose} ${of.quantity} × (${legs(of.legs)})`,
    `limit ${limitTicks} in ${bestTicks}..${worstTicks}`,
    `target ${plan.targetTicks} stop ${plan.stopTicks}`,
    `planned ${usd(of.plannedLossMicros)} worst ${usd(of.worstLossMicros)}`,
    `seen ${market(of.seen)}`,
  ].join('; ');
}

/** Key figures of each kind of record; ids are left out but for what tells things apart. */
const TELLERS: Tellers = {
  state: ({ state, reason }) => `${state} ${reason}`,
  armed: ({ arming }) => `${arming.strategy} ${arming.quantity}`,
  disarmed: ({ strategy, reason }) => `${strategy} ${reason}`,
  'day-facts': ({ facts }) =>
    `${facts.underlying} open ${facts.open.toFixed(2)} move ${facts.expectedMove.toFixed(3)} ${facts.kind}`,
  decision: ({ gates, ticketId }) =>
    ticketId === null
      ? `no: ${gates.flatMap(({ name, verdict }) => (verdict === 'pass' ? [] : [name])).join(' ')}`
      : `yes, by ${gates.length} gates`,
  ticket: ({ ticket }) => ticketLine(ticket),
  tap: ({ userId, action, refusal }) => `${action} by ${userId} ${refusal?.code ?? 'taken'}`,
  'ticket-limit': ({ limitTicks }) => String(limitTicks),
  requote: ({ seen, refusals }) => `${market(seen)} ${codes(refusals)}`,
  'ticket-state': ({ state, reason, by: actor }) => `${state} ${reason} by ${by(actor)}`,
  run: ({ run }) =>
    `${run.purpose} ${run.rule ?? 'ticket'} from ${run.schedule.startTicks} to ${run.schedule.limitTicks}`,
  send: ({ n, order, seen }) => `.${n} limit ${order.limitTicks} seen ${market(seen)}`,
  'send-refused': ({ refusals }) => codes(refusals),
  'place-answer': ({ answer, reason }) => [answer, reason ?? ''].join(' '),
  cancel: ({ why }) => why,
  'cancel-answer': ({ answer, reason }) => [answer, reason ?? ''].join(' '),
  report: ({ report }) => `${report.state} filled ${report.filledQuantity}`,
  fill: ({ fill }) =>
    `${fill.quantity} ${fill.instrument} at ${usd(fill.priceMicros)} fee ${usd(fill.feeMicros)}`,
  'run-end': ({ outcome }) => outcome,
  settlement: ({ settlement }) => `${settlement.kind} ${settlement.instrument}`,
  ledger: ({ entry }) =>
    entry.postings.map(({ account, amountMicros }) => `${account} ${usd(amountMicros)}`).join(', '),
  mark: ({ mark }) => `close ${mark.closeUsd.toFixed(3)} mid ${mark.midUsd.toFixed(3)}`,
  alert: ({ alert }) => alert.code,
  'day-report': ({ report }) => reportLine(report),
  reconciled: ({ cause, differences }) => `${cause} ${differences.length} differences`,
};

function reportLine(of: DayReport): string {
  const trades = of.trades.map(
    ({ strikes, entryUsd, exitUsd, pnlMicros, exitRule }) =>
      `${strikes} ${entryUsd.toFixed(3)} to ${exitUsd.toFixed(3)} ${exitRule} ${usd(pnlMicros)}`,
  );
  const notes = of.notes.map(({ key, count }) => `${key} ${count}`);
  return [
    `realised ${usd(of.realisedMicros)} fees ${usd(of.feeMicros)}`,
    `won ${of.winRatePct === null ? 'none' : `${of.winRatePct.toFixed(0)} %`}`,
    ...trades,
    ...notes,
  ].join('; ');
}

function tell<Kind extends DeskRecord['kind']>(kind: Kind, record: Of<Kind>): string {
  const teller: Tellers[Kind] = TELLERS[kind];
  return teller(record);
}

function clock(atMs: number): string {
  const minute = newYorkMinute(atMs);
  const second = Math.floor((atMs % DAY_MS) / 1000) % 60;
  return [Math.floor(minute / 60), minute % 60, second]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** A line a row; of marks in a row only the last is told, with their number. */
export function digestOf(rows: readonly JournalRow[]): string {
  const lines: string[] = [];
  let marks = 0;
  rows.forEach(({ record, atMs }, index) => {
    if (record.kind === 'mark') {
      marks += 1;
      if (rows[index + 1]?.record.kind === 'mark') return;
    }
    const times = record.kind === 'mark' ? ` (${marks})` : '';
    marks = 0;
    lines.push(`${clock(atMs)} ${record.kind}${times} ${tell(record.kind, record)}`.trimEnd());
  });
  return `${lines.join('\n')}\n`;
}

/** A day of two trades, one left at its target and one by time, as its digest. */
export async function playGoldenDay(): Promise<string> {
  const rows: JournalRow[] = [];
  const played = await playDays({
    scenario: 'grind',
    sessions: 1,
    seed: 39,
    quotePeriodMs: 30_000,
    calendar: QUIET_CALENDAR,
    onRows: (more) => rows.push(...more),
  });
  if (played.problems.length > 0) throw new Error(played.problems.join('\n'));
  return digestOf(rows);
}
