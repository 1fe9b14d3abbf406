import type { DigestView, QueryError } from '../api.js';
import { nextTradingDay, sessionOf } from '../domain/calendar.js';
import { seriesId } from '../domain/bar.js';
import { parseInstrument } from '../domain/instrument.js';
import { err, ok, type Result } from '../domain/result.js';
import { levelOf, moveOf, SERIES, stampOf, type ViewContext } from './view-context.js';
import { vixMeasures } from './vix-view.js';

const MOVERS = 3;

/** The largest moves among everything quoted by one name, by absolute percent. */
function movers(context: ViewContext): DigestView['movers'] {
  return context.book
    .quotes()
    .flatMap(({ instrument }) => {
      const parsed = parseInstrument(instrument);
      if (parsed?.kind !== 'spot') return [];
      const move = moveOf(context, seriesId(parsed.symbol));
      return move?.changePct
        ? [{ symbol: parsed.symbol, move, size: Math.abs(move.changePct) }]
        : [];
    })
    .sort((a, b) => b.size - a.size)
    .slice(0, MOVERS)
    .map(({ symbol, move }) => ({ symbol, move }));
}

export function digestView(context: ViewContext): Result<DigestView, QueryError> {
  const level = levelOf(context, SERIES.vix);
  const vix = moveOf(context, SERIES.vix);
  if (!level || !vix) return err({ code: 'no-data', what: 'VIX' });
  const next = nextTradingDay(level.day);
  return ok({
    stamp: stampOf(context, [level]),
    day: level.day,
    vix,
    measures: vixMeasures(context),
    spx: moveOf(context, SERIES.spx),
    spy: moveOf(context, SERIES.spy),
    movers: movers(context),
    nextSession: { day: next, kind: sessionOf(next)?.kind ?? 'full' },
  });
}
