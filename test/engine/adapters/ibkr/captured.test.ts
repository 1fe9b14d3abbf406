import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Codec } from '../../../../src/engine/adapters/ibkr/codec.js';
import { frameOf, FrameReader } from '../../../../src/engine/adapters/ibkr/frames.js';
import type { Handlers, InboundName } from '../../../../src/engine/adapters/ibkr/inbound.js';
import { bagOf, executionAtMs } from '../../../../src/engine/adapters/ibkr/mapping.js';
import { orderMessage, ratiosOf } from '../../../../src/engine/adapters/ibkr/order-message.js';
import { PUT_650, PUT_655, ref, spreadIntent } from '../../../support/orders.js';
import { sharedPath } from '../../../support/shared.js';

type Told = readonly [name: InboundName, fields: readonly unknown[]];

/** Everything that a codec tells, in order. */
function collector(): { readonly to: Handlers; readonly told: Told[] } {
  const told: Told[] = [];
  const to = new Proxy<Handlers>(
    {},
    { get: (_, name) => (fields: readonly unknown[]) => told.push([name as InboundName, fields]) },
  );
  return { to, told };
}

/** Not set, as the vendor writes it. */
const SAYS_NOTHING = new Set(['', '0', '0.0', '-1', '?', '2147483647', '1.7976931348623157E308']);
/** Shares allocation, which the vendor has given up: every client passes over it. */
const ALLOCATION = /^[\d.]+\/D?U\d+\/\d+$/;
/** Kinds whose first field is the number of their layout. */
const NUMBERED = new Set(['15', '9', '4']);

const plain = (text: string) =>
  text !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text;

/** Every value in some fields, however deep, as text. */
function leaves(of: unknown, into = new Set<string>()): ReadonlySet<string> {
  if (typeof of === 'object' && of !== null) {
    for (const value of Object.values(of)) leaves(value, into);
  } else if (typeof of === 'boolean') {
    into.add(of ? '1' : '0');
  } else if (typeof of === 'string' || typeof of === 'number') {
    into.add(String(of));
  }
  return into;
}

const TRACE = sharedPath('fixtures', 'ibkr', 'captured_sv173_order_trace.txt');
const BAG = sharedPath('fixtures', 'ibkr', 'fake_openOrder_bag_sv193.json');
const PLACED = sharedPath('fixtures', 'ibkr', 'stoqey_placeOrder_bag_sv193.json');

const fieldsIn = (path: string | null) => JSON.parse(readFileSync(path ?? '', 'utf8')) as string[];

