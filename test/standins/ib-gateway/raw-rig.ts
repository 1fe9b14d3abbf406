import { afterEach } from 'vitest';
import { createSimFeed } from '../../../src/engine/adapters/sim/sim-feed.js';
import { newYorkInstant } from '../../../src/engine/domain/new-york.js';
import { day } from '../../../src/engine/domain/trading-day.js';
import { ManualClock } from '../../support/manual-clock.js';
import { createIbGateway, type IbGateway, type IbGatewayOptions } from './gateway.js';
import { RawClient } from './raw-client.js';
import type { Field } from './wire.js';

/** A Monday morning with a full session ahead. */
export const START_MS = newYorkInstant(day('2026-11-23'), '10:30');

/** Twelve fields by which a contract is asked for. */
export const SPX = ['', 'SPX', 'IND', '', '', '', '', 'CBOE', '', 'USD', '', ''];
export const SPY = ['', 'SPY', 'STK', '', '', '', '', 'SMART', '', 'USD', '', ''];

export interface OptionFields {
  readonly tradingClass?: string;
  readonly symbol?: string;
  readonly expiry: string;
  readonly strike: number;
  readonly right: 'C' | 'P';
}

export function optionFields(of: OptionFields): Field[] {
  const { symbol = 'SPY', tradingClass = symbol } = of;
  return [
    '',
    symbol,
    'OPT',
    of.expiry,
    of.strike,
    of.right,
    '',
    'SMART',
    '',
    'USD',
    '',
    tradingClass,
  ];
}

/** The fields of a question for contract details. */
export function detailsOf(reqId: number, contract: readonly Field[]): Field[] {
  return [9, 8, reqId, ...contract, 0, '', '', ''];
}

interface LegFields {
  readonly conId: number | string;
  readonly action: 'BUY' | 'SELL';
}

export interface OrderFields {
  readonly orderId: number;
  readonly contract: readonly Field[];
  readonly action?: 'BUY' | 'SELL';
  readonly quantity?: number;
  readonly type?: string;
  readonly limit?: number | '';
  readonly ref?: string;
  readonly legs?: readonly LegFields[];
  readonly transmit?: '1' | '';
  readonly whatIf?: '1' | '';
}

/** The fields of an order as the client library writes them: what is not set is empty. */
export function orderFields(of: OrderFields): Field[] {
  const {
    orderId,
    contract,
    action = 'BUY',
    quantity = 1,
    type = 'LMT',
    limit = '',
    legs = [],
  } = of;
  const combo: Field[] = legs.flatMap(({ conId, action: side }) => [
    conId,
    1,
    side,
    'SMART',
    '',
    '',
    '',
    '',
  ]);
  const after: Field[] = Array.from({ length: 83 }, () => '');
  after[46] = 0;
  after[49] = of.whatIf ?? '';
  after[54] = 0;
  return [
    ...[3, orderId, ...contract, '', '', action, quantity, type, limit, '', 'DAY', '', 'DU1234567'],
    ...['', '', of.ref ?? 'test.1', of.transmit ?? '1', '', '', '', '', '', '', ''],
    ...(legs.length === 0 ? [] : [legs.length, ...combo, 0, 1, 'NonGuaranteed', '1']),
    ...after,
  ];
}

/** Opens gateways and clients that end with the test. */
export function useGateway() {
  const open: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const end of open.splice(0).reverse()) await end();
  });

  const rig = async (options: Partial<IbGatewayOptions> = {}) => {
    const clock = new ManualClock(START_MS);
    const feed = createSimFeed({
      seed: 1,
      scenario: 'calm',
      clock,
      startAtMs: START_MS,
      historySessions: 30,
    });
    await feed.start();
    const gateway = await createIbGateway({ clock, feed, ...options });
    open.push(() => gateway.close());
    return { clock, feed, gateway };
  };

  const dial = async (gateway: IbGateway): Promise<RawClient> => {
    const client = await RawClient.connect(gateway.port);
    open.push(() => client.close());
    return client;
  };

  const connect = async (gateway: IbGateway, clientId = 9): Promise<RawClient> => {
    const client = await dial(gateway);
    await client.start(clientId);
    return client;
  };

  return { rig, dial, connect, atEnd: (end: () => Promise<unknown>) => void open.push(end) };
}
