import type { AuditView } from '../../engine/domain/desk-views.js';
import type { InstrumentId } from '../../engine/domain/instrument.js';
import type { JournalRow } from '../../engine/domain/record.js';
import type { PackageQuote } from '../../engine/domain/ticket.js';
import { microsToUsd, type UsdMicros } from '../../engine/domain/units.js';
import type { CommandContext } from '../command.js';
import { lines, type Html } from '../html.js';
import { decimal, duration, signed, timeOfDay } from './format.js';
import { gateName } from './gates.js';
import { signedUsd } from './money.js';
import { instrumentText, refusalList } from './refusals.js';
import {
  actorWords,
  exitRuleName,
  legsText,
  marketSpan,
  ticksUsd,
  unitPrice,
} from './trading-words.js';

type RecordOf<Kind extends JournalRow['record']['kind']> = Extract<
  JournalRow['record'],
  { readonly kind: Kind }
>;

interface Told {
  readonly row: JournalRow;
  /** How many alike follow each other, this being the last. */
  readonly count: number;
  /** Of the ticket that the story is about. */
  readonly tickMicros: UsdMicros;
}

function span(seen: PackageQuote | null): string {
  return seen ? marketSpan(seen) : '–';
}

function decision(context: CommandContext, { gates, ticketId }: RecordOf<'decision'>): Html {
  const failing = gates.filter(({ verdict }) => verdict !== 'pass');
  return context.t('audit-decision', {
    passed: gates.length - failing.length,
    all: gates.length,
    failing: failing.map(({ name }) => gateName(context, name)).join(', '),
    outcome: ticketId === null ? 'none' : 'ticket',
  });
}

function ticket(context: CommandContext, { ticket: made }: RecordOf<'ticket'>): Html {
  return context.t('audit-ticket', {
    id: made.id.slice(0, 4),
    purpose: made.purpose,
    what: `${made.quantity} × ${legsText(made.underlying, made.legs)}`,
    limit: unitPrice(context, ticksUsd(made.limitTicks, made.tickMicros)),
    mid: unitPrice(context, made.seen.midUsd),
    best: decimal(Math.abs(ticksUsd(made.bestTicks, made.tickMicros)), 2),
    worst: decimal(Math.abs(ticksUsd(made.worstTicks, made.tickMicros)), 2),
  });
}

function tap(context: CommandContext, record: RecordOf<'tap'>): Html {
  const { t } = context;
  const { action, refusal, userId } = record;
  const words = t('audit-tap', { id: String(userId), action });
  if (!refusal) return words;
  return `${words} ${t('audit-tap-refused', { code: t('tap-refusal-name', { code: refusal.code }) })}` as Html;
}

function requote(context: CommandContext, record: RecordOf<'requote'>): Html {
  const { t } = context;
  const took = decimal(record.tookMs / 1000, 1);
  const base = t('audit-requote', { span: span(record.seen), took });
  if (record.refusals.length === 0) return base;
  return lines([base, t('audit-gate-no'), refusalList(context, record.refusals)]);
}

/** Reasons that say no more than the state itself. */
const NO_NEWS: ReadonlySet<string> = new Set(['tapped', 'sent', 'skipped', 'refused']);

function ticketState(context: CommandContext, record: RecordOf<'ticket-state'>): Html {
  const { t } = context;
  const { by, reason, refusals, state } = record;
  const what = t('audit-ticket-state', {
    state: t('ticket-state', { state }),
    by: actorWords(context, by),
  });
  const why = NO_NEWS.has(reason) ? null : t('ticket-reason', { reason });
  const words = said(context, what, why);
  return refusals.length === 0 ? words : lines([words, refusalList(context, refusals)]);
}

function run(context: CommandContext, { run: begun }: RecordOf<'run'>): Html {
  const { t } = context;
  const at = (ticks: number): Html => unitPrice(context, ticksUsd(ticks, begun.tickMicros));
  return t('audit-run', {
    what: begun.rule ? exitRuleName(context, begun.rule) : t('purpose', { purpose: begun.purpose }),
    units: begun.quantity,
    from: at(begun.schedule.startTicks),
    to: at(begun.schedule.limitTicks),
    every: duration(t, begun.schedule.stepEveryMs),
  });
}

/** What happened, and the broker's own words where it gave any. */
function said({ t }: CommandContext, what: Html, reason: string | null): Html {
  return reason === null ? what : t('audit-words', { said: what, reason });
}

function report(context: CommandContext, { report: told }: RecordOf<'report'>): Html {
  const words = context.t('audit-report', {
    state: told.state,
    filled: told.filledQuantity,
    left: told.remainingQuantity,
  });
  return said(context, words, told.reason);
}

function fill(context: CommandContext, { fill: done }: RecordOf<'fill'>): Html {
  return context.t('audit-fill', {
    quantity: signed(done.quantity, 0),
    instrument: instrumentText(done.instrument),
    price: decimal(done.priceMicros / 1e6, 2),
    fee: decimal(done.feeMicros / 1e6, 2),
  });
}

/** `cash`, `fees`, `realised:<bot>`, `opening`; a holding is called by its instrument. */
function accountName({ t }: CommandContext, account: string): Html {
  const [kind = '', of = ''] = account.split(':');
  return t('ledger-account', { account: kind, of: instrumentText(of as InstrumentId) });
}

