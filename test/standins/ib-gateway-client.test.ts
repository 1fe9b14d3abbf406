import { readFileSync } from 'node:fs';
import {
  BarSizeSetting,
  EventName,
  IBApi,
  OptionType,
  OrderAction,
  OrderType,
  SecType,
  TickByTickDataType,
  TimeInForce,
  WhatToShow,
} from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { sharedPath } from '../support/shared.js';
import type { BookOrder } from './ib-gateway/book.js';
import { spotBySymbol } from './ib-gateway/contract.js';
import { FieldReader } from './ib-gateway/field-reader.js';
import type { IbGateway } from './ib-gateway/gateway.js';
import { openOrder } from './ib-gateway/open-order.js';
import { readPlaceOrder } from './ib-gateway/place-order.js';
import { useGateway } from './ib-gateway/raw-rig.js';

const { rig, atEnd } = useGateway();

type Heard = readonly [event: string, ...rest: unknown[]];

/** The client library, connected, with everything that it has said. */
async function library(gateway: IbGateway) {
  const api = new IBApi({ host: '127.0.0.1', port: gateway.port, clientId: 9 });
  const heard: Heard[] = [];
  const troubles: { code: number; text: string }[] = [];
  const wakers = new Set<() => void>();
  const hear = (...of: Heard): void => {
    heard.push(of);
    for (const wake of [...wakers]) wake();
  };
  api.on(EventName.all, (name, args) => hear(name, ...args));
  api.on(EventName.error, (error, code) => void troubles.push({ code, text: error.message }));
  /** The newest event of a name that fits, once there is one. */
  const wait = (name: string, fits: (of: Heard) => boolean = () => true): Promise<Heard> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = heard.findLast((of) => of[0] === name && fits(of));
        if (!found) return;
        wakers.delete(look);
        resolve(found);
      };
      wakers.add(look);
      look();
    });
  atEnd(() => {
    api.disconnect();
    return Promise.resolve();
  });
  api.connect(9);
  await wait(EventName.nextValidId);
  return { api, heard, troubles, wait };
}

