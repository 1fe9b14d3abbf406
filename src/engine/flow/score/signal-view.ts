import { barCloseAtMs } from '../../domain/bar.js';
import type { Chain } from '../../domain/chain.js';
import type { ModelFacts } from '../../domain/model-facts.js';
import type { SignalView, SuggestionsView } from '../../domain/score-views.js';
import { daysBetween, type TradingDay } from '../../domain/trading-day.js';
import type { DailyValue } from '../../features/daily.js';
import { rollingMean60 } from '../../features/measures.js';
import { featureOf } from '../../scoring/drop-model.js';
import { outlookAt, pastTradesAt } from '../../scoring/outlook.js';
import { suggestPuts } from '../../scoring/suggest.js';
import { moveOf, SERIES, sessionsOf, type ViewContext } from '../view-context.js';
import { vixMeasures } from '../vix-view.js';
import { ruleOf, triggersOf } from './reading.js';
import type { ScoredNow, ScoreInput } from './score-state.js';

const SESSIONS_SHOWN = 90;
/** Commission and exchange fee of an index option, a contract. */
const FEE_USD = 1;
/** An expiry nearer than this is no bet on the next month. */
const FEWEST_DAYS = 14;
const EXPIRIES_ASKED = 2;

/** What puts on a falling VIX are written on. */
export const SIGNAL_UNDERLYINGS = ['VIX', 'UVXY'] as const;

/** The listed expiries to ask for: those nearest the wanted days, and never a near one. */
export function expiriesFor(
  listed: readonly TradingDay[],
  of: { readonly today: TradingDay; readonly wantedDays: number },
): readonly TradingDay[] {
  const off = (day: TradingDay) => Math.abs(daysBetween(of.today, day) - of.wantedDays);
  return listed
    .filter((day) => daysBetween(of.today, day) >= FEWEST_DAYS)
    .sort((a, b) => off(a) - off(b))
    .slice(0, EXPIRIES_ASKED);
}

function suggestionsFor(
  input: ScoreInput,
  of: {
    readonly confidence: number;
    readonly facts: ModelFacts;
    readonly chains: readonly Chain[];
  },
): SuggestionsView {
  const { confidence, facts, chains } = of;
  const { suggestions, best, missing } = suggestPuts({
    chains,
    outlook: outlookAt({ confidence, vix: input.vix }, facts),
    vix: input.vix,
    today: input.day,
    fund: facts.fund,
    feeUsdPerContract: FEE_USD,
  });
  return { offers: suggestions, best, missing };
}

function points(values: readonly DailyValue[], input: ScoreInput) {
  return values.map(({ day, value }) => ({
    atMs: day === input.day ? input.stamp.asOfMs : barCloseAtMs(SERIES.vix, day),
    value,
  }));
}

/** The whole signal in plain data: notices are kept as JSON. @returns null where VIX is gone. */
export function signalView(
  context: ViewContext,
  scored: ScoredNow,
  of: { readonly facts: ModelFacts; readonly chains: readonly Chain[] },
): SignalView | null {
  const { input, reading } = scored;
  const vix = moveOf(context, SERIES.vix);
  if (!vix || !reading) return null;
  const { facts, chains } = of;
  const { confidence } = reading;
  const sessions = sessionsOf(context, SERIES.vix);
  const means = rollingMean60(sessions);
  const mean = means.at(-1)?.value ?? null;
  const shown = sessions.slice(-SESSIONS_SHOWN);
  const first = shown[0]?.day ?? input.day;
  const { m1, m2, slopePct, daysAbove25 } = vixMeasures(context);
  const trades = pastTradesAt(confidence, facts);
  return {
    stamp: input.stamp,
    day: input.day,
    vix,
    abovePct: mean === null ? null : 100 * (input.vix / mean - 1),
    daysAbove25,
    m1,
    m2,
    slopePct,
    spy: moveOf(context, SERIES.spy),
    spyDrawdownPct: featureOf(input.row, 'spy_drawdown'),
    rule: ruleOf(input),
    reading,
    triggers: triggersOf({ confidence, vix: input.vix }, facts),
    suggestions: suggestionsFor(input, { confidence, facts, chains }),
    past: trades && {
      winRate: trades.winRate,
      averageReturn: trades.averageReturn,
      days: trades.days,
      episodes: trades.episodes,
    },
    history: points(shown, input),
    mean60: points(
      means.filter(({ day }) => day >= first),
      input,
    ),
  };
}