describe.skipIf(TRACE === null)('a captured order (needs the shared data)', () => {
  const { to, told } = collector();
  const codec = new Codec(173, to);
  const lines = readFileSync(TRACE ?? '/dev/null', 'utf8').split('\n');
  for (const line of lines) {
    // What the gateway says, of the order's part of the trace.
    if (/^(15|9|5|3|11|4)\|/.test(line)) codec.decode(line.split('|').slice(0, -1));
  }
  const of = (name: InboundName) =>
    told.filter(([each]) => each === name).map(([, fields]) => fields);

  it('leaves nothing unread', () => {
    expect(of('undecodable')).toEqual([]);
    expect(of('managedAccounts')[0]).toEqual(['DU1234567']);
    expect(of('nextValidId')[0]).toEqual([5]);
  });

  it('gives every field that says anything, of every message', () => {
    const read: Record<string, InboundName> = {
      '15': 'managedAccounts',
      '9': 'nextValidId',
      '5': 'openOrder',
      '3': 'orderStatus',
      '11': 'execDetails',
      '4': 'message',
    };
    const seen = new Map<InboundName, number>();
    for (const line of lines.filter((each) => /^(15|9|5|3|11|4)\|/.test(each))) {
      const [kind = '', ...rest] = line.split('|').slice(0, -1);
      const name = read[kind] ?? expect.fail(line);
      const nth = seen.get(name) ?? 0;
      seen.set(name, nth + 1);
      const values = leaves(of(name)[nth]);
      const told = rest
        .slice(NUMBERED.has(kind) ? 1 : 0)
        .filter((field) => !SAYS_NOTHING.has(field) && !ALLOCATION.test(field));
      const missing = told.filter((field) => !values.has(plain(field)));
      expect(missing, line).toEqual([]);
    }
    expect([...seen.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(12);
  });

  it('gives the order as it was placed, then as it filled', () => {
    const [first, second] = of('openOrder');
    for (const fields of [first, second]) {
      expect(fields?.[0]).toBe(5);
      expect(fields?.[1]).toMatchObject({
        conId: 265_598,
        symbol: 'AAPL',
        secType: 'STK',
        exchange: 'SMART',
        currency: 'USD',
        localSymbol: 'AAPL',
        tradingClass: 'NMS',
      });
      expect(fields?.[2]).toMatchObject({
        orderId: 5,
        action: 'BUY',
        totalQuantity: 100,
        orderType: 'MKT',
        lmtPrice: 0,
        auxPrice: 0,
        tif: 'DAY',
        account: 'DU1234567',
        clientId: 100,
        permId: 600_745_656,
        origin: 0,
      });
    }
    expect(first?.[3]).toMatchObject({ status: 'PreSubmitted' });
    expect(second?.[3]).toMatchObject({ status: 'Filled' });
  });

  it('gives each status', () => {
    expect(of('orderStatus').map((fields) => fields.slice(0, 9))).toEqual([
      [5, 'PreSubmitted', 0, 100, 0, 600_745_656, 0, 0, 100],
      [5, 'Filled', 100, 0, 201.94, 600_745_656, 0, 201.94, 100],
    ]);
  });

  it('gives the execution, with its time where the zone is known', () => {
    const [fields] = of('execDetails');
    expect(fields?.[0]).toBe(-1);
    expect(fields?.[1]).toMatchObject({ conId: 265_598, symbol: 'AAPL', exchange: 'IEX' });
    expect(fields?.[2]).toMatchObject({
      orderId: 5,
      execId: '0000e0d5.67fe667b.01.01',
      time: '20250415  19:38:31',
      acctNumber: 'DU1234567',
      exchange: 'IEX',
      side: 'BOT',
      shares: 100,
      price: 201.94,
      permId: 600_745_656,
      clientId: 100,
      cumQty: 100,
      avgPrice: 201.94,
      lastLiquidity: 2,
    });
    const time = '20250415  19:38:31';
    expect(executionAtMs(time, 'British Summer Time')).toBeNull();
    expect(executionAtMs(time, 'Europe/London')).toBe(Date.UTC(2025, 3, 15, 18, 38, 31));
    expect(executionAtMs(`20250415 19:38:31 US/Eastern`, null)).toBe(
      Date.UTC(2025, 3, 15, 23, 38, 31),
    );
  });
});

describe.skipIf(BAG === null)('a combination at server version 193 (needs the shared data)', () => {
  it('is read back with its legs and nothing left over', () => {
    const { to, told } = collector();
    new Codec(193, to).decode(fieldsIn(BAG));
    expect(told).toHaveLength(1);
    const [name, fields] = told[0] ?? [];
    expect(name).toBe('openOrder');
    expect(fields?.[2]).toMatchObject({
      action: 'BUY',
      totalQuantity: 2,
      lmtPrice: 2.35,
      orderRef: 'vixbot-1',
    });
    const contract = fields?.[1] as Parameters<typeof ratiosOf>[0];
    expect([...ratiosOf(contract, 'BUY')]).toEqual([
      [700_006_901, 1],
      [700_006_951, -1],
    ]);
  });

  it('is written field by field as the vendor reads it', () => {
    const listed = (conId: number) => ({ conId, contract: bagOf('SPY', []), minTick: 0.01 });
    const intent = spreadIntent({
      ref: ref('vixbot-1'),
      quantity: 2,
      limitTicks: 235,
      legs: [
        { instrument: PUT_655, ratio: 1, multiplier: 100 },
        { instrument: PUT_650, ratio: -1, multiplier: 100 },
      ],
    });
    const to = { listed: [listed(700_006_901), listed(700_006_951)], account: 'DU1234567' };
    const message = orderMessage(intent, to);
    if (!message.ok) throw new Error(message.error);
    const { contract, order } = message.value;
    const written = new Codec(193, {}).encode((encoder) => {
      encoder.placeOrder(1, contract, order);
    });
    const sent = new FrameReader().take(frameOf(written[0] ?? []))?.[0];
    const captured = fieldsIn(PLACED);
    // The captured one also asks for routing without a guarantee: a count and its two fields.
    const at = captured.indexOf('NonGuaranteed') - 1;
    expect(sent).toEqual([...captured.slice(0, at), '0', ...captured.slice(at + 3)]);
  });
});
