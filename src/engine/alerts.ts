import { seriesId } from './domain/bar.js';
import { err, type Result } from './domain/result.js';
import {
  BUILT_INS,
  type AlertApi,
  type AlertAsk,
  type AlertError,
  type AlertRule,
  type AlertsView,
  type AlertView,
  type AlertVocabulary,
  type BuiltIn,
  type Condition,
} from './domain/vol-alert.js';
import type { UserId } from './domain/people.js';
import type { DeskRun } from './desk-run.js';
import type { Feeds } from './feeds.js';
import { alertView } from './flow/alerts/alert-asks.js';
import { MOST_RULES } from './flow/alerts/alerts-state.js';
import { measuresOf, parseCondition } from './flow/alerts/condition.js';
import { RANKED, readMeasure, type AlertSources } from './flow/alerts/readings.js';
import type { Chance } from './ports/chance.js';
import type { Clock } from './ports/clock.js';
import type { Store } from './ports/store.js';
import { typedSymbols } from './symbols.js';

export interface AlertSourcesOf {
  readonly run: DeskRun;
  readonly feeds: Feeds;
  readonly store: Store;
  readonly chance: Chance;
  readonly market: Clock;
  readonly wall: Clock;
}

/** Which of the desk's own watches a person does not want to hear of. */
class Offs {
  constructor(private readonly store: Store) {}

  of(userId: UserId): readonly string[] {
    return (this.store.chat.fact(this.key(userId)) ?? '').split(' ').filter((name) => name !== '');
  }

  set(userId: UserId, name: BuiltIn, state: 'on' | 'off'): void {
    const others = this.of(userId).filter((each) => each !== name);
    const now = state === 'off' ? [...others, name] : others;
    this.store.chat.putFact(this.key(userId), now.join(' '));
  }

  private key(userId: UserId): string {
    return `alerts-off:${userId}`;
  }
}

const LATE: Result<never, AlertError> = err({ code: 'no-answer' });
const RANKED_FUTURE = /^VX\d$/;

/** Alerts as the chat uses them: what changes them is stepped through at once. */
export function createAlerts(of: AlertSourcesOf): AlertApi {
  const { run, feeds, store, chance, market, wall } = of;
  const { state } = run;
  const offs = new Offs(store);

  const sources = (): AlertSources => ({
    book: state.market,
    mode: state.setup.mode,
    nowMs: market.nowMs(),
    surface: (underlying) => state.transient.vol.get(underlying)?.newest ?? null,
  });

  function vocabulary(): AlertVocabulary {
    const symbols = typedSymbols(feeds).filter((symbol) => !RANKED_FUTURE.test(symbol));
    const hasBars = (symbol: string): boolean => state.market.bars(seriesId(symbol)).length > 0;
    const ranked = RANKED.filter((symbol) => symbols.includes(symbol) || hasBars(symbol));
    return { symbols, surfaces: state.setup.volUnderlyings(), ranked };
  }

  function viewOf(rule: AlertRule): AlertView {
    const { alerts } = state.transient;
    return alertView(rule, {
      sources: sources(),
      alerts,
      setup: state.setup,
      wallMs: wall.nowMs(),
    });
  }

  const act = (ask: AlertAsk): Result<AlertView, AlertError> =>
    run.act<Result<AlertView, AlertError>>((reply) => ({ kind: 'alert', ask, reply }), LATE);

  function visible(userId: UserId, where: AlertRule['chat']): readonly AlertRule[] {
    const owner = state.setup.roleOf(userId) === 'owner';
    return [...state.transient.alerts.rules.values()].filter(({ by, chat }) =>
      where === 'group' ? chat === 'group' : by === userId || (owner && chat === 'group'),
    );
  }

  function firedFor(name: BuiltIn): readonly string[] {
    const { states, troubles } = state.transient.alerts;
    if (name === 'stale') {
      const now = [...troubles].filter(([, trouble]) => trouble.state === 'open');
      return now.map(([key]) => key.replace(':', ' '));
    }
    return [...states].flatMap(([key, { phase, count }]) =>
      key.startsWith(`${name}:`) && phase === 'fired' && count > 0
        ? [key.slice(name.length + 1)]
        : [],
    );
  }

  function list(userId: UserId, chat: AlertRule['chat']): AlertsView {
    const off = offs.of(userId);
    return {
      rules: visible(userId, chat).map(viewOf),
      builtIns: BUILT_INS.map((name) => ({
        name,
        state: off.includes(name) ? 'off' : 'on',
        fired: firedFor(name),
      })),
      most: MOST_RULES,
    };
  }

  return {
    offers() {
      const words = vocabulary();
      const from = sources();
      return words.symbols.map((subject) => ({
        subject,
        measures: measuresOf(subject, words).map((measure) => {
          const condition: Condition = { subject, measure, comparison: '>', level: 0 };
          return { measure, now: readMeasure(from, condition)?.value ?? null };
        }),
      }));
    },
    check: (typed) => parseCondition(typed, vocabulary()),
    add(by, chat, typed) {
      const condition = parseCondition(typed, vocabulary());
      if (!condition.ok) {
        return err({ code: 'condition', typed: typed.slice(0, 80), error: condition.error });
      }
      const rule: AlertRule = {
        id: chance.hex(4),
        by,
        chat,
        condition: condition.value,
        createdAtMs: wall.nowMs(),
        snoozedUntilMs: null,
      };
      return act({ kind: 'add', rule });
    },
    list,
    remove: (by, id) => act({ kind: 'remove', by, id }),
    snooze: (by, id) => act({ kind: 'snooze', by, id }),
    setBuiltIn: (by, name, to) => offs.set(by, name, to),
    builtIn: (userId, name) => (offs.of(userId).includes(name) ? 'off' : 'on'),
  };
}
