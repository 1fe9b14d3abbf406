import { describe, expect, it } from 'vitest';
import type { Card } from '../../src/bot/command.js';
import { plainText, type Html } from '../../src/bot/html.js';
import { alertText } from '../../src/bot/views/alert-card.js';
import { columnsOf, COLUMNS } from '../../src/bot/views/columns.js';
import { closedCard, fillCard } from '../../src/bot/views/fill-card.js';
import { failingGates, passingGates } from '../../src/bot/views/gates.js';
import { money, signedMoney } from '../../src/bot/views/money.js';
import { refusalList } from '../../src/bot/views/refusals.js';
import { reportCard } from '../../src/bot/views/report-card.js';
import { structureOf } from '../../src/bot/views/structure.js';
import { ticketCard, ticketRiskCard } from '../../src/bot/views/ticket-card.js';
import type { TicketView } from '../../src/engine/domain/desk-views.js';
import type { GateReading } from '../../src/engine/domain/gate-reading.js';
import { optionId } from '../../src/engine/domain/instrument.js';
import type { PayoffPicture, TicketId } from '../../src/engine/domain/ticket.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { fakeTrading } from '../support/trading-api.js';
import { tradingContext } from '../support/trading-context.js';
import {
  DESK_NOW,
  GATES,
  micros,
  OWNER,
  positionOf,
  reportOf,
  runOf,
  SEEN,
  SHORT_PUT,
  STAMP,
  ticketOf,
  ticketView,
  tradeLine,
} from '../support/trading-views.js';

const FRIDAY = day('2026-11-20');
const put = (strike: number, ratio: number) => ({
  instrument: optionId({ root: 'SPY', expiry: FRIDAY, strike, right: 'put' }),
  ratio,
  multiplier: 100,
});
const call = (strike: number, ratio: number) => ({
  instrument: optionId({ root: 'SPY', expiry: FRIDAY, strike, right: 'call' }),
  ratio,
  multiplier: 100,
});

const cap = (
  name: 'planned-loss' | 'worst-loss' | 'day-loss' | 'open-worst',
  [before, after, most]: readonly [number, number, number],
) => ({
  name,
  beforeMicros: micros(before),
  afterMicros: micros(after),
  capMicros: micros(most),
});

const PAYOFF: PayoffPicture = {
  spots: [640, 650, 655, 670],
  nowUsd: [-400, -100, -20, 40],
  expiryUsd: [-450, -450, 50, 50],
  breakevens: [654.5],
  spot: 661,
  expectedMove: 4.2,
};

const SPY_TICKET = ticketOf({
  mode: 'PAPER',
  account: 'DU…567',
  underlying: 'SPY',
  expiry: FRIDAY,
  legs: [put(655, -1), put(650, 1)],
  tickMicros: micros(0.01),
  limitTicks: -50,
  payoff: PAYOFF,
  seen: { ...SEEN, midUsd: -0.52 },
  caps: [
    cap('planned-loss', [0, 45, 50]),
    cap('worst-loss', [0, 450, 500]),
    cap('day-loss', [12, 57, 150]),
    cap('open-worst', [0, 450, 1500]),
  ],
});

const textOf = (card: Card): string => plainText(card.text);
const cardOf = (view: TicketView): string => textOf(ticketCard(tradingContext(), view));
const labels = (card: Card): readonly string[] =>
  (card.buttons ?? []).flat().map(({ label }) => label);

const done = runOf({ phase: 'done', outcome: 'filled', filledUnits: 2 });

/** A ticket in every state that a card can show. */
const STATES: readonly TicketView[] = [
  ticketView(),
  ticketView({
    ticket: ticketOf({
      replaces: { id: '9PXA0000ZX4CV5BN' as TicketId, limitTicks: -9, midUsd: -0.4 },
    }),
  }),
  ticketView({ state: 'checking' }),
  ticketView({ state: 'sent' }),
  ...(['waiting', 'placing', 'working', 'cancelling', 'unknown'] as const).map((phase) =>
    ticketView({ state: 'sent', requote: SEEN, run: runOf({ phase }) }),
  ),
  ...(['filled', 'partly-filled', 'cancelled', 'rejected', 'refused'] as const).map((outcome) =>
    ticketView({ state: 'sent', run: runOf({ phase: 'done', outcome, reason: 'no margin' }) }),
  ),
  ticketView({
    state: 'sent',
    run: done,
    position: positionOf({ state: 'closed', exitRule: 'target' }),
  }),
  ticketView({ state: 'skipped', by: { kind: 'user', userId: OWNER } }),
  ticketView({ state: 'expired' }),
  ticketView({ state: 'replaced', requote: SEEN, replacedBy: { short: '9PXA' } }),
  ticketView({ state: 'refused', refusals: [{ code: 'trading-halted' }] }),
  ticketView({ state: 'void', reason: 'disarmed' }),
];