function ledger(context: CommandContext, { entry }: RecordOf<'ledger'>): Html {
  const list = entry.postings
    .map(({ account, amountMicros }) => {
      return `${accountName(context, account)} ${signed(amountMicros / 1e6, 2)}`;
    })
    .join(' · ');
  return context.t('audit-ledger', { memo: entry.memo, list });
}

function mark(context: CommandContext, { mark: seen }: RecordOf<'mark'>, count: number): Html {
  return context.t('audit-mark', {
    count,
    close: unitPrice(context, seen.closeUsd),
    mid: unitPrice(context, seen.midUsd),
    spot: decimal(seen.spot, 2),
  });
}

function settlement(context: CommandContext, { settlement: done }: RecordOf<'settlement'>): Html {
  return context.t('audit-settlement', {
    kind: done.kind,
    quantity: signed(done.quantity, 0),
    instrument: instrumentText(done.instrument),
    worth: decimal(done.worthMicros / 1e6, 2),
    delivered: done.delivered
      ? ` · ${signed(done.delivered.quantity, 0)} ${instrumentText(done.delivered.instrument)}`
      : '',
  });
}

function alert(context: CommandContext, { alert: told }: RecordOf<'alert'>): Html {
  const loss = 'lossMicros' in told ? signedUsd(context, -microsToUsd(told.lossMicros)) : '';
  return context.t('audit-alert', { code: context.t('alert-name', { code: told.code }), loss });
}

/** One record as a sentence. */
function sentence(context: CommandContext, of: Told): Html {
  const { t } = context;
  const { record } = of.row;
  switch (record.kind) {
    case 'decision':
      return decision(context, record);
    case 'ticket':
      return ticket(context, record);
    case 'tap':
      return tap(context, record);
    case 'ticket-limit':
      return t('audit-limit', {
        id: String(record.by),
        price: unitPrice(context, ticksUsd(record.limitTicks, of.tickMicros)),
      });
    case 'requote':
      return requote(context, record);
    case 'ticket-state':
      return ticketState(context, record);
    case 'run':
      return run(context, record);
    case 'send':
      return t('audit-send', {
        n: record.n,
        ref: record.order.ref,
        limit: unitPrice(context, ticksUsd(record.order.limitTicks, record.order.tickMicros)),
        span: span(record.seen),
      });
    case 'send-refused':
      return lines([t('audit-send-refused'), refusalList(context, record.refusals)]);
    case 'place-answer':
      return said(context, t('audit-place-answer', { answer: record.answer }), record.reason);
    case 'cancel':
      return t('audit-cancel', { why: record.why });
    case 'cancel-answer':
      return said(context, t('audit-cancel-answer', { answer: record.answer }), record.reason);
    case 'report':
      return report(context, record);
    case 'fill':
      return fill(context, record);
    case 'run-end':
      return t('audit-run-end', { outcome: t('run-outcome', { outcome: record.outcome }) });
    case 'settlement':
      return settlement(context, record);
    case 'ledger':
      return ledger(context, record);
    case 'mark':
      return mark(context, record, of.count);
    case 'alert':
      return alert(context, record);
    case 'state':
    case 'armed':
    case 'disarmed':
    case 'day-facts':
    case 'day-report':
    case 'reconciled':
      return ofTheDesk(context, record);
  }
}

/** Records of the desk as a whole that stand beside a ticket's own. */
function ofTheDesk(
  context: CommandContext,
  record: RecordOf<'state' | 'armed' | 'disarmed' | 'day-facts' | 'day-report' | 'reconciled'>,
): Html {
  const { t } = context;
  switch (record.kind) {
    case 'state':
      return t('audit-state', {
        state: t('trading-state', { state: record.state }),
        by: actorWords(context, record.by),
      });
    case 'armed':
      return t('audit-armed', {
        bot: record.arming.strategy,
        id: String(record.arming.by),
        size: record.arming.quantity,
      });
    case 'disarmed':
      return t('audit-disarmed', { bot: record.strategy, by: actorWords(context, record.by) });
    case 'day-facts':
      return t('audit-day-facts', {
        symbol: record.facts.underlying,
        move: decimal(record.facts.expectedMove, 1),
        open: decimal(record.facts.open, 2),
      });
    case 'day-report':
      return t('audit-day-report', { day: record.report.day });
    case 'reconciled':
      return t('audit-reconciled', { cause: record.cause, differences: record.differences.length });
  }
}

/** Looks at an open position come each minute: only the last of a row of them is told. */
function gathered({ rows, ticket: { tickMicros } }: AuditView): readonly Told[] {
  const told: Told[] = [];
  for (const row of rows) {
    const last = told.at(-1);
    const again = row.record.kind === 'mark' && last?.row.record.kind === 'mark';
    if (again) told[told.length - 1] = { row, count: last.count + 1, tickMicros };
    else told.push({ row, count: 1, tickMicros });
  }
  return told;
}

/** Each record on a line of its own with its instant, in order. */
export function storyLines(context: CommandContext, view: AuditView): readonly Html[] {
  const { zone } = context.user.settings;
  return gathered(view).map((told) => {
    const at = timeOfDay(told.row.atMs, zone);
    return `<code>${at}</code> ${sentence(context, told)}` as Html;
  });
}