const SPY = { symbol: 'SPY', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
const base = {
  action: OrderAction.BUY,
  orderType: OrderType.LMT,
  tif: TimeInForce.DAY,
  account: 'DU1234567',
  transmit: true,
};

function option(strike: number) {
  return {
    symbol: 'SPY',
    secType: SecType.OPT,
    lastTradeDateOrContractMonth: '20261218',
    strike,
    right: OptionType.Put,
    exchange: 'SMART',
    currency: 'USD',
    tradingClass: 'SPY',
  };
}

describe('the client library at the stand-in of the gateway', () => {
  it('reads every message to its end, from contract to completed order', async () => {
    const { gateway } = await rig();
    const { api, heard, troubles, wait } = await library(gateway);
    const conIds: number[] = [];
    api.on(EventName.contractDetails, (_reqId, { contract }) => conIds.push(contract.conId ?? 0));
    for (const [reqId, strike] of [
      [1, 600],
      [2, 595],
    ] as const) {
      api.reqContractDetails(reqId, option(strike));
      await wait(EventName.contractDetailsEnd, (of) => of[1] === reqId);
    }
    const [high, low] = conIds;
    if (high === undefined || low === undefined) throw new Error('no legs');
    const legs = [
      { conId: high, ratio: 1, action: OrderAction.SELL, exchange: 'SMART' },
      { conId: low, ratio: 1, action: OrderAction.BUY, exchange: 'SMART' },
    ];
    const bag = {
      symbol: 'SPY',
      secType: SecType.BAG,
      exchange: 'SMART',
      currency: 'USD',
      comboLegs: legs,
    };
    api.placeOrder(1, bag, { ...base, totalQuantity: 2, lmtPrice: 4, orderRef: 'a.1' });
    await wait(EventName.orderStatus, (of) => of[1] === 1 && of[2] === 'Filled');
    api.placeOrder(2, SPY, { ...base, totalQuantity: 5, lmtPrice: 100, orderRef: 'a.2' });
    await wait(EventName.orderStatus, (of) => of[1] === 2 && of[2] === 'Submitted');
    api.cancelOrder(2);
    await wait(EventName.orderStatus, (of) => of[1] === 2 && of[2] === 'Cancelled');
    api.reqCompletedOrders(true);
    await wait(EventName.completedOrdersEnd);
    const completed = heard.filter((of) => of[0] === 'completedOrder');
    expect(completed.map((of) => (of[3] as { status: string }).status)).toEqual([
      'Filled',
      'Cancelled',
    ]);
    expect(completed.map((of) => (of[2] as { orderRef: string }).orderRef)).toEqual(['a.1', 'a.2']);
    expect(completed[0]?.[3]).toMatchObject({ completedStatus: 'Filled Size: 2' });
    expect(heard.filter((of) => of[0] === 'execDetails')).toHaveLength(3);
    expect(troubles.map(({ code }) => code)).toEqual([202]);
    expect(gateway.violations()).toEqual([]);
  });

  it('reads account, profit, rules, venues and a chain', async () => {
    const { gateway } = await rig();
    const { api, troubles, wait } = await library(gateway);
    api.placeOrder(1, SPY, { ...base, orderType: OrderType.MKT, totalQuantity: 5 });
    await wait(EventName.execDetails);
    api.reqPositions();
    await wait(EventName.positionEnd);
    api.reqAccountSummary(1, 'All', 'NetLiquidation,TotalCashValue,InitMarginReq');
    await wait(EventName.accountSummaryEnd);
    api.reqAccountUpdates(true, 'DU1234567');
    await wait(EventName.accountDownloadEnd);
    expect((await wait(EventName.updatePortfolio))[2]).toBe(5);
    api.reqPnL(2, 'DU1234567');
    await wait(EventName.pnl);
    api.reqPnLSingle(3, 'DU1234567', null, 756733);
    await wait(EventName.pnlSingle);
    api.reqMarketRule(110);
    expect((await wait(EventName.marketRule))[2]).toEqual([
      { lowEdge: 0, increment: 0.05 },
      { lowEdge: 3, increment: 0.1 },
    ]);
    api.reqMktDepthExchanges();
    await wait(EventName.mktDepthExchanges);
    api.reqSecDefOptParams(4, 'SPX', '', SecType.IND, 416904);
    await wait(EventName.securityDefinitionOptionParameterEnd);
    api.reqMktData(5, option(600), '', true, false);
    await wait(EventName.tickSnapshotEnd);
    const model = await wait(EventName.tickOptionComputation, (of) => of[2] === 13);
    expect(model[5]).toBeLessThan(0);
    expect(troubles).toEqual([]);
    expect(gateway.violations()).toEqual([]);
  });

  it('reads bars, depth and prints', async () => {
    const { gateway, clock } = await rig();
    const { api, troubles, wait } = await library(gateway);
    const { MINUTES_ONE, DAYS_ONE } = BarSizeSetting;
    api.reqHistoricalData(1, SPY, '', '10 D', DAYS_ONE, WhatToShow.TRADES, 1, 1, false);
    const end = await wait(EventName.historicalData, (of) => String(of[2]).startsWith('finished'));
    expect(end[1]).toBe(1);
    expect((await wait(EventName.historicalData, (of) => of[2] === '20261120'))[6]).toBeGreaterThan(
      0,
    );
    api.reqHistoricalData(2, SPY, '', '600 S', MINUTES_ONE, WhatToShow.TRADES, 1, 2, true);
    await wait(EventName.historicalData, (of) => of[1] === 2);
    api.reqRealTimeBars(3, SPY, 5, WhatToShow.TRADES, true);
    api.reqMktDepth(4, SPY, 3, true);
    await wait(EventName.updateMktDepthL2);
    api.reqMktDepth(5, SPY, 3, false);
    await wait(EventName.updateMktDepth);
    api.reqTickByTickData(6, SPY, TickByTickDataType.BidAsk, 0, false);
    await wait(EventName.tickByTickBidAsk);
    api.reqTickByTickData(7, SPY, TickByTickDataType.Last, 0, false);
    api.reqCurrentTime();
    await wait(EventName.currentTime);
    await gateway.idle();
    gateway.print('SPY', { price: 600, size: 100 });
    expect((await wait(EventName.tickByTickAllLast))[4]).toBe(600);
    await clock.advanceAsync(6000);
    expect((await wait(EventName.realtimeBar))[1]).toBe(3);
    const update = await wait(EventName.historicalDataUpdate);
    const [open, high, low, close] = update.slice(3, 7).map(Number);
    expect(high).toBeGreaterThanOrEqual(Math.max(open ?? 0, close ?? 0));
    expect(low).toBeLessThanOrEqual(Math.min(open ?? 0, close ?? 0));
    expect(troubles.map(({ code }) => code)).toEqual([2152]);
    expect(gateway.violations()).toEqual([]);
  });

  it('says 505 for a message that it does not know, and goes on', async () => {
    const { gateway } = await rig();
    const { api, troubles, wait } = await library(gateway);
    await gateway.misbehave({ kind: 'unknown-message' });
    api.reqPositions();
    await wait(EventName.positionEnd);
    expect(troubles.map(({ code }) => code)).toContain(505);
  });
});

function orderOf(placed: BookOrder['placed'], with_: Partial<BookOrder>): BookOrder {
  return {
    orderId: placed.orderId,
    clientId: 9,
    permId: 1376327563,
    atMs: 0,
    contract: null,
    parts: [],
    placed,
    status: 'PreSubmitted',
    filled: 0,
    averagePrice: 0,
    lastPrice: 0,
    commission: 0,
    ...with_,
  };
}

function fixture(name: string): string {
  return readFileSync(sharedPath('fixtures', 'ibkr', name) ?? '', 'utf8');
}

describe.skipIf(sharedPath('fixtures', 'ibkr') === null)('with the shared captures', () => {
  it('an order of the client library is read whole and shown in 159 fields', () => {
    const sent = JSON.parse(fixture('stoqey_placeOrder_bag_sv193.json')) as string[];
    const shown = JSON.parse(fixture('fake_openOrder_bag_sv193.json')) as string[];
    const read = new FieldReader(sent);
    read.int('message id');
    const order = orderOf(readPlaceOrder(read), {});
    const fields = openOrder(order, { status: 'PreSubmitted', account: 'DU1234567', whatIf: null });
    expect(fields.map(String)).toEqual(shown);
  });

  it('a captured order is shown field by field, but for what versions since have changed', () => {
    const lines = fixture('captured_sv173_order_trace.txt').split('\n');
    const captured = (lines.find((line) => line.startsWith('5|5|')) ?? '').split('|').slice(0, -1);
    const placed = { ...placedStock(), orderId: 5 };
    const order = orderOf(placed, {
      clientId: 100,
      permId: 600745656,
      contract: spotBySymbol('AAPL'),
    });
    const shown = { status: 'PreSubmitted', account: 'DU1234567', whatIf: null } as const;
    const fields = openOrder(order, shown).map(String);
    // Version 177 dropped the profile of advisors; 183 to 193 added six fields at the end.
    expect([...fields.slice(0, 34), '', ...fields.slice(34, -6)]).toEqual(captured);
  });
});

function placedStock(): BookOrder['placed'] {
  return {
    orderId: 5,
    contract: {
      conId: 0,
      symbol: 'AAPL',
      secType: 'STK',
      expiry: '',
      strike: 0,
      right: '',
      multiplier: '',
      exchange: 'SMART',
      primaryExch: '',
      currency: 'USD',
      localSymbol: '',
      tradingClass: '',
    },
    action: 'BUY',
    quantity: 100,
    type: 'MKT',
    limit: null,
    aux: null,
    tif: 'DAY',
    ocaGroup: '',
    account: 'DU1234567',
    orderRef: '',
    transmit: true,
    parentId: 0,
    outsideRth: false,
    legs: [],
    routing: [],
    whatIf: false,
  };
}
