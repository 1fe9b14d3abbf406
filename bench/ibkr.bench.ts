/**
 * The broker's adapter in time: ticks from bytes to coalesced quotes beside the client library's
 * decoder alone on the same bytes, and an order's way to the gateway and back on loopback beside the
 * gateway's own time of day.
 */
import { Decoder } from '@stoqey/ib/dist/core/io/decoder.js';
import { createIbkrBroker } from '../src/engine/adapters/ibkr/broker.js';
import { Codec } from '../src/engine/adapters/ibkr/codec.js';
import { createIbkrConnection } from '../src/engine/adapters/ibkr/connection.js';
import { frameOf, FrameReader } from '../src/engine/adapters/ibkr/frames.js';
import { Hearers } from '../src/engine/adapters/ibkr/hearers.js';
import { Lines } from '../src/engine/adapters/ibkr/lines.js';
import { QuoteBoard } from '../src/engine/adapters/ibkr/quote-board.js';
import type { DataHost } from '../src/engine/adapters/ibkr/session-port.js';
import { createSimFeed } from '../src/engine/adapters/sim/sim-feed.js';
import { createWallClock } from '../src/engine/adapters/system/wall-clock.js';
import { spotId } from '../src/engine/domain/instrument.js';
import { createIbGateway } from '../test/standins/ib-gateway/gateway.js';
import { ManualClock } from '../test/support/manual-clock.js';
import { approved, quoteOf, PUT_650, PUT_655, ref } from '../test/support/orders.js';
import { quietLog } from '../test/support/quiet-log.js';
import { interleaved, timing, type Figure } from './report.js';

const SERVER_VERSION = 193;
const SYMBOLS = Array.from({ length: 20 }, (_, i) => `SYM${String.fromCharCode(65 + i)}`);
const FIRST_ID = 1_500_000_000;
const TICKS = 200_000;
const CHUNK_BYTES = 16_384;
/** Market time between two chunks: some 40,000 ticks a second. */
const CHUNK_MS = 12;
const COALESCE_MS = 100;
const ROUNDS = 15;
const ORDERS = 300;

/** A stream of prices and sizes of all lines, as the gateway sends them. */
function tickChunks(): readonly Buffer[] {
  const frames: Buffer[] = [];
  for (let i = 0; frames.length < TICKS; i++) {
    const id = FIRST_ID + (i % SYMBOLS.length);
    const bid = 100 + (i % 700) / 100;
    frames.push(
      frameOf([1, 6, id, 1, bid, 3 + (i % 9), 1]),
      frameOf([2, 6, id, 0, 3 + (i % 9)]),
      frameOf([1, 6, id, 2, bid + 0.02, 4 + (i % 7), 1]),
      frameOf([2, 6, id, 3, 4 + (i % 7)]),
    );
  }
  const bytes = Buffer.concat(frames.slice(0, TICKS));
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    chunks.push(bytes.subarray(at, at + CHUNK_BYTES));
  }
  return chunks;
}

/** Bytes to quotes, through every part that they pass in the adapter but the socket. */
function adapter() {
  const clock = new ManualClock();
  const hearers = new Hearers();
  let [nextId, quotes] = [FIRST_ID, 0];
  const host: DataHost = {
    clock,
    log: quietLog(),
    listen: (handlers) => hearers.listen(handlers),
    send: () => () => 'sent',
    session: () => 0,
    isOpen: () => true,
    nextDataId: () => nextId++,
    raise: () => undefined,
    clear: () => undefined,
  };
  const lines = new Lines(host, { budget: 100 });
  const board = new QuoteBoard(host, lines, {
    coalesceMs: COALESCE_MS,
    push: () => {
      quotes += 1;
    },
  });
  lines.start();
  lines.replay();
  for (const symbol of SYMBOLS) board.watch(spotId(symbol));
  const codec = new Codec(
    SERVER_VERSION,
    hearers.inbound({}, () => true),
  );
  return {
    run(chunks: readonly Buffer[]) {
      const reader = new FrameReader();
      for (const chunk of chunks) {
        for (const fields of reader.take(chunk) ?? []) codec.decode(fields);
        clock.advance(CHUNK_MS);
      }
    },
    quotes: () => quotes,
  };
}