describe('a ticket card', () => {
  it('has the figures of the order in a block, golden', () => {
    expect(cardOf(ticketView({ ticket: SPY_TICKET }))).toBe(
      [
        '🧪 PAPER · DU…567 · ticket 7K2F',
        'SELL 1 SPY 20Nov 655/650 put spread',
        'Limit 0.50 cr   mid 0.52   age 2 s',
        'Stop −$45   worst −$450',
        'Margin $450   fee $1.30',
        'Δ +6.1  ν −3.8  θ +14',
        'Caps: stop 45/50 · worst 450/500',
        'day 12→57/150 · open 0→450/1500',
        'Expires 11:01:10 EST (70 s)',
      ].join('\n'),
    );
  });

  it('says how long it lives where the market has a clock of its own', () => {
    const ticket = { ...ticketOf(), expiresWallMs: DESK_NOW + 3_600_000 + 70_000 };
    const trading = { ...fakeTrading(), wallNowMs: () => DESK_NOW + 3_600_000 };
    const { text } = ticketCard(tradingContext({ trading }), ticketView({ ticket }));
    expect(plainText(text)).toContain('Expires in 70 s of real time');
  });

  it('is at most 36 columns wide and fits a caption, in every state and language', () => {
    for (const language of ['en', 'zh'] as const) {
      const context = tradingContext({ language });
      for (const view of [...STATES, ticketView({ ticket: SPY_TICKET })]) {
        const { text } = ticketCard(context, view);
        const rows = /<pre>([^]*)<\/pre>/u.exec(text)?.[1]?.split('\n') ?? [];
        expect(rows.length).toBeGreaterThan(4);
        for (const row of rows) {
          expect([row, columnsOf(plainText(row as Card['text']))]).toEqual([
            row,
            expect.toSatisfy((columns: number) => columns <= COLUMNS),
          ]);
        }
        expect(plainText(text).length).toBeLessThanOrEqual(1024);
      }
    }
  });

  it('says something else in each state', () => {
    const said = STATES.map(cardOf);
    expect(new Set(said).size).toBe(STATES.length);
  });

  it('never calls filled what is placed, nor placed what is filled', () => {
    const working = cardOf(ticketView({ state: 'sent', run: runOf({ filledUnits: 0 }) }));
    expect(working).toContain('Placed, not filled: working at 0.50 cr, step 2 of 3.');
    const filled = cardOf(ticketView({ state: 'sent', run: done, position: positionOf() }));
    expect(filled).toContain('Filled: 2 of 2.\nMean price 0.50 cr.');
    expect(filled).not.toContain('Placed');
    const part = cardOf(ticketView({ state: 'sent', run: runOf() }));
    expect(part).toContain('1 of 2 filled so far.\nPlaced, the rest not filled');
  });

  it('says that a fate is unknown and offers to ask the broker, but only to who may', () => {
    const view = ticketView({ state: 'sent', run: runOf({ phase: 'unknown' }) });
    const card = ticketCard(tradingContext({ role: 'trader' }), view);
    expect(textOf(card)).toContain('Fate unknown');
    expect(labels(card)).toEqual(['Reconcile']);
    expect(labels(ticketCard(tradingContext({ role: 'viewer' }), view))).toEqual([]);
  });

  it('lists every reason of a refusal', () => {
    const text = cardOf(
      ticketView({
        state: 'refused',
        refusals: [
          { code: 'trading-reducing' },
          { code: 'quote-stale', instrument: SHORT_PUT, ageMs: 9_000, limitMs: 5_000 },
          { code: 'day-loss', lossMicros: micros(160), capMicros: micros(150) },
        ],
      }),
    );
    expect(text.split('\n').slice(-4)).toEqual([
      'The risk gate refused. Nothing was sent:',
      '• Trading is paused: only exits go out. An owner can /resume.',
      '• The quote for SPXW 11-23 5995 P is 9 s old; the limit is 5 s.',
      "• The day's loss would be $160; the cap is $150.",
    ]);
  });

  it('says what a replacement changed, on both cards', () => {
    const requote = { ...SEEN, midUsd: -0.42 };
    expect(
      cardOf(ticketView({ state: 'replaced', requote, replacedBy: { short: '9PXA' } })),
    ).toMatch(/nothing was sent\. Ticket 9PXA takes its place\.\nMid was 0\.50, is 0\.42\./u);
    expect(STATES[1] && cardOf(STATES[1])).toContain(
      'Instead of 9PXA: limit 0.45 → 0.50, mid 0.40 → 0.50.',
    );
  });

  it('has buttons with the whole id that fit, and none at its end', () => {
    const context = tradingContext();
    const card = ticketCard(context, ticketView({ ticket: SPY_TICKET, limitTicks: -49 }));
    expect(labels(card)).toEqual(['✅ Send 0.49', '−0.01', '+0.01', '📊 Risk', '✖ Skip']);
    const data = (card.buttons ?? [])
      .flat()
      .map((each) => (each.kind === 'command' ? each.data : ''));
    expect(data).toEqual([
      'confirm 7K2F9QW3ZX4CV5BN',
      'ticket 7K2F9QW3ZX4CV5BN less',
      'ticket 7K2F9QW3ZX4CV5BN more',
      'ticket 7K2F9QW3ZX4CV5BN risk',
      'skip 7K2F9QW3ZX4CV5BN',
    ]);
    const ended = STATES.filter(({ state }) => !['open', 'checking', 'sent'].includes(state));
    expect(ended.flatMap((view) => labels(ticketCard(context, view)))).toEqual([]);
    expect(labels(ticketCard(tradingContext({ role: 'viewer' }), ticketView()))).toEqual([
      '📊 Risk',
    ]);
  });

  it('shows the payoff with strikes, break-even and expected move, and the same after each change', () => {
    const chartOf = (changes: Partial<TicketView>) =>
      ticketCard(tradingContext(), ticketView({ ticket: SPY_TICKET, ...changes })).chart;
    expect(chartOf({})).toMatchObject({
      kind: 'payoff',
      title: 'SPY 655/650 P',
      mode: 'PAPER',
      strikes: [650, 655],
      breakevens: [654.5],
      expectedMove: 4.2,
    });
    expect(chartOf({ state: 'sent', run: runOf() })).toEqual(chartOf({}));
    expect(ticketCard(tradingContext(), ticketView()).chart).toBeUndefined();
  });
});

