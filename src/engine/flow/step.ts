import type { Notice } from '../domain/notice.js';
import { takeAlertAsk } from './alerts/alert-asks.js';
import { noteQuote } from './alerts/alerts-state.js';
import { lookAtSurface, lookAtTouched, tellStaleRules } from './alerts/alerts-step.js';
import { arm, disarm, endArmings } from './desk/arming.js';
import { control, flatten, planFlatten } from './desk/control.js';
import { decideAll, takeDecideChains, whyAsked } from './desk/decide.js';
import { takeDraft } from './desk/drafts.js';
import { answer, type DeskEvent, type JobName } from './desk/events.js';
import { closeAsked, markPositions, takeCloseChains, watchExits } from './desk/exit-positions.js';
import { freezeDay, takeDayFacts, writeDayReport } from './desk/day.js';
import { takeGateway, tellOfLogin } from './desk/gateway.js';
import { takeLook, watch } from './desk/looks.js';
import { noticesOf } from './desk/news.js';
import { compareAgain, recover, takeBrokerState, takeTruth } from './desk/recover.js';
import {
  advanceRuns,
  takeCancelAnswer,
  takeFill,
  takePlaced,
  takeReport,
  takeSettlement,
} from './desk/runs.js';
import { endSpentExits, expireTickets, takeRequote, tap } from './desk/tickets.js';
import type { Turn } from './desk/turn.js';
import { digestView } from './digest.js';
import { digestVol, digestVolFact, withDay } from './digest-vol.js';
import { watchData } from './quality/quality-step.js';
import { digestScore } from './score/reading.js';
import {
  checkModel,
  scoreAsked,
  scoreOnSchedule,
  takeModelHealth,
  takeScored,
  takeSignalChains,
} from './score/score-step.js';
import {
  keepSurfaces,
  surfaceAsked,
  takeSurface,
  takeVolHistory,
  watchSurfaces,
} from './vol/vol-step.js';

type Of<Kind extends DeskEvent['kind']> = Extract<DeskEvent, { readonly kind: Kind }>;

/**
 * One event: state change, rows, effects. Synchronous, and nothing here reads a clock. After what
 * the event itself says, everything that waits for time or prices is looked at once.
 */
export function step(turn: Turn, event: DeskEvent): void {
  take(turn, event);
  if (event.kind === 'notice-handed') return;
  if (turn.state.setup.orders === 'on') settle(turn);
  watchSurfaces(turn);
  tellNews(turn);
}

type Takers = { readonly [Kind in DeskEvent['kind']]: (turn: Turn, event: Of<Kind>) => void };

/** What each kind of event does by itself. */
const TAKERS: Takers = {
  quotes: (turn, event) => {
    for (const quote of event.take()) {
      turn.state.market.takeQuote(quote);
      noteQuote(turn.state.transient.alerts, quote.instrument);
    }
    lookAtTouched(turn);
  },
  bar: (turn, event) => turn.state.market.takeBar(event.bar),
  job: runJob,
  'notice-handed': (turn, { id }) => void turn.writes.push({ kind: 'notice-handed', id }),
  started: recover,
  wake: () => undefined,
  chains: takeChains,
  'what-if': takeDraft,
  placed: takePlaced,
  'cancel-answered': takeCancelAnswer,
  'order-report': (turn, event) => takeReport(turn, event.report),
  fill: (turn, event) => takeFill(turn, event.fill),
  settled: (turn, event) => takeSettlement(turn, event.settlement),
  gateway: (turn, { view }) => takeGateway(turn, view),
  'broker-state': (turn, event) => takeBrokerState(turn, event.state),
  truth: takeTruth,
  tap,
  arm,
  disarm,
  why: whyAsked,
  close: closeAsked,
  pause: control,
  resume: control,
  halt: control,
  'flatten-plan': planFlatten,
  flatten,
  reconcile: (turn, { reply }) => turn.effect({ kind: 'reconcile', cause: 'asked', reply }),
  look: (turn, { reply }) => takeLook(turn, reply),
  score: scoreAsked,
  scored: takeScored,
  'signal-chains': takeSignalChains,
  'model-health': takeModelHealth,
  alert: takeAlertAsk,
  surface: surfaceAsked,
  'surface-fitted': (turn, event) => {
    takeSurface(turn, event);
    if (!event.fitted.ok) return;
    turn.state.transient.quality.look(event.fitted.value.chains);
    lookAtSurface(turn, event.underlying);
  },
  'vol-history': takeVolHistory,
};