/** The library's decoder alone, told of whole messages. */
function bareDecoder() {
  let events = 0;
  const decoder = new Decoder({
    serverVersion: SERVER_VERSION,
    emitEvent: () => {
      events += 1;
    },
    emitError: () => undefined,
    emitInfo: () => undefined,
  });
  return {
    run(chunks: readonly Buffer[]) {
      const reader = new FrameReader();
      for (const chunk of chunks) {
        for (const fields of reader.take(chunk) ?? []) {
          decoder.enqueueMessage(fields);
          decoder.process();
        }
      }
    },
    events: () => events,
  };
}

async function ticks(): Promise<Figure> {
  const chunks = tickChunks();
  const [ours, bare] = [adapter(), bareDecoder()];
  ours.run(chunks);
  bare.run(chunks);
  const taken = await interleaved(ROUNDS, {
    ours: () => ours.run(chunks),
    bare: () => bare.run(chunks),
  });
  const { ours: a, bare: b } = taken;
  if (!a || !b || ours.quotes() === 0 || bare.events() === 0) throw new Error('nothing was read');
  const perTick = (ms: number) => `${((1000 * ms) / TICKS).toFixed(2)} µs a tick`;
  const quotesARound = Math.round(ours.quotes() / (ROUNDS + 1));
  return {
    name: `${TICKS} ticks of ${SYMBOLS.length} lines to ${quotesARound} coalesced quotes`,
    measured: `${perTick(a.medianMs)} median, ${perTick(a.minMs)} least`,
    baseline: `the library's decoder alone ${perTick(b.medianMs)} median, ${perTick(b.minMs)} least`,
    ratio: a.medianMs / b.medianMs,
    goal: 'at most 1.3',
  };
}

/** A gateway on loopback and the adapter before it, in wall time. */
async function openLoopback() {
  const clock = createWallClock();
  const startAtMs = clock.nowMs();
  const feed = createSimFeed({ seed: 1, scenario: 'calm', clock, startAtMs });
  await feed.start();
  const gateway = await createIbGateway({ clock, feed, pacing: 'off', beatMs: 60_000 });
  await gateway.say(quoteOf(PUT_655, { bid: 1.52, ask: 1.6, bidSize: 500, askSize: 500 }));
  await gateway.say(quoteOf(PUT_650, { bid: 0.9, ask: 1, bidSize: 500, askSize: 500 }));
  await gateway.misbehave({ kind: 'fills', mode: 'manual' });
  const connection = createIbkrConnection({
    host: '127.0.0.1',
    port: gateway.port,
    clientId: 7,
    portKind: 'paper',
    pace: { messages: 10_000, perMs: 1_000 },
    clock,
    chance: { uniform: () => 0.5, hex: (bytes) => '0'.repeat(2 * bytes) },
    log: quietLog(),
  });
  const broker = createIbkrBroker({ connection, clientId: 7 });
  const started = await broker.start();
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  const close = async () => {
    await broker.stop();
    connection.stop();
    await gateway.close();
    await feed.stop();
  };
  return { broker, connection, close };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await run();
  return performance.now() - startMs;
}

async function orderTrip(): Promise<Figure> {
  const { broker, connection, close } = await openLoopback();
  const trip = { order: [] as number[], time: [] as number[] };
  for (let i = 0; i < ORDERS; i++) {
    const order = approved({ ref: ref(`bench.${i}`), quantity: 1, limitTicks: -60 });
    let answer: { readonly ok: boolean } | null = null;
    const orderMs = await timed(async () => {
      answer = await broker.place(order);
    });
    const timeMs = await timed(() =>
      connection.ask<number>({
        lane: 'order',
        write: (encoder) => {
          encoder.reqCurrentTime();
        },
        gather: (_, done) => ({ currentTime: ([seconds]) => done(seconds) }),
      }),
    );
    if (!(answer as { readonly ok: boolean } | null)?.ok) throw new Error('an order was refused');
    // The first ones look up their contracts.
    if (i < ORDERS / 10) continue;
    trip.order.push(orderMs);
    trip.time.push(timeMs);
  }
  await close();
  const [order, time] = [timing(trip.order), timing(trip.time)];
  return {
    name: 'an order of two legs to the gateway and back, on loopback',
    measured: `${order.medianMs.toFixed(2)} ms median, ${order.minMs.toFixed(2)} ms least`,
    baseline: `the time of day asked of the same gateway ${time.medianMs.toFixed(2)} ms median, ${time.minMs.toFixed(2)} ms least`,
    ratio: order.medianMs / time.medianMs,
    goal: 'none set; a look at what the adapter and the stand-in add',
  };
}

export async function* run(): AsyncIterable<Figure> {
  yield await ticks();
  yield await orderTrip();
}
