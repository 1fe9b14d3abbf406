import type { DailyBar, SeriesId } from '../../domain/bar.js';
import type { DailyValue } from '../../features/daily.js';
import { featureHistory, featuresOn, type FeatureRow } from '../../features/compute.js';
import { labelRows, type LabelRow } from '../../features/labels.js';
import type { PastDay } from '../../scoring/analogs.js';

/** Rows computed before other work is let through: about 5 ms of them. */
const SLICE_ROWS = 64;
const NEWEST = 3;

export interface Past {
  /** Closed sessions of VIX, ascending. */
  readonly sessions: readonly DailyValue[];
  /** The same with features and what followed. */
  readonly days: readonly PastDay[];
}

const EMPTY: Past = { sessions: [], days: [] };

/**
 * Features and labels of every closed session, computed when first asked for, a slice at a time and
 * never inside a step; a new close adds its row to those that are known.
 */
export class PastDays {
  readonly #rows: FeatureRow[] = [];
  #sessions: readonly DailyValue[] = [];
  #labels: readonly LabelRow[] = [];
  #work: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly barsOf: (series: SeriesId) => readonly DailyBar[],
    private readonly pause: () => Promise<void>,
  ) {}

  /** One at a time: who asks while rows are being made waits for the same rows. */
  read(): Promise<Past> {
    const next = this.#work.then(() => this.#read());
    this.#work = next.catch(() => undefined);
    return next;
  }

  async #read(): Promise<Past> {
    const history = featureHistory(this.barsOf);
    const sessions = history.get('VIX') ?? [];
    if (sessions.length === 0) return EMPTY;
    // The newest rows again: futures of a day may close after its VIX.
    const goesOn = this.#continues(sessions);
    this.#rows.length = goesOn ? Math.max(0, this.#rows.length - NEWEST) : 0;
    for (let at = this.#rows.length; at < sessions.length; at++) {
      const session = sessions[at];
      const row = session && featuresOn(history, session.day);
      if (!row) throw new Error('a session of VIX without features');
      this.#rows.push(row);
      if (at % SLICE_ROWS === 0) await this.pause();
    }
    if (!goesOn || sessions.length !== this.#sessions.length) this.#labels = labelRows(sessions);
    this.#sessions = sessions;
    return { sessions, days: join(this.#rows, this.#labels) };
  }

  /** Is what is known the beginning of this history? A corrected or added old bar begins anew. */
  #continues(sessions: readonly DailyValue[]): boolean {
    return this.#sessions.every(({ day, value }, index) => {
      const now = sessions[index];
      return now?.day === day && now.value === value;
    });
  }
}

function join(rows: readonly FeatureRow[], labels: readonly LabelRow[]): readonly PastDay[] {
  return rows.flatMap((row, index) => {
    const label = labels[index];
    return label ? [{ index, row, label }] : [];
  });
}