describe('the risk view of a ticket', () => {
  it('has the stress grid as a picture, the worst of it, the margin and every gate', () => {
    const card = ticketRiskCard(tradingContext(), ticketView());
    expect(card.chart).toMatchObject({ kind: 'heat', columns: ['−5', '0', '+5'] });
    expect(card.chart?.kind === 'heat' && card.chart.rows).toEqual([
      '+2%',
      '+1%',
      '0%',
      '−1%',
      '−2%',
    ]);
    const text = textOf(card);
    expect(text).toContain('Margin $450 · fee $1.30');
    expect(text).toContain('Worst in the grid: −$180 at −2 % spot, +5 vol');
    expect(text).toContain('1 of 3 gates pass');
    expect(text).toContain('✖️ Implied less realised: 0.4\u00a0<\u00a01.0 vol pts');
    expect(labels(card)).toEqual(['← Ticket']);
  });
});

describe('the name of a structure', () => {
  it.each([
    [[put(655, -1), put(650, 1)], 'sell', 'put-spread', '655/650'],
    [[put(650, -1), put(655, 1)], 'buy', 'put-spread', '655/650'],
    [[call(670, 1), call(665, -1)], 'sell', 'call-spread', '665/670'],
    [[put(655, 1)], 'buy', 'put', '655'],
    [
      [put(645, 1), put(650, -1), call(665, -1), call(670, 1)],
      'sell',
      'iron-condor',
      '645/650/665/670',
    ],
    [[put(655, -2), put(650, 1)], 'buy', 'legs', '−2×655P +1×650P'],
  ] as const)('%#: reads as people say it', (legs, ...[side, shape, strikes]) => {
    expect(structureOf(legs)).toMatchObject({ side, shape, strikes });
  });
});

describe('a fill', () => {
  const news = {
    kind: 'fill',
    view: ticketView(),
    position: positionOf(),
    purpose: 'entry',
  } as const;

  it('says whether it is whole, and its mean price', () => {
    const whole = textOf(fillCard(tradingContext(), { ...news, run: done }));
    expect(whole).toContain('✅ Filled: 2 of 2, opening 7K2F');
    expect(whole).toContain('Mean price 0.50 cr · fees so far $2.60');
    const part = textOf(fillCard(tradingContext(), { ...news, run: runOf() }));
    expect(part).toContain('◑ Partly filled: 1 of 2, opening 7K2F');
    expect(part).not.toContain('✅');
  });

  it('of an exit has the price paid for what is closed', () => {
    const position = positionOf({
      // 100.00 came in, 40.00 was paid for both units, 5.20 went in fees.
      cashMicros: micros(54.8),
      feeMicros: micros(5.2),
      legs: positionOf().legs.map((leg) => ({ ...leg, quantity: 0 })),
    });
    const text = textOf(
      fillCard(tradingContext(), { ...news, position, purpose: 'exit', run: done }),
    );
    expect(text).toContain('closing 7K2F');
    expect(text).toContain('Mean price 0.20 db');
  });
});

