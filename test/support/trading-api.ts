import type {
  EventsView,
  ExpectedMoveView,
  FlattenPlan,
  PnlView,
  RiskView,
} from '../../src/engine/domain/desk-views.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import { err, ok } from '../../src/engine/domain/result.js';
import type { TicketId } from '../../src/engine/domain/ticket.js';
import type { TradingApi, TradingError } from '../../src/engine/domain/trading-api.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { HOUR_MS, MINUTE_MS } from '../../src/engine/domain/units.js';
import { OWNER_ACTOR, storyOfATrade } from './trading-story.js';
import {
  ATTRIBUTION,
  botView,
  DESK_NOW,
  GATES,
  GREEKS,
  micros,
  positionView,
  reportOf,
  runOf,
  SEEN,
  STAMP,
  STRESS,
  TICKET_ID,
  ticketOf,
  ticketView,
  TODAY,
  tradeLine,
} from './trading-views.js';

const refuse = (error: TradingError) => err(error);

const OTHERS = [{ name: 'SPY', quantity: 400 }];

const EXIT_TICKET = ticketView({
  ticket: ticketOf({ id: '9PXA0000ZX4CV5BN' as TicketId, purpose: 'exit', limitTicks: 7 }),
});

const FLATTEN_PLAN: FlattenPlan = {
  token: '0F1E2D3C4B5A9876',
  positions: [positionView()],
  runs: [{ run: runOf(), short: '7K2F' }],
  others: OTHERS,
};

const PNL: PnlView = {
  stamp: STAMP,
  period: 'week',
  realisedMicros: micros(53.3),
  openMicros: micros(27.4),
  feeMicros: micros(9.1),
  trades: 5,
  wins: 4,
  days: [
    { day: day('2026-11-18'), realisedMicros: micros(12.5), cumulativeMicros: micros(12.5) },
    { day: day('2026-11-19'), realisedMicros: micros(-45), cumulativeMicros: micros(-32.5) },
    { day: day('2026-11-20'), realisedMicros: micros(31), cumulativeMicros: micros(-1.5) },
    { day: TODAY, realisedMicros: micros(54.8), cumulativeMicros: micros(53.3) },
  ],
  attribution: ATTRIBUTION,
};

const CAPS = [
  { name: 'planned-loss', used: 45, cap: 50 },
  { name: 'worst-loss', used: 450, cap: 500 },
  { name: 'day-loss', used: 0, cap: 150 },
  { name: 'open-worst', used: 450, cap: 1500 },
] as const;

const RISK: RiskView = {
  stamp: STAMP,
  state: 'reducing',
  stateSince: { atMs: DESK_NOW - 5 * MINUTE_MS, by: OWNER_ACTOR, reason: 'paused' },
  caps: [
    {
      strategy: 'putlite',
      uses: CAPS.map(({ name, used, cap }) => ({
        name,
        beforeMicros: micros(used),
        afterMicros: micros(used),
        capMicros: micros(cap),
      })),
    },
  ],
  greeks: GREEKS,
  stress: STRESS,
  unknownRuns: 1,
  kill: [
    { underlying: 'SPX', expectedMove: 31.4, realisedRange: 18.2, fromOpen: -7.5, vixChange: 0.4 },
  ],
};

const EXPECTED_MOVE: ExpectedMoveView = {
  stamp: STAMP,
  symbol: 'SPX',
  spot: 6050,
  rows: [
    { expiry: TODAY, hours: 5, straddle: 27.5, sd: 34.4 },
    { expiry: day('2026-11-24'), hours: 29, straddle: 48.1, sd: 60.2 },
    { expiry: day('2026-12-18'), hours: 600, straddle: null, sd: 241.7 },
  ].map(({ expiry, hours, straddle, sd }) => ({
    expiry,
    settlesAtMs: DESK_NOW + hours * HOUR_MS,
    straddle,
    straddle85: straddle === null ? null : straddle * 0.85,
    standardDeviation: sd,
    weighted603010: straddle === null ? null : straddle * 0.94,
    vol: 0.14,
  })),
  frozen: {
    expectedMove: 31.4,
    frozenAtMs: newYorkInstant(TODAY, '09:45'),
    kind: 'on-time',
    open: 6057.5,
    realisedRange: 18.2,
  },
};

const EVENTS: EventsView = {
  stamp: STAMP,
  upcoming: [
    { day: day('2026-12-04'), kind: 'jobs', symbol: null, note: null },
    { day: day('2026-12-10'), kind: 'cpi', symbol: null, note: 'November' },
    { day: day('2026-12-16'), kind: 'earnings', symbol: 'ORCL', note: null },
  ],
  lastDay: day('2026-12-31'),
  daysLeft: 38,
};

function find(id: string): ReturnType<TradingApi['ticket']> {
  const known = TICKET_ID.startsWith(id.toUpperCase()) && id.length >= 4;
  return known ? ok(ticketView()) : refuse({ code: 'no-such-id', id });
}

type What = Parameters<TradingApi['arm']>[1];

