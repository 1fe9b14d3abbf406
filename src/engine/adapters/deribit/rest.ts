import type { z } from 'zod';
import type { Coin } from '../../domain/instrument.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { DurationMs } from '../../domain/units.js';
import type { Clock } from '../../ports/clock.js';
import type { HttpAnswer, HttpClient, HttpError } from '../../ports/http.js';
import type { Listed } from './listed.js';
import { indexName, readName } from './names.js';
import * as shapes from './shapes.js';

export type RestError =
  | HttpError
  /** The venue's own refusal, by its code. */
  | { readonly code: 'said-no'; readonly status: number; readonly words: string }
  | { readonly code: 'bad-answer'; readonly what: string };

export interface RestOptions {
  /** Such as `https://www.deribit.com`; `/api/v2` is added where it is missing. */
  readonly httpUrl: string;
  readonly http: HttpClient;
  /** Of a request, waiting for its turn included; without one the client's own stands alone. */
  readonly deadline?: { readonly clock: Clock; readonly withinMs: DurationMs };
}

export type Kind = 'option' | 'future';

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function issueOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue ? issue.path.join('.') || issue.message : 'json';
}

/** One row of the list of instruments; null for combos, linear contracts and names of no use. */
export function listedOf(row: unknown): Listed | null {
  const read = shapes.instrumentRow.safeParse(row);
  if (!read.success || read.data.is_active === false) return null;
  const of = read.data;
  if (of.instrument_type === 'linear') return null;
  const name = readName(of.instrument_name);
  if (!name) return null;
  // The day in the name and the stamp must say the same.
  if (name.kind !== 'perpetual' && name.settlesAtMs !== of.expiration_timestamp) return null;
  const steps = (of.tick_size_steps ?? [])
    .map(({ above_price, tick_size }) => ({ fromPrice: above_price, tick: tick_size }))
    .sort((a, b) => a.fromPrice - b.fromPrice);
  return { ...name, name: of.instrument_name, ticks: { tick: of.tick_size, steps } };
}

/** The venue's questions over HTTP; answers are validated, odd rows are left out. */
export class Rest {
  private readonly base: string;

  constructor(private readonly options: RestOptions) {
    const bare = options.httpUrl.replace(/\/+$/, '');
    this.base = bare.endsWith('/api/v2') ? bare : `${bare}/api/v2`;
  }

  /** @param params none of them secret: they are part of the address. */
  async ask<T>(
    method: string,
    params: Readonly<Record<string, string>>,
    shape: z.ZodType<T>,
  ): Promise<Result<T, RestError>> {
    const url = `${this.base}/public/${method}?${new URLSearchParams(params).toString()}`;
    const answer = await this.within(this.options.http.get(url));
    if (!answer.ok) return answer;
    const { status, text } = answer.value;
    const outer = shapes.envelope.safeParse(parse(text));
    if (!outer.success) return err({ code: 'bad-answer', what: issueOf(outer.error) });
    if (outer.data.error) {
      const { code, message } = outer.data.error;
      return err({ code: 'said-no', status, words: `${code} ${message}`.slice(0, 80) });
    }
    const inner = shape.safeParse(outer.data.result);
    return inner.success ? ok(inner.data) : err({ code: 'bad-answer', what: issueOf(inner.error) });
  }

  async instruments(coin: Coin, kind: Kind): Promise<Result<readonly Listed[], RestError>> {
    const params = { currency: coin, kind, expired: 'false' };
    const answer = await this.ask('get_instruments', params, shapes.rows);
    if (!answer.ok) return answer;
    const listed = answer.value.map(listedOf);
    return ok(listed.filter((each): each is Listed => each?.coin === coin));
  }

  async summaries(
    coin: Coin,
    kind: Kind,
  ): Promise<Result<readonly shapes.SummaryRow[], RestError>> {
    const params = { currency: coin, kind };
    const answer = await this.ask('get_book_summary_by_currency', params, shapes.rows);
    if (!answer.ok) return answer;
    const read = answer.value.map((row) => shapes.summaryRow.safeParse(row));
    return ok(read.flatMap((row) => (row.success ? [row.data] : [])));
  }

  /** Level of a coin's index in dollars, now. */
  async index(coin: Coin): Promise<Result<number, RestError>> {
    const params = { index_name: indexName(coin) };
    const answer = await this.ask('get_index_price', params, shapes.indexPrice);
    return answer.ok ? ok(answer.value.index_price) : answer;
  }

  private within(
    answer: Promise<Result<HttpAnswer, HttpError>>,
  ): Promise<Result<HttpAnswer, HttpError>> {
    const { deadline } = this.options;
    if (!deadline) return answer;
    const { clock, withinMs } = deadline;
    return new Promise((resolve) => {
      const giveUp = clock.at(clock.nowMs() + withinMs, () => {
        resolve(err({ code: 'timeout', afterMs: withinMs, attempts: 1 }));
      });
      void answer.then((read) => {
        giveUp();
        resolve(read);
      });
    });
  }
}
