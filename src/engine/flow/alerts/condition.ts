import { measureName } from '../../domain/condition-text.js';
import { nearest } from '../../domain/nearest.js';
import { err, ok, type Result } from '../../domain/result.js';
import type {
  AlertMeasure,
  AlertVocabulary,
  Comparison,
  Condition,
  ConditionError,
} from '../../domain/vol-alert.js';

/** Names of a measure; the first is the one that `measureName` gives. */
const NAMES: Readonly<Record<AlertMeasure, readonly string[]>> = {
  level: [''],
  change: ['change', 'chg', 'move'],
  'change-pct': ['change', 'chg', 'move'],
  atm30d: ['atm30d', 'atm30', 'atm', 'iv30d', 'iv30', 'iv'],
  skew25: ['skew25', 'skew', 'rr25', 'rr'],
  skew10: ['skew10', 'rr10'],
  fly25: ['fly25', 'fly', 'bf25', 'bf'],
  fly10: ['fly10', 'bf10'],
  ivrank: ['ivrank', 'ivr', 'rank'],
  term: ['term', 'curve', 'termstructure'],
};

const INVERTED = new Set(['inverted', 'inverts', 'inversion', 'backwardation']);

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ['>', '>'],
  ['above', '>'],
  ['over', '>'],
  ['>=', '>='],
  ['=>', '>='],
  ['≥', '>='],
  ['<', '<'],
  ['below', '<'],
  ['under', '<'],
  ['<=', '<='],
  ['=<', '<='],
  ['≤', '<='],
]);

/** Levels that mean something, in the measure's unit. */
const RANGES: Readonly<Record<AlertMeasure, readonly [least: number, most: number]>> = {
  level: [0, 1e8],
  change: [-1e7, 1e7],
  'change-pct': [-100, 1000],
  atm30d: [1, 500],
  skew25: [-100, 100],
  skew10: [-200, 200],
  fly25: [-50, 50],
  fly10: [-100, 100],
  ivrank: [0, 100],
  term: [0, 0],
};

/** Measures of which a percent sign says nothing that the unit does not. */
const POINTS = new Set<AlertMeasure>(['atm30d', 'skew25', 'skew10', 'fly25', 'fly10', 'ivrank']);

/** What can be watched of a symbol. */
export function measuresOf(subject: string, vocabulary: AlertVocabulary): readonly AlertMeasure[] {
  const { surfaces, ranked } = vocabulary;
  const own = surfaces.includes(subject);
  return [
    'level',
    'change',
    'change-pct',
    ...(own ? (['atm30d', 'skew25', 'skew10', 'fly25', 'fly10'] as const) : []),
    ...(ranked.includes(subject) ? (['ivrank'] as const) : []),
    ...(own || subject === 'VIX' ? (['term'] as const) : []),
  ];
}

const TOKEN = />=|<=|=>|=<|[<>≥≤]|=+|[^\s<>=≥≤]+/gu;
const NUMBER = /^([+-]?) ?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)([km]?) ?(%?)$/u;
const SCALE: Readonly<Record<string, number>> = { '': 1, k: 1_000, m: 1_000_000 };
const UNIT_WORDS = / ?(?:vol ?)?(?:points|point|pts|pt)$/u;

interface Typed {
  readonly value: number;
  readonly percent: boolean;
}

/** Up to six decimals, so that what is printed is what is meant. */
function readNumber(text: string): Typed | null {
  const found = NUMBER.exec(text.replace('−', '-').replace(UNIT_WORDS, ''));
  if (!found) return null;
  const [, sign = '', digits = '', scale = '', percent = ''] = found;
  const size = Number(digits.replaceAll(',', '')) * (SCALE[scale] ?? 1);
  const rounded = Math.round(size * 1e6) / 1e6;
  if (!Number.isFinite(rounded)) return null;
  // Adding zero turns −0 into 0.
  return { value: (sign === '-' ? -rounded : rounded) + 0, percent: percent === '%' };
}

const isTerm = (word: string): boolean => NAMES.term.includes(word);

function measureOf(words: readonly string[]): AlertMeasure | null {
  const joined = words.filter((word) => word !== 'is').join('');
  const all = Object.entries(NAMES) as [AlertMeasure, readonly string[]][];
  return all.find(([, names]) => names.includes(joined))?.[0] ?? null;
}

