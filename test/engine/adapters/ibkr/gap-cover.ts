import { openMsWithin, rhythmMs } from '../../../../src/engine/adapters/ibkr/gap-watch.js';
import type { DataGap } from '../../../../src/engine/domain/data-gap.js';
import type { InstrumentId } from '../../../../src/engine/domain/instrument.js';
import type { EpochMs } from '../../../../src/engine/domain/units.js';

export interface Span {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

/** What of a span no gap covers. */
export function uncovered(span: Span, gaps: readonly Span[]): readonly Span[] {
  let left: readonly Span[] = [span];
  for (const gap of gaps) {
    left = left.flatMap(({ fromMs, toMs }) => [
      ...(fromMs < Math.min(toMs, gap.fromMs)
        ? [{ fromMs, toMs: Math.min(toMs, gap.fromMs) }]
        : []),
      ...(Math.max(fromMs, gap.toMs) < toMs ? [{ fromMs: Math.max(fromMs, gap.toMs), toMs }] : []),
    ]);
  }
  return left;
}

/** Pauses of an instrument beyond its rhythm in open hours that no gap covers. */
export function unmarkedPauses(
  instrument: InstrumentId,
  pricesMs: readonly EpochMs[],
  gaps: readonly DataGap[],
): readonly Span[] {
  const own = gaps.filter((gap) => gap.instruments?.includes(instrument) ?? true);
  return pricesMs.slice(1).flatMap((toMs, i) => {
    const left = uncovered({ fromMs: pricesMs[i] ?? toMs, toMs }, own);
    return left.filter((span) => openMsWithin(span.fromMs, span.toMs) > rhythmMs(instrument));
  });
}