function take<Kind extends DeskEvent['kind']>(turn: Turn, event: Of<Kind>): void {
  const taker: Takers[Kind] = TAKERS[event.kind];
  taker(turn, event);
}

/** Fresh chains are in the book before anybody decides on them. */
function takeChains(turn: Turn, event: Of<'chains'>): void {
  for (const chain of event.chains) turn.state.market.takeChain(chain);
  const { looking } = turn.state.transient;
  looking.delete(event.for.kind === 'decide' ? `decide:${event.for.strategy}` : event.for.kind);
  switch (event.for.kind) {
    case 'watch':
      return;
    case 'day-facts':
      takeDayFacts(turn);
      return;
    case 'decide':
    case 'why':
      takeDecideChains(turn, event.for);
      return;
    case 'requote':
      takeRequote(turn, event.for, event);
      return;
    case 'close':
      takeCloseChains(turn, event.for);
      return;
    case 'look':
      markPositions(turn);
      turn.effect(answer(event.for.reply, null));
  }
}

/** What waits for time or prices: tickets, armings, exits, orders, the next look. */
function settle(turn: Turn): void {
  expireTickets(turn);
  endSpentExits(turn);
  endArmings(turn);
  compareAgain(turn);
  watchExits(turn);
  advanceRuns(turn);
  watch(turn);
}

function runJob(turn: Turn, job: Of<'job'>): void {
  switch (job.name) {
    case 'digest':
      writeDigest(turn, job);
      checkModel(turn);
      return;
    case 'score':
    case 'score-close':
      scoreOnSchedule(turn);
      return;
    case 'alerts':
      watchData(turn);
      tellStaleRules(turn);
      return;
    case 'minute':
      keepSurfaces(turn);
      if (turn.state.setup.orders === 'off') return;
      freezeDay(turn);
      markPositions(turn);
      decideAll(turn);
      return;
    case 'day-report':
      if (turn.state.setup.orders === 'on') writeDayReport(turn, job.dueAtMs);
      jobDone(turn, job);
      return;
    case 'gateway-login':
      tellOfLogin(turn);
      jobDone(turn, job);
      return;
    case 'compact-ticks':
    case 'renew-subscriptions':
    case 'hand-notices':
      turn.effect({ kind: job.name });
  }
}

function jobDone(turn: Turn, { name, dueAtMs }: { name: JobName; dueAtMs: number }): void {
  turn.writes.push({ kind: 'job-done', name, dueAtMs });
}

function writeDigest(turn: Turn, job: Of<'job'>): void {
  const { market, setup, transient } = turn.state;
  const context = { book: market, mode: setup.mode, nowMs: turn.nowMs };
  const view = digestView(context);
  jobDone(turn, job);
  if (!view.ok) return;
  const score = digestScore(context, transient.score, view.value.day);
  const of = { vol: transient.vol, day: view.value.day, nowMs: turn.nowMs };
  const vol = digestVol(transient.digestLevels, of);
  const notice: Notice = {
    id: `digest:${setup.world}:${view.value.day}`,
    createdAtMs: turn.now.wallMs,
    body: { kind: 'digest', view: { ...view.value, score, vol } },
  };
  transient.digestLevels = withDay(transient.digestLevels, of);
  turn.writes.push({
    kind: 'fact',
    key: digestVolFact(setup.world),
    value: JSON.stringify(transient.digestLevels),
  });
  turn.writes.push({ kind: 'notice', notice });
  turn.effect({ kind: 'hand-notices' });
}

function tellNews(turn: Turn): void {
  if (turn.records.length === 0) return;
  const notices = noticesOf(turn);
  for (const notice of notices) turn.writes.push({ kind: 'notice', notice });
  if (notices.length > 0) turn.effect({ kind: 'hand-notices' });
}
