import { err, ok, type Result } from '../../domain/result.js';
import { isClassOf, readOptionName, type OptionName } from './option-names.js';
import { CELLS_A_STRIKE, COLUMNS, type PackedExpiry, type ReadOptions } from './packed.js';

export type FileError =
  /** Not such a file, or one that ends before its end. */
  | { readonly code: 'unreadable'; readonly what: string }
  | { readonly code: 'too-many-rows'; readonly most: number };

/** Three times the rows of the largest file there is. */
const MOST_ROWS = 100_000;
/** Longest text without the end of a row: more is no such file. */
const LONGEST_ROW = 4_000;
/** What stands before the options, at the longest. */
const LONGEST_HEAD = 20_000;

const OPENING = /"options"\s*:\s*\[/;

/** Names of the columns in the file, by ours. */
const NAMES: Readonly<Record<(typeof COLUMNS)[number], string>> = {
  bid: 'bid',
  ask: 'ask',
  bidSize: 'bid_size',
  askSize: 'ask_size',
  theo: 'theo',
  iv: 'iv',
  delta: 'delta',
  gamma: 'gamma',
  vega: 'vega',
  theta: 'theta',
  rho: 'rho',
  openInterest: 'open_interest',
  volume: 'volume',
};

/** A strike as it is read: its own price, then both sides' figures. */
interface Strike {
  readonly cells: Float64Array;
  sides: number;
}

type Row = Readonly<Record<string, unknown>>;

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function numbersOf(row: Row, into: Float64Array): boolean {
  for (const [index, column] of COLUMNS.entries()) {
    const value = row[NAMES[column]];
    into[index] = typeof value === 'number' ? value : NaN;
  }
  const [bid = NaN, ask = NaN] = into;
  return !Number.isNaN(bid) && !Number.isNaN(ask);
}

/**
 * Reads a file of delayed options as its bytes come, row by row: neither the file nor its objects
 * are ever held as a whole. The rows are flat objects, so that each ends at the next brace.
 */
export class OptionsFileReader {
  private readonly decoder = new TextDecoder();
  private phase: 'before' | 'rows' | 'after' = 'before';
  private head = '';
  private text = '';
  private readonly strikes = new Map<string, Map<number, Strike>>();
  private readonly expiries = new Map<string, OptionName>();
  private readonly figures = new Float64Array(COLUMNS.length);
  private rows = 0;
  private foreign = 0;
  private refused = 0;
  private trouble: FileError | null = null;

  constructor(private readonly underlying: string) {}

  bytes(piece: Uint8Array): void {
    if (this.trouble) return;
    this.text += this.decoder.decode(piece, { stream: true });
    if (this.phase === 'before') this.findRows();
    if (this.phase === 'rows') this.takeRows();
    const most = this.phase === 'rows' ? LONGEST_ROW : LONGEST_HEAD;
    if (this.text.length > most) this.fail('no rows');
  }

  /** What was read; an error where the file was not whole. */
  end(): Result<ReadOptions, FileError> {
    if (this.trouble) return err(this.trouble);
    if (this.phase !== 'after') return err({ code: 'unreadable', what: this.phase });
    const head = parse(this.head + this.text + this.decoder.decode());
    if (head === undefined) return err({ code: 'unreadable', what: 'after rows' });
    if (this.rows > 0 && this.refused > this.rows / 2) {
      return err({ code: 'unreadable', what: `${this.refused} of ${this.rows} rows` });
    }
    return ok(this.pack(head));
  }

  private fail(what: string): void {
    this.trouble = { code: 'unreadable', what };
    this.text = '';
  }

  private findRows(): void {
    const found = OPENING.exec(this.text);
    if (!found) return;
    const from = found.index + found[0].length;
    // The options are cut out, and the rest is read as the small file that it then is.
    this.head = this.text.slice(0, from);
    this.text = this.text.slice(from);
    this.phase = 'rows';
  }

  private takeRows(): void {
    const { text } = this;
    let at = 0;
    for (;;) {
      const open = text.indexOf('{', at);
      const close = text.indexOf(']', at);
      if (close >= 0 && (open < 0 || close < open)) {
        this.text = text.slice(close);
        this.phase = 'after';
        return;
      }
      const end = open < 0 ? -1 : text.indexOf('}', open);
      if (end < 0) break;
      this.takeRow(parse(text.slice(open, end + 1)));
      at = end + 1;
    }
    this.text = text.slice(at);
  }

  private takeRow(row: unknown): void {
    this.rows++;
    if (this.rows > MOST_ROWS) {
      this.trouble = { code: 'too-many-rows', most: MOST_ROWS };
      return;
    }
    const fields = typeof row === 'object' && row !== null ? (row as Row) : {};
    const text = fields['option'];
    const name = typeof text === 'string' ? readOptionName(text) : null;
    if (!name || !numbersOf(fields, this.figures)) this.refused++;
    else if (!isClassOf(name.root, this.underlying)) this.foreign++;
    else this.keep(name);
  }

  private keep(name: OptionName): void {
    const key = `${name.expiry} ${name.root}`;
    let strikes = this.strikes.get(key);
    if (!strikes) {
      this.strikes.set(key, (strikes = new Map<number, Strike>()));
      this.expiries.set(key, name);
    }
    let strike = strikes.get(name.strike);
    if (!strike) {
      strikes.set(name.strike, (strike = { cells: new Float64Array(CELLS_A_STRIKE), sides: 0 }));
      strike.cells[0] = name.strike;
    }
    strike.sides |= name.right === 'call' ? 1 : 2;
    strike.cells.set(this.figures, name.right === 'call' ? 1 : 1 + COLUMNS.length);
  }

  private pack(head: unknown): ReadOptions {
    const keys = [...this.strikes.keys()].sort();
    const whole = [...this.strikes.values()].flatMap((strikes) =>
      [...strikes.values()].filter(({ sides }) => sides === 3),
    );
    const cells = new Float64Array(whole.length * CELLS_A_STRIKE);
    const expiries: PackedExpiry[] = [];
    let at = 0;
    let single = 0;
    for (const key of keys) {
      const name = this.expiries.get(key);
      const read = this.strikes.get(key);
      const strikes = read ? [...read].sort(([a], [b]) => a - b) : [];
      const from = at;
      for (const [, strike] of strikes) {
        if (strike.sides === 3) cells.set(strike.cells, CELLS_A_STRIKE * at++);
        else single++;
      }
      if (name && at > from) expiries.push({ root: name.root, day: name.expiry, from, to: at });
    }
    const { foreign, refused } = this;
    return { head, expiries, cells, kept: 2 * at, foreign, single, refused };
  }
}
