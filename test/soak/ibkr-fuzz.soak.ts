import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { openTee, type RecordedLine } from '../../src/cli/record-tee.js';
import { Codec, SERVER_VERSIONS } from '../../src/engine/adapters/ibkr/codec.js';
import { FlowStreams, flowLimits } from '../../src/engine/adapters/ibkr/flow-streams.js';
import { frameOf, FrameReader } from '../../src/engine/adapters/ibkr/frames.js';
import { Hearers } from '../../src/engine/adapters/ibkr/hearers.js';
import type { Handlers } from '../../src/engine/adapters/ibkr/inbound.js';
import { Lines } from '../../src/engine/adapters/ibkr/lines.js';
import { createIbkrFeed } from '../../src/engine/adapters/ibkr/market-data.js';
import { QuoteBoard } from '../../src/engine/adapters/ibkr/quote-board.js';
import type { DataHost } from '../../src/engine/adapters/ibkr/session-port.js';
import { spotId } from '../../src/engine/domain/instrument.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { value } from '../contract/broker.js';
import { openIbkr, QUICK, turns, type IbkrWorld } from '../engine/adapters/ibkr/ibkr-world.js';
import { listening } from '../support/market-sink.js';
import { ManualClock } from '../support/manual-clock.js';
import { approved, NOW_MS, PUT_650, PUT_655, quoteOf, ref, SPY } from '../support/orders.js';
import { quietLog } from '../support/quiet-log.js';
import { SOAK, SOAK_SEED } from '../support/soak.js';

const FRAMES = SOAK === 'long' ? 1_000_000 : 50_000;
/** Of frames that take the way through a socket into a whole adapter. */
const WHOLE_FRAMES = FRAMES / 10;
/** Frames that come before virtual time goes on. */
const BATCH = 1_000;
const SYMBOLS = ['VIX', 'SPY', 'QQQ'];
/** Where the adapter's numbers of data lines begin. */
const FIRST_DATA_ID = 1_500_000_000;
/** Three lines, three streams of bars, two of prints and two of depth. */
const OPEN_STREAMS = 10;
const MOST_GROWTH_BYTES = 12e6;

/** Deadlines longer than the steps. */
const TIMING = { ...QUICK, heartbeatMs: 10_000, heartbeatWithinMs: 5_000, answerWithinMs: 10_000 };

/** Mulberry32. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NASTY = [
  ...['', '0', '1', '-1', '-2', '2147483647', '1.7976931348623157E308', 'NaN', 'Infinity', '-0'],
  ...['1e400', 'None', 'BAG', 'DU9999999', '{"a":', '\u{1f4a5}', 'x'.repeat(3000), '-1.5', '1,000'],
];

/** One frame that was heard in a healthy session, made into something else. */
function mutated(base: readonly string[], chance: () => number): Buffer {
  const pick = <T>(from: readonly T[]) => from[Math.floor(chance() * from.length)] as T;
  const fields = [...base];
  const changes = 1 + Math.floor(chance() * 3);
  for (let i = 0; i < changes; i++) {
    const at = Math.floor(chance() * fields.length);
    const how = chance();
    if (how < 0.45) fields[at] = pick(NASTY);
    else if (how < 0.6) fields.splice(at, 1);
    else if (how < 0.75) fields.splice(at, 0, pick(NASTY));
    else if (how < 0.85) fields.splice(at);
    else if (how < 0.95) fields[0] = String(Math.floor(chance() * 120));
    else fields.push(...base);
  }
  const frame = frameOf(fields);
  // Now and then a byte of the body, never of its length: that would only end the connection.
  if (chance() < 0.1 && frame.length > 5) {
    frame[4 + Math.floor(chance() * (frame.length - 4))] = Math.floor(chance() * 256);
  }
  return frame;
}