function knownNames(): readonly string[] {
  return [...new Set(Object.values(NAMES).flatMap((names) => names.slice(0, 1)))].filter(
    (name) => name !== '',
  );
}

function subjectOf(typed: string, { symbols }: AlertVocabulary): Result<string, ConditionError> {
  const subject = typed.replace(/^[$^]/u, '').toUpperCase();
  const fits = /^[A-Z][A-Z0-9.]{0,9}$/u.test(subject);
  if (fits && (symbols.length === 0 || symbols.includes(subject))) return ok(subject);
  return err({
    code: 'unknown-symbol',
    typed: typed.slice(0, 20),
    nearest: nearest(subject, symbols),
  });
}

function levelOf(
  typed: string,
  measure: AlertMeasure,
): Result<Pick<Condition, 'measure' | 'level'>, ConditionError> {
  const number = readNumber(typed);
  if (!number) return err({ code: 'bad-number', typed: typed.slice(0, 20) });
  const { value, percent } = number;
  if (percent && !POINTS.has(measure) && measure !== 'change') {
    return err({ code: 'no-percent', typed });
  }
  const of = percent && measure === 'change' ? 'change-pct' : measure;
  const [least, most] = RANGES[of];
  if (value < least || value > most) return err({ code: 'out-of-range', typed, least, most });
  return ok({ measure: of, level: value });
}

function fits(
  condition: Condition,
  vocabulary: AlertVocabulary,
): Result<Condition, ConditionError> {
  const { subject, measure } = condition;
  // Without a vocabulary everything may be: that is how kept rules are read.
  if (vocabulary.symbols.length === 0) return ok(condition);
  const has = measuresOf(subject, vocabulary);
  if (has.includes(measure)) return ok(condition);
  const names = [...new Set(has.map(measureName))].filter((name) => name !== '');
  return err({ code: 'not-of-symbol', typed: measureName(measure), subject, has: names });
}

/** Words between the symbol and the comparison, the comparison, and what follows it. */
function parts(words: readonly string[]) {
  const at = words.findIndex((word) => COMPARISONS.has(word));
  if (at < 0) return { named: words, comparison: null, after: '' };
  const comparison = COMPARISONS.get(words[at] ?? '') ?? null;
  return { named: words.slice(0, at), comparison, after: words.slice(at + 1).join(' ') };
}

/**
 * `BTC atm30d > 60`, `VIX > 25`, `VIX change > 20%`, `BTC term inverted`, in any case;
 * `term inverted` alone is of VIX.
 *
 * @param vocabulary empty lists accept every symbol.
 */
export function parseCondition(
  text: string,
  vocabulary: AlertVocabulary,
): Result<Condition, ConditionError> {
  const typed = text.toLowerCase().match(TOKEN) ?? [];
  const [first = '', ...rest] = typed;
  if (first === '') return err({ code: 'empty' });
  const alone = isTerm(first);
  const subject = alone ? ok('VIX') : subjectOf(first, vocabulary);
  if (!subject.ok) return subject;
  const words = alone ? typed : rest;
  const { named, comparison, after } = parts(words);
  const inverted = named.length === 2 && isTerm(named[0] ?? '') && INVERTED.has(named[1] ?? '');
  if (inverted && comparison === null) {
    const term = { subject: subject.value, measure: 'term', comparison: '>', level: 0 } as const;
    return fits(term, vocabulary);
  }
  const measure = measureOf(named);
  const name = named.join(' ').slice(0, 20);
  if (measure === null || measure === 'term') {
    // A number without a comparison is the commoner slip: `VIX 25`.
    const slip = comparison === null && readNumber(named.at(-1) ?? '') !== null;
    if (slip) return err({ code: 'no-comparison', typed: name });
    const near = measure === 'term' ? ['term inverted'] : nearest(named.join(''), knownNames());
    return err({ code: 'unknown-measure', typed: name, nearest: near });
  }
  if (comparison === null) return err({ code: 'no-comparison', typed: name || first });
  const level = levelOf(after, measure);
  if (!level.ok) return level;
  return fits({ subject: subject.value, comparison, ...level.value }, vocabulary);
}

/** Every symbol and measure: for reading what was kept. */
export const ANY_WORDS: AlertVocabulary = { symbols: [], surfaces: [], ranked: [] };
