import { sessionOf } from '../../../src/engine/domain/calendar.js';
import { addDays, type TradingDay } from '../../../src/engine/domain/trading-day.js';
import { compact, readContract, type IbContract } from './contract.js';
import { lastTradeDay, venuesOf } from './directory.js';
import type { FieldReader } from './field-reader.js';
import type { Handler, House, Part } from './house.js';
import type { Session } from './session.js';
import type { Field } from './wire.js';
import type { Listed } from './world.js';

/** Price increments by rule: lower edge and step. */
const RULES: ReadonlyMap<number, readonly (readonly [number, number])[]> = new Map([
  [26, [[0, 0.01]]],
  [109, [[0, 0.01]]],
  [
    110,
    [
      [0, 0.05],
      [3, 0.1],
    ],
  ],
  [1129, [[0, 0.05]]],
]);

const ORDER_TYPES = 'ACTIVETIM,ADJUST,ALERT,DAY,GTC,GTD,IOC,LMT,MKT,STP,WHATIF';
const NO_CONTRACT = 'No security definition has been found for the request';
export const DEPTH_VENUES = ['ARCA', 'BATS', 'ISLAND', 'NYSE', 'IEX', 'EDGEA'];

/** Trading hours of five days from today, as the gateway writes them. */
function hours(today: TradingDay): string {
  const days: string[] = [];
  for (let ahead = 0; ahead < 5; ahead++) {
    const day = addDays(today, ahead);
    const session = sessionOf(day);
    const end = session?.kind === 'early' ? '1300' : '1600';
    const name = compact(day);
    days.push(session ? `${name}:0930-${name}:${end}` : `${name}:CLOSED`);
  }
  return days.join(';');
}

/** How a contract's expiry is written: a future's has its hour. */
function expiryText(of: IbContract): string {
  return of.secType === 'FUT' ? `${of.expiry} 08:00 US/Central` : of.expiry;
}

/** @returns the fields of one contractData message. */
export function contractData(of: IbContract, at: { reqId: number; today: TradingDay }): Field[] {
  const isStock = of.secType === 'STK';
  const shownHours = hours(at.today);
  const zone = of.secType === 'STK' ? 'US/Eastern' : 'US/Central';
  const under = of.secType === 'OPT' || of.secType === 'FUT' ? of.symbol : '';
  const month = of.expiry.slice(0, 6);
  return [
    10, at.reqId, of.symbol, of.secType, expiryText(of), of.expiry, of.strike, of.right,
    of.exchange, 'USD', of.localSymbol, of.tradingClass, of.tradingClass, of.conId, of.minTick,
    of.multiplier, ORDER_TYPES, venuesOf(of).join(','), 1, of.underConId, of.longName,
    of.primaryExch, month, '', '', '', zone, shownHours, shownHours, '', '', 0,
    of.secType === 'OPT' || of.secType === 'FUT' ? 2 : 1, under, under === '' ? '' : underType(of),
    venuesOf(of).map(() => of.marketRuleId).join(','), of.settles ? compact(of.settles) : '',
    isStock ? 'ETF' : '', isStock ? 0.0001 : 1, isStock ? 0.0001 : 1, isStock ? 100 : 1, 0,
  ]; // prettier-ignore
}

function underType(of: IbContract): string {
  return of.symbol === 'SPX' || of.symbol === 'VIX' ? 'IND' : 'STK';
}

/** Contract details, option parameters, price rules, venues of depth, and the time. */
export class ReferenceData implements Part {
  readonly handlers = new Map<number, Handler>([
    [9, (session, read) => this.#details(session, read)],
    [49, (session, read) => this.#time(session, read)],
    [78, (session, read) => this.#optionParams(session, read)],
    [82, (session, read) => this.#depthVenues(session, read)],
    [91, (session, read) => this.#rule(session, read)],
  ]);

  constructor(private readonly house: House) {}

  gone(): void {
    // Nothing is kept for a client.
  }

  forget(): void {
    // Nothing is streamed.
  }

  beat(): Promise<void> {
    return Promise.resolve();
  }

  async #details(session: Session, read: FieldReader): Promise<void> {
    read.constant('version', 8);
    const reqId = read.int('reqId');
    const query = readContract(read);
    read.flag('includeExpired');
    const secIdType = read.text('secIdType');
    read.text('secId');
    read.text('issuerId');
    read.end();
    if (query.secType === 'BAG') {
      session.error(
        reqId,
        321,
        "Error validating request.-'bE' : cause - BAG isn't supported for contract data request.",
      );
      return;
    }
    if (
      secIdType !== '' ||
      (query.secType === '' && query.conId === 0 && query.localSymbol === '')
    ) {
      session.error(
        reqId,
        321,
        "Error validating request.-'bE' : cause - Please enter a valid security type",
      );
      return;
    }
    const found = await this.house.directory.find(query);
    if (found.length === 0) {
      session.error(reqId, 200, NO_CONTRACT);
      return;
    }
    const today = this.house.world.today();
    for (const one of found) session.send(contractData(one, { reqId, today }));
    session.send([52, 1, reqId]);
  }

  #time(session: Session, read: FieldReader): void {
    read.constant('version', 1);
    read.end();
    session.send([49, 1, Math.floor(this.house.clock.nowMs() / 1000)]);
  }

  async #optionParams(session: Session, read: FieldReader): Promise<void> {
    const reqId = read.int('reqId');
    const symbol = read.text('symbol');
    read.empty('futFopExchange');
    const secType = read.textOf('secType', ['STK', 'IND', 'FUT']);
    const conId = read.int('underlyingConId');
    read.end();
    const under = await this.house.directory.byId(conId);
    if (under?.symbol !== symbol || under.secType !== secType) {
      session.error(reqId, 200, NO_CONTRACT);
      return;
    }
    const classes = new Map<string, Listed[]>();
    for (const listed of await this.house.world.listing(symbol)) {
      const same = classes.get(listed.of.root) ?? [];
      classes.set(listed.of.root, [...same, listed]);
    }
    for (const [root, listed] of classes) {
      const strikes = new Set<number>();
      for (const one of listed) {
        for (const strike of await this.world().strikes(one)) strikes.add(strike);
      }
      const sorted = [...strikes].sort((a, b) => a - b);
      const days = listed.map(lastTradeDay);
      for (const exchange of listed[0]?.of.exchanges ?? []) {
        session.send([
          75,
          reqId,
          exchange,
          conId,
          root,
          '100',
          days.length,
          ...days,
          sorted.length,
          ...sorted,
        ]);
      }
    }
    session.send([76, reqId]);
  }

  private world(): House['world'] {
    return this.house.world;
  }

  #depthVenues(session: Session, read: FieldReader): void {
    read.end();
    const rows = DEPTH_VENUES.flatMap((venue) => [venue, 'STK', '', 'Deep2', '']);
    session.send([80, DEPTH_VENUES.length, ...rows]);
  }

  #rule(session: Session, read: FieldReader): void {
    const ruleId = read.int('ruleId');
    read.end();
    const steps = RULES.get(ruleId);
    if (!steps) {
      session.error(-1, 321, "Error validating request.-'ba' : cause - Invalid market rule id");
      return;
    }
    session.send([93, ruleId, steps.length, ...steps.flat()]);
  }
}