async function started(w: IbkrWorld) {
  const { gateway, broker } = w;
  await gateway.say(quoteOf(PUT_655, { bid: 1.52, ask: 1.6, bidSize: 500, askSize: 500 }));
  await gateway.say(quoteOf(PUT_650, { bid: 0.9, ask: 1, bidSize: 500, askSize: 500 }));
  await broker.start();
  const feed = createIbkrFeed({ connection: w.connection, symbols: SYMBOLS, strikes: 4 });
  await feed.start();
  let quotes = 0;
  feed.subscribe(feed.instruments(), listening({ quote: () => quotes++ }));
  const placing = broker.place(approved({ ref: ref('fuzz.1'), quantity: 2, limitTicks: -52 }));
  const looking = feed.chain('SPY', day('2026-12-18'));
  const history = feed.history(feed.series()[0] ?? expect.fail('no series'));
  for (let i = 0; i < 40; i++) await w.pass(250, 250);
  gateway.print('SPY', { price: 671, size: 100 });
  await w.settle();
  await Promise.all([placing, looking, history]);
  return { feed, quotes: () => quotes };
}

/** Everything that a gateway says in a session of all kinds of questions. */
async function heardFrames(): Promise<readonly (readonly string[])[]> {
  const served = await openIbkr();
  const lines: RecordedLine[] = [];
  const tee = await openTee({
    listenPort: 0,
    to: { host: '127.0.0.1', port: served.gateway.port },
    clock: served.clock,
    write: (line) => lines.push(line),
  });
  const settings = { port: tee.port, timing: TIMING };
  const w = await openIbkr({ clock: served.clock, settings });
  const both: IbkrWorld = {
    ...served,
    connection: w.connection,
    broker: w.broker,
    pass: async (ms, stepMs) => {
      await served.pass(ms, stepMs);
      await turns(6);
    },
  };
  const { feed } = await started(both);
  await feed.stop();
  await w.close();
  await tee.close();
  await served.close();
  return lines.flatMap((line) =>
    'fields' in line && line.from === 'gateway' ? [line.fields] : [],
  );
}

/** Frames by kind, so that rare kinds come as often as ticks. */
function byKind(frames: readonly (readonly string[])[]) {
  const kinds = new Map<string, (readonly string[])[]>();
  for (const fields of frames.slice(1)) {
    const [kind = ''] = fields;
    const known = kinds.get(kind) ?? [];
    kinds.set(kind, known);
    if (known.length < 40) known.push(fields);
  }
  return [...kinds.values()];
}

/** Everything that bytes pass on their way to quotes and flow, but the socket. */
function pipeline() {
  const clock = new ManualClock(NOW_MS);
  const hearers = new Hearers();
  let nextId = FIRST_DATA_ID;
  const told = { quotes: 0, items: 0, unreadable: 0 };
  const host: DataHost = {
    clock,
    log: quietLog(),
    listen: (handlers) => hearers.listen(handlers),
    send: ({ write }) => {
      new Codec(SERVER_VERSIONS.to, {}).encode(write);
      return () => 'sent';
    },
    session: () => 0,
    isOpen: () => true,
    nextDataId: () => nextId++,
    raise: () => undefined,
    clear: () => undefined,
  };
  const lines = new Lines(host, { budget: 100 });
  const board = new QuoteBoard(host, lines, { coalesceMs: 100, push: () => told.quotes++ });
  const flow = new FlowStreams(host, flowLimits(100), () => told.items++);
  lines.start();
  flow.start();
  const ask = () => {
    nextId = FIRST_DATA_ID;
    lines.replay();
    flow.replay();
  };
  for (const symbol of SYMBOLS) board.watch(spotId(symbol));
  flow.want(SYMBOLS.map(spotId));
  ask();
  const own: Handlers = { undecodable: () => told.unreadable++ };
  const codec = new Codec(
    SERVER_VERSIONS.to,
    hearers.inbound(own, () => true),
  );
  let reader = new FrameReader();
  return {
    told,
    ask,
    take(chunk: Buffer) {
      const messages = reader.take(chunk);
      if (!messages) reader = new FrameReader();
      for (const fields of messages ?? []) codec.decode(fields);
    },
    pass: () => clock.advance(2_000),
  };
}