describe('a closed position', () => {
  it('says what it made, why, and what moved it', () => {
    const text = textOf(
      closedCard(tradingContext(), {
        kind: 'closed',
        view: ticketView(),
        position: positionOf(),
        line: tradeLine({ gapThrough: 'yes' }),
      }),
    );
    expect(text).toContain('7K2F is closed: +$54.80 (target)');
    expect(text).toContain('In 0.50 cr · out 0.20 db · fees $5.20');
    expect(text.replaceAll('\u2060', '')).toContain('Δ +$6 · Γ −$2 · θ +$17 · ν −$4 · rest +$1');
    expect(text).toContain('went past its plan of $90');
  });
});

describe('a day report', () => {
  it('has the trades as bars that sum up, and its notes', () => {
    const report = reportOf({
      trades: [tradeLine(), tradeLine({ pnlMicros: micros(-20), closedAtMs: DESK_NOW })],
      notes: [{ key: 'ticket-expired', count: 2 }],
    });
    const card = reportCard(tradingContext(), { stamp: STAMP, report });
    expect(card.chart).toMatchObject({
      kind: 'bars',
      bars: [
        { label: '10:50', value: 54.8, total: 54.8 },
        { label: '11:00', value: -20, total: expect.closeTo(34.8) as number },
      ],
    });
    expect(textOf(card)).toContain('Tickets expired: 2');
  });

  it('has no picture without a trade, and no money in a group', () => {
    const empty = { stamp: STAMP, report: reportOf({ trades: [] }) };
    expect(reportCard(tradingContext(), empty).chart).toBeUndefined();
    const card = reportCard(tradingContext({ kind: 'group' }), {
      stamp: STAMP,
      report: reportOf(),
    });
    expect(card.chart).toBeUndefined();
    expect(textOf(card)).not.toContain('$');
    expect(textOf(card)).toContain('won 100 %');
  });
});

describe('money', () => {
  const group = tradingContext({ kind: 'group' });
  const open = tradingContext({ kind: 'group', groupMoney: 'shown' });

  it('is hidden in a group until an owner shows it, and shown in private', () => {
    expect(money(group, micros(45))).toBe('•••');
    expect(money(open, micros(45))).toBe('$45');
    expect(money(tradingContext(), micros(1234.5))).toBe('$1,234.50');
    expect(money(tradingContext(), null)).toBe('–');
  });

  it('has a sign where it is a gain or a loss', () => {
    const sums = [45, -45, 0, 0.004, -0.004].map((usd) =>
      signedMoney(tradingContext(), micros(usd)),
    );
    expect(sums).toEqual(['+$45', '−$45', '$0', '$0', '$0']);
  });

  it('stays hidden inside sentences too', () => {
    const over = { code: 'day-loss', lossMicros: micros(160), capMicros: micros(150) } as const;
    expect(refusalList(group, [over])).toBe("• The day's loss would be •••; the cap is •••.");
    const alert = { code: 'day-loss', strategy: 'putlite', lossMicros: micros(160) } as const;
    expect(alertText(group, alert, '–')).not.toContain('160');
  });
});

it('gates are shown with sign, value and limit, times in the zone of the reader', () => {
  const context = tradingContext();
  expect(failingGates(context, GATES)?.split('\n')).toEqual([
    '✖️ Implied less realised: 0.4\u00a0&lt;\u00a01.0 vol pts',
    '❔ Quote age: – · limit 5 s',
  ]);
  expect(passingGates(context, GATES, 'text')).toBe(
    '<blockquote expandable><b>1 of 3 gates pass</b>\n' +
      '✅ Trade window: 11:00\u00a0·\u00a010:30–13:30</blockquote>',
  );
});

it('a gate that passed by being what it must be says it once, and comes after the figures', () => {
  const gates: readonly GateReading[] = [
    {
      name: 'session',
      verdict: 'pass',
      value: { kind: 'word', word: 'open' },
      limit: { kind: 'word', word: 'open' },
    },
    {
      name: 'account',
      verdict: 'pass',
      value: { kind: 'word', word: 'paper' },
      limit: { kind: 'word', word: 'paper' },
    },
    {
      name: 'vix-level',
      verdict: 'pass',
      value: { kind: 'number', value: 18.36, unit: 'points' },
      limit: { kind: 'number', value: 28, unit: 'points' },
    },
  ];
  const told = (form: 'text' | 'caption') =>
    plainText(passingGates(tradingContext(), gates, form) ?? ('' as Html))
      .split('\n')
      .slice(1);
  expect(told('text')).toEqual([
    '✅ VIX: 18.36\u00a0≤\u00a028.00 pts',
    '✅ Session: open · Account: paper',
  ]);
  expect(told('caption')).toEqual(['VIX: 18.36\u00a0≤\u00a028.00 pts', 'Session · Account']);
});
