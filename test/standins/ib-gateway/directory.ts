import { vxExpiries } from '../../../src/engine/domain/calendar.js';
import {
  allSpots,
  compact,
  futureContract,
  optionClass,
  optionContract,
  optionOfConId,
  OPTION_CLASSES,
  weeklyContract,
  type ContractQuery,
  type IbContract,
} from './contract.js';
import { addDays, weekday, type TradingDay } from '../../../src/engine/domain/trading-day.js';
import type { Listed, World } from './world.js';

const FUTURES = 9;
const WEEKLIES = 5;
const WEDNESDAY = 3;
const OCC = /^([A-Z]+) +(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/;

/** Finds contracts by number or by what a client says of them. */
export class Directory {
  constructor(private readonly world: World) {}

  /** All contracts that fit; none is error 200, several are ambiguous for an order or a line. */
  async find(query: ContractQuery): Promise<readonly IbContract[]> {
    if (query.conId > 0) {
      const found = await this.byId(query.conId);
      return found && routed(found, query) ? [found] : [];
    }
    if (query.currency !== '' && query.currency !== 'USD') return [];
    const found = await this.#byFields(query);
    return found.filter(
      (one) =>
        routed(one, query) &&
        (query.multiplier === '' || Number(query.multiplier) === Number(one.multiplier)) &&
        (query.localSymbol === '' || query.localSymbol === one.localSymbol),
    );
  }

  async byId(conId: number): Promise<IbContract | null> {
    const known = [...allSpots(), ...this.futures()].find((one) => one.conId === conId);
    if (known) return known;
    const name = optionOfConId(conId, this.world.today());
    if (!name) return null;
    const listing = await this.world.listing(name.of.underlying);
    if (!listing.some(({ of, settles }) => of === name.of && settles === name.settles)) return null;
    const strikes = await this.world.strikes(name);
    return strikes.includes(name.strike) ? optionContract(name) : null;
  }

  futures(): readonly IbContract[] {
    const today = this.world.today();
    const monthly = vxExpiries(today, FUTURES);
    const weekly = weekdaysAfter(today, { weekday: WEDNESDAY, count: WEEKLIES }).filter(
      (of) => !monthly.includes(of),
    );
    return [...monthly.map(futureContract), ...weekly.map(weeklyContract)];
  }

  async #byFields(query: ContractQuery): Promise<readonly IbContract[]> {
    switch (query.secType) {
      case 'STK':
      case 'IND':
        return allSpots().filter(
          (one) =>
            one.secType === query.secType &&
            (one.symbol === query.symbol || one.localSymbol === query.localSymbol),
        );
      case 'FUT':
        return this.futures().filter(
          (one) =>
            (query.symbol === '' || query.symbol === one.symbol) &&
            (query.tradingClass === '' || query.tradingClass === one.tradingClass) &&
            one.expiry.startsWith(query.expiry),
        );
      case 'OPT':
        return this.#options(query);
      default:
        return [];
    }
  }

  async #options(query: ContractQuery): Promise<readonly IbContract[]> {
    const occ = OCC.exec(query.localSymbol);
    const underlying = query.symbol || optionClass(occ?.[1] ?? '')?.underlying;
    if (underlying === undefined) return [];
    const found: IbContract[] = [];
    for (const listed of await this.world.listing(underlying)) {
      if (query.tradingClass !== '' && query.tradingClass !== listed.of.root) continue;
      if (!lastTradeDay(listed).startsWith(query.expiry)) continue;
      if (occ && compact(listed.settles).slice(2) !== `${occ[2]}${occ[3]}${occ[4]}`) continue;
      for (const strike of await this.world.strikes(listed)) {
        if (query.strike !== 0 && query.strike !== strike) continue;
        for (const right of ['C', 'P'] as const) {
          if (query.right === '' || query.right === right) {
            found.push(optionContract({ ...listed, strike, right }));
          }
        }
      }
    }
    return found;
  }
}

/** The next so many of one day of the week. */
function weekdaysAfter(after: TradingDay, of: { weekday: number; count: number }): TradingDay[] {
  const first = addDays(after, ((of.weekday - weekday(after) + 6) % 7) + 1);
  return Array.from({ length: of.count }, (_, i) => addDays(first, 7 * i));
}

/** An option's last trade day, as expiries are listed. */
export function lastTradeDay({ of, settles }: Listed): string {
  return optionContract({ of, settles, strike: 1, right: 'C' }).expiry;
}

/** Venues at which a contract can be asked for. */
export function venuesOf(one: IbContract): readonly string[] {
  switch (one.secType) {
    case 'STK':
      return ['SMART', one.primaryExch, 'ISLAND', 'NASDAQ', 'NYSE', 'ARCA', 'BATS', 'IEX'];
    case 'IND':
    case 'FUT':
      return [one.exchange];
    case 'OPT':
      return OPTION_CLASSES.find(({ root }) => root === one.tradingClass)?.exchanges ?? [];
  }
}

function routed(one: IbContract, query: ContractQuery): boolean {
  return query.exchange === '' || venuesOf(one).includes(query.exchange);
}
