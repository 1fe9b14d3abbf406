import { DAY_MS } from '../../../src/engine/domain/units.js';
import type { Bar, BarSource } from './bar-source.js';
import { compact, type IbContract } from './contract.js';
import type { FieldReader } from './field-reader.js';
import { endMs, readHistoryRequest, startMs, type HistoryRequest } from './history-request.js';
import { isQuiet, type Handler, type House, type Part } from './house.js';
import type { Pacing } from './pacing.js';
import type { Session } from './session.js';
import { newYorkStamp } from './stamp.js';
import type { Field } from './wire.js';

const UPDATE_MS = 5000;
const MOST_OPEN = 50;
const FINE_BARS_S = 30;
const FINE_REACH_MS = 183 * DAY_MS;
const PREFIX = 'Historical Market Data Service error message:';

interface Kept {
  readonly session: Session;
  readonly request: HistoryRequest;
  readonly contract: IbContract;
  nextAtMs: number;
}

/** Bars of the past, and those that are kept up to date. */
export class HistoryDesk implements Part {
  readonly handlers = new Map<number, Handler>([
    [20, (session, read) => this.#request(session, readHistoryRequest(read))],
    [25, (session, read) => this.#cancel(session, read)],
  ]);
  readonly #kept = new Map<Session, Map<number, Kept>>();

  constructor(
    private readonly house: House,
    private readonly from: { readonly bars: BarSource; readonly pacing: Pacing },
  ) {}

  gone(session: Session): void {
    this.#kept.delete(session);
  }

  forget(): void {
    this.#kept.clear();
  }

  async beat(): Promise<void> {
    const { faults, clock } = this.house;
    if (isQuiet(faults) || faults.historyFarm === 'down') return;
    for (const kept of [...this.#kept.values()].flatMap((of) => [...of.values()])) {
      if (clock.nowMs() < kept.nextAtMs) continue;
      kept.nextAtMs = clock.nowMs() + UPDATE_MS;
      await this.#update(kept);
    }
  }

  async #request(session: Session, request: HistoryRequest): Promise<void> {
    const { reqId } = request;
    const refuse = (code: number, text: string): void => session.error(reqId, code, text);
    const nowMs = this.house.clock.nowMs();
    const end = endMs(request.end, nowMs);
    if (end === null || (request.keepUpToDate && request.end !== '')) {
      refuse(
        321,
        "Error validating request.-'bK' : cause - End Date/Time: The date, time, or time-zone entered is invalid.",
      );
      return;
    }
    const broken = this.#pace(session, request);
    if (broken) {
      refuse(162, `${PREFIX}${broken}`);
      return;
    }
    const found = await this.house.directory.find(request.contract);
    const contract = found.length === 1 ? found[0] : undefined;
    if (!contract) {
      refuse(200, 'No security definition has been found for the request');
      return;
    }
    if (this.house.faults.historyFarm === 'down' || this.house.faults.server === 'down') {
      refuse(162, `${PREFIX}HMDS server disconnect occurred. Attempting reconnection...`);
      return;
    }
    const from = startMs(request.duration, end);
    if (request.sizeS <= FINE_BARS_S && from < nowMs - FINE_REACH_MS) {
      refuse(162, `${PREFIX}invalid step: bars of ${request.sizeText} reach back six months`);
      return;
    }
    const bars = await this.#bars(contract, { request, fromMs: from, toMs: end });
    if (bars.length === 0) {
      refuse(
        162,
        `${PREFIX}HMDS query returned no data: ${contract.localSymbol}@${contract.exchange} Trades`,
      );
      return;
    }
    session.send([
      ...[17, reqId, stamp(from), stamp(end), bars.length],
      ...bars.flatMap((bar) => barFields(bar, request)),
    ]);
    if (request.keepUpToDate)
      this.#keep({ session, request, contract, nextAtMs: nowMs + UPDATE_MS });
  }

  #pace(session: Session, request: HistoryRequest): string | null {
    const { contract, what } = request;
    if ((this.#kept.get(session)?.size ?? 0) >= MOST_OPEN) return 'more than 50 requests are open';
    const subject = JSON.stringify([contract, what]);
    const { end, sizeText, duration } = request;
    const whole = [subject, end, sizeText, duration].join('|');
    const rule = this.from.pacing.history(session, { whole, subject, what });
    return rule && 'Historical data request pacing violation';
  }

  #keep(kept: Kept): void {
    const mine = this.#kept.get(kept.session) ?? new Map<number, Kept>();
    mine.set(kept.request.reqId, kept);
    this.#kept.set(kept.session, mine);
  }

  #bars(
    of: IbContract,
    at: { request: HistoryRequest; fromMs: number; toMs: number },
  ): Promise<readonly Bar[]> {
    const { request, fromMs, toMs } = at;
    if (request.sizeS >= DAY_MS / 1000) return this.from.bars.daily(of, { fromMs, toMs });
    return this.from.bars.within(of, { fromMs, toMs, sizeS: request.sizeS });
  }

  /** The newest bar; its prices are written open, close, high, low. */
  async #update({ session, request, contract }: Kept): Promise<void> {
    const toMs = this.house.clock.nowMs();
    const fromMs = toMs - Math.max(request.sizeS * 1000, 1000);
    const bar = (await this.#bars(contract, { request, fromMs, toMs })).at(-1);
    if (!bar || !this.#kept.get(session)?.has(request.reqId)) return;
    const { open, close, high, low, volume, count } = bar;
    const date = barDate(bar, request);
    session.send([90, request.reqId, count, date, open, close, high, low, close, volume]);
  }

  #cancel(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    const reqId = read.int('reqId');
    read.end();
    if (this.#kept.get(session)?.delete(reqId)) {
      session.error(reqId, 162, `${PREFIX}API historical data query cancelled: ${reqId}`);
    } else {
      session.error(reqId, 366, `No historical data query found for ticker id:${reqId}`);
    }
  }
}

function stamp(atMs: number): string {
  return `${newYorkStamp(atMs)} US/Eastern`;
}

function barDate(bar: Bar, { sizeS, dates }: HistoryRequest): string {
  if (sizeS >= DAY_MS / 1000) return compact(bar.day);
  return dates === '2' ? String(bar.atMs / 1000) : stamp(bar.atMs);
}

function barFields(bar: Bar, request: HistoryRequest): Field[] {
  const { open, high, low, close, volume, count } = bar;
  return [barDate(bar, request), open, high, low, close, volume, close, count];
}