function armingOf(by: Parameters<TradingApi['arm']>[0], { strategy, quantity, until }: What) {
  const forMs = until.kind === 'for' ? until.ms : null;
  return {
    strategy,
    by,
    quantity,
    armedAtMs: DESK_NOW,
    untilWallMs: forMs === null ? null : DESK_NOW + forMs,
    untilMarketMs: forMs === null ? newYorkInstant(TODAY, '16:00') : null,
  };
}

type Standing = 'strategies' | 'state' | 'bots' | 'why' | 'tickets' | 'ticket' | 'positions';
type Records = 'pnl' | 'risk' | 'trades' | 'audit' | 'report' | 'export' | 'events';

/** What stands now: one bot, one open ticket, one position. */
function standing(): Pick<TradingApi, Standing | 'orders' | 'wallNowMs'> {
  return {
    strategies: ['putlite'],
    state: () => 'active',
    bots: () => [botView()],
    why: (strategy) =>
      Promise.resolve(
        strategy === 'putlite'
          ? ok({ stamp: STAMP, strategy, gates: GATES, ticket: null })
          : refuse({ code: 'unknown-bot', name: strategy, known: ['putlite'] }),
      ),
    tickets: () => [ticketView()],
    ticket: find,
    positions: () => Promise.resolve({ stamp: STAMP, positions: [positionView()], others: OTHERS }),
    orders: () => ({ stamp: STAMP, runs: [{ run: runOf(), short: '7K2F' }] }),
    wallNowMs: () => DESK_NOW,
  };
}

/** What was: four days, two trades, the story of one. */
function records(): Pick<TradingApi, Records | 'expectedMove'> {
  return {
    pnl: (period) => Promise.resolve({ ...PNL, period }),
    risk: () => Promise.resolve(RISK),
    trades: (period) => ({
      stamp: STAMP,
      period,
      trades: [
        tradeLine(),
        tradeLine({ pnlMicros: micros(-120), exitRule: 'stop', gapThrough: 'yes' }),
      ],
    }),
    audit(id) {
      const found = find(id);
      return found.ok
        ? ok({ short: '7K2F', ticket: ticketOf(), rows: storyOfATrade(), chain: 'whole' })
        : found;
    },
    report: (of) =>
      Promise.resolve(
        of === null || of === TODAY
          ? ok({ stamp: STAMP, report: reportOf() })
          : refuse({ code: 'no-report', day: of }),
      ),
    export: (what) => ({
      name: `voldesk-${what}.csv`,
      text: 'day,pnl\n2026-11-23,54.80\n',
      rows: 1,
    }),
    expectedMove: (symbol) =>
      Promise.resolve(
        symbol === 'SPX' ? ok(EXPECTED_MOVE) : refuse({ code: 'no-quotes', underlying: symbol }),
      ),
    events: () => EVENTS,
  };
}

/** What a person asks: noted, and answered with yes unless it is for something that is not there. */
function deeds(
  asked: string[],
): Omit<TradingApi, keyof ReturnType<typeof standing> | Records | 'expectedMove'> {
  return {
    arm(by, what) {
      asked.push(`arm ${by} ${what.strategy} ${what.quantity} ${JSON.stringify(what.until)}`);
      return Promise.resolve(
        what.quantity > 5
          ? refuse({ code: 'bad-size', quantity: what.quantity, most: 5 })
          : ok({ arming: armingOf(by, what), gates: GATES }),
      );
    },
    disarm(by, strategy) {
      asked.push(`disarm ${by} ${strategy ?? 'all'}`);
      return Promise.resolve(ok(['putlite']));
    },
    tap(tap) {
      asked.push(`tap ${tap.userId} ${tap.action} ${tap.id}`);
      const view = ticketView();
      if (tap.action === 'send') return Promise.resolve({ kind: 'sent', view, seen: SEEN });
      if (tap.action === 'skip') return Promise.resolve({ kind: 'skipped', view });
      return Promise.resolve({ kind: 'limit', view: { ...view, limitTicks: -9 } });
    },
    close(by, id) {
      asked.push(`close ${by} ${id}`);
      const found = find(id);
      return Promise.resolve(found.ok ? ok(EXIT_TICKET) : found);
    },
    reconcile(by) {
      asked.push(`reconcile ${by}`);
      return Promise.resolve(ok({ unknown: 0 }));
    },
    halt(by) {
      asked.push(`halt ${by}`);
      return ok({ cancelled: 2 });
    },
    pause(by) {
      asked.push(`pause ${by}`);
      return ok(undefined);
    },
    resume(by) {
      asked.push(`resume ${by}`);
      return ok(undefined);
    },
    flattenPlan: () => Promise.resolve(ok(FLATTEN_PLAN)),
    flatten(by, { token, scope }) {
      asked.push(`flatten ${by} ${scope} ${token}`);
      return Promise.resolve(ok({ closing: scope === 'all' ? 1 : 0, cancelled: 1 }));
    },
  };
}

/** A desk with one bot, one open ticket, one position of ours and 400 SPY that are not. */
export function fakeTrading(
  changes: Partial<TradingApi> = {},
): TradingApi & { readonly asked: readonly string[] } {
  /** What was asked of it, in order, such as `halt 1000`. */
  const asked: string[] = [];
  return { ...standing(), ...records(), ...deeds(asked), ...changes, asked };
}
