import { afterEach, beforeEach, describe } from 'vitest';
import { brokerFaultContract } from '../../../contract/broker-faults.js';
import { brokerContract } from '../../../contract/broker.js';
import type { Misbehaviour } from '../../../standins/ib-gateway/gateway.js';
import { approved, PUT_650, PUT_655, quoteOf, ref } from '../../../support/orders.js';
import { openIbkr, type IbkrWorld } from './ibkr-world.js';

let world: IbkrWorld;

/** SPY 655/650 put spread worth 0.52 to a seller who crosses: 1.52 bid against 1.00 asked. */
async function sayMarket({ gateway }: IbkrWorld, shortBid: number): Promise<void> {
  await gateway.say(quoteOf(PUT_655, { bid: shortBid, ask: 1.6, bidSize: 500, askSize: 500 }));
  await gateway.say(quoteOf(PUT_650, { bid: 0.9, ask: 1, bidSize: 500, askSize: 500 }));
}

function rig() {
  const { broker, settle } = world;
  return {
    broker,
    marketable: (text: string) => approved({ ref: ref(text), quantity: 2, limitTicks: -52 }),
    resting: (text: string) => approved({ ref: ref(text), quantity: 2, limitTicks: -53 }),
    reach: () => {
      void sayMarket(world, 1.53);
    },
    settle,
  };
}

beforeEach(async () => {
  world = await openIbkr();
  await sayMarket(world, 1.52);
});
afterEach(async () => {
  await world.close();
});

describe('the broker over the gateway as any broker', () => {
  brokerContract(rig);
});

interface Fault {
  readonly name: string;
  readonly begin: readonly Misbehaviour[];
  readonly end: readonly Misbehaviour[];
}

const FAULTS: readonly Fault[] = [
  {
    name: 'gateway that says nothing of orders',
    begin: [{ kind: 'silent-orders', state: 'on' }],
    end: [{ kind: 'silent-orders', state: 'off' }],
  },
  { name: 'half-open socket', begin: [{ kind: 'half-open' }], end: [] },
  { name: 'dropped connection', begin: [{ kind: 'drop' }], end: [] },
  {
    name: 'gateway that accepts and closes',
    begin: [{ kind: 'accept', mode: 'close' }, { kind: 'drop' }],
    end: [{ kind: 'accept', mode: 'serve' }],
  },
  {
    name: 'gateway that accepts and never answers',
    begin: [{ kind: 'accept', mode: 'mute' }, { kind: 'half-open' }],
    end: [{ kind: 'accept', mode: 'serve' }, { kind: 'drop' }],
  },
  { name: 'login that waits', begin: [{ kind: 'log-out' }], end: [{ kind: 'log-in' }] },
  {
    name: 'lost server with its data kept',
    begin: [{ kind: 'server-lost' }],
    end: [{ kind: 'server-back', data: 'kept' }],
  },
  {
    name: 'lost server with its data lost',
    begin: [{ kind: 'server-lost', code: 2110 }],
    end: [{ kind: 'server-back', data: 'lost' }],
  },
  {
    name: 'rejects that are not JSON',
    begin: [{ kind: 'reject-orders', with: { text: 'not today', json: '{not json' } }],
    end: [{ kind: 'reject-orders', with: null }],
  },
  {
    name: 'messages in pieces of any size',
    begin: [{ kind: 'frames', mode: { chunkBytes: 3 } }],
    end: [{ kind: 'frames', mode: 'whole' }],
  },
];

describe.each(FAULTS)('the broker over a $name', ({ begin, end }) => {
  brokerFaultContract(() => {
    const make = (all: readonly Misbehaviour[]) => () => {
      for (const each of all) void world.gateway.misbehave(each);
    };
    return { ...rig(), begin: make(begin), end: make(end), pass: () => world.pass(5_000) };
  });
});
