import type { HistoryRange, Point, QueryError, VixView } from '../api.js';
import { barCloseAtMs, type SeriesId } from '../domain/bar.js';
import type { VixMeasures } from '../domain/digest.js';
import { err, ok, type Result } from '../domain/result.js';
import type { DailyValue } from '../features/daily.js';
import {
  drawdown20Pct,
  ELEVATED_VIX,
  percentile252,
  rollingMean60,
  sessionsAbove,
  slopePct,
  zScore60,
} from '../features/measures.js';
import { ruleScorePct } from '../scoring/rule.js';
import { curveNow } from './curve-view.js';
import type { Level } from './market-book.js';
import { levelOf, moveOf, SERIES, sessionsOf, stampOf, type ViewContext } from './view-context.js';

const SESSIONS: Record<HistoryRange, number> = { '1m': 22, '6m': 127, '1y': 253, all: Infinity };

export function vixMeasures(context: ViewContext): VixMeasures {
  const vix = sessionsOf(context, SERIES.vix);
  const curve = curveNow(context).points;
  const m1 = curve.find((point) => point.rank === 1)?.price ?? null;
  const m2 = curve.find((point) => point.rank === 2)?.price ?? null;
  const z = zScore60(vix);
  return {
    zScore60: z,
    percentile252: percentile252(vix),
    daysAbove25: sessionsAbove(vix, ELEVATED_VIX),
    m1,
    m2,
    slopePct: slopePct(m1, m2),
    spxDrawdownPct: drawdown20Pct(sessionsOf(context, SERIES.spx)),
    ruleScorePct: ruleScorePct(z),
  };
}

function toPoint(series: SeriesId, value: DailyValue, level: Level): Point {
  const atMs = value.day === level.day ? level.atMs : barCloseAtMs(series, value.day);
  return { atMs, value: value.value };
}

export function vixView(context: ViewContext, range: HistoryRange): Result<VixView, QueryError> {
  const level = levelOf(context, SERIES.vix);
  const vix = moveOf(context, SERIES.vix);
  if (!level || !vix) return err({ code: 'no-data', what: 'VIX' });
  const sessions = sessionsOf(context, SERIES.vix);
  const shown = sessions.slice(-SESSIONS[range]);
  const first = shown[0]?.day ?? level.day;
  const means = rollingMean60(sessions).filter((point) => point.day >= first);
  return ok({
    stamp: stampOf(context, [level]),
    vix,
    measures: vixMeasures(context),
    range,
    history: shown.map((value) => toPoint(SERIES.vix, value, level)),
    mean60: means.map((value) => toPoint(SERIES.vix, value, level)),
  });
}