function* cut(bytes: Buffer, chance: () => number): Generator<Buffer> {
  for (let at = 0; at < bytes.length;) {
    const size = Math.floor(2 ** (14 * chance())) + 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** What was heard of one line or stream, as if of any that is open. */
function renumbered(fields: readonly string[], chance: () => number): readonly string[] {
  const id = String(FIRST_DATA_ID + Math.floor(chance() * OPEN_STREAMS));
  return fields.map((field) => (/^15\d{8}$/.test(field) ? id : field));
}

function heapReader(): () => number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  return () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
}

it('reads or refuses any frame, however it is cut, and holds no more memory after', async () => {
  const heap = heapReader();
  const kinds = byKind(await heardFrames());
  expect(kinds.length).toBeGreaterThan(25);
  const chance = chanceOf(SOAK_SEED);
  const pick = <T>(from: readonly T[]) => from[Math.floor(chance() * from.length)] as T;
  const pipe = pipeline();
  const { told } = pipe;
  let early = 0;
  for (let sent = 0; sent < FRAMES; sent += BATCH) {
    const batch = Array.from({ length: BATCH }, () =>
      mutated(renumbered(pick(pick(kinds)), chance), chance),
    );
    for (const chunk of cut(Buffer.concat(batch), chance)) pipe.take(chunk);
    pipe.pass();
    // A refusal among them may have ended a line.
    if (sent % (20 * BATCH) === 0) pipe.ask();
    if (sent === FRAMES / 5) early = heap();
  }
  expect(heap() - early).toBeLessThan(MOST_GROWTH_BYTES);
  expect(told.unreadable).toBeGreaterThan(FRAMES / 100);
  expect(told.quotes).toBeGreaterThan(FRAMES / 1_000);
  expect(told.items).toBeGreaterThan(FRAMES / 1_000);
});

it('lives through them as a whole adapter, and is as the gateway says after a fresh connection', async () => {
  const heap = heapReader();
  const kinds = byKind(await heardFrames());
  const w = await openIbkr({ settings: { timing: TIMING, log: quietLog() } });
  const { feed, quotes } = await started(w);
  const chance = chanceOf(SOAK_SEED);
  const pick = <T>(from: readonly T[]) => from[Math.floor(chance() * from.length)] as T;
  let [early, delivered] = [0, 0];
  for (let sent = 0; sent < WHOLE_FRAMES; sent += BATCH) {
    const batch = Array.from({ length: BATCH }, () => mutated(pick(pick(kinds)), chance));
    const bytes = Buffer.concat(batch);
    const chunkBytes = Math.floor(2 ** (7 + 8 * chance())) + 1;
    await w.gateway.misbehave({ kind: 'frames', mode: { chunkBytes } });
    if (w.gateway.clients().length > 0) delivered += BATCH;
    await w.gateway.misbehave({ kind: 'odd-bytes', bytes });
    await turns(Math.ceil(bytes.length / chunkBytes) + 2);
    await w.gateway.misbehave({ kind: 'frames', mode: 'whole' });
    await w.pass(250, 250);
    if (sent === WHOLE_FRAMES / 5) early = heap();
  }
  const late = heap();
  expect(delivered).toBeGreaterThan(0.9 * WHOLE_FRAMES);
  expect(late - early).toBeLessThan(MOST_GROWTH_BYTES);
  // After a fresh connection all is as the gateway says.
  await w.gateway.misbehave({ kind: 'drop' });
  for (let i = 0; i < 200 && w.connection.phase() !== 'ready'; i++) await w.pass(250, 250);
  expect(w.connection.phase()).toBe('ready');
  const before = quotes();
  await w.gateway.say(quoteOf(SPY, { bid: 600, ask: 600.1 }));
  for (let i = 0; i < 20; i++) await w.pass(250, 250);
  expect(quotes()).toBeGreaterThan(before);
  expect(await value(feed.snapshot(SPY))).toMatchObject({ bid: 600, ask: 600.1 });
  const asked = w.broker.positions();
  for (let i = 0; i < 20; i++) await w.pass(250, 250);
  const held = (await value(asked)).map(({ instrument, quantity }) => [instrument, quantity]);
  expect(new Map(held as [string, number][])).toEqual(
    new Map(
      [...w.gateway.book.positions.values()].map(({ contract, quantity }) => [
        contract.instrument,
        quantity,
      ]),
    ),
  );
  await feed.stop();
  await w.close();
});
