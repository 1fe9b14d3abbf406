/** What a frame of Deribit costs to parse, validate and apply, beside parsing it alone. */
import { Book } from '../src/engine/adapters/deribit/book.js';
import { Frames } from '../src/engine/adapters/deribit/frames.js';
import { listedOf } from '../src/engine/adapters/deribit/rest.js';
import { GeneratedMarket } from '../test/standins/deribit/generated.js';
import { listening } from '../test/support/market-sink.js';
import { interleaved, type Figure, type Timing } from './report.js';

const START_MS = Date.UTC(2026, 10, 20, 12);
const INSTRUMENTS = 1_000;
/** Frames of each instrument, all different, so that no text is met twice in a row. */
const TURNS = 20;
const ROUNDS = 15;

/** Frames as they come over the wire, in the order of time. */
function makeFrames(market: GeneratedMarket, names: readonly string[]): readonly string[] {
  const frames: string[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    for (const name of names) {
      const data = market.ticker(name, START_MS + turn * 100);
      const params = { channel: `ticker.${name}.100ms`, data };
      frames.push(JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params }));
    }
  }
  return frames;
}

function perFrame({ minMs, medianMs }: Timing, frames: number): string {
  const us = (ms: number) => ((ms / frames) * 1_000).toFixed(2);
  const rate = Math.round(frames / (medianMs / 1_000));
  return `${us(medianMs)} µs a frame median, ${us(minMs)} µs min: ${rate} frames a second`;
}

export async function* run(): AsyncGenerator<Figure> {
  const market = new GeneratedMarket({ coins: ['BTC'], strikesPerExpiry: 65 });
  const rows = market.instruments(START_MS).map(({ row }) => row);
  const listed = rows.map(listedOf).filter((each) => each !== null);
  const options = listed.filter(({ kind }) => kind === 'option').slice(0, INSTRUMENTS);
  const frames = makeFrames(
    market,
    options.map(({ name }) => name),
  );
  let quotes = 0;
  let parsed = 0;
  const sink = listening({ quote: () => quotes++ });
  const apply = () => {
    const book = new Book({ coins: ['BTC'], aheadMostMs: 10_000, onUnknown: () => undefined });
    for (const slot of book.list(options)) slot.sinks = [sink];
    const nothing = () => undefined;
    const hooks = { price: nothing, garbage: nothing, heartbeat: nothing, answer: nothing };
    const reader = new Frames(book, { nowMs: () => START_MS + TURNS * 100 }, hooks);
    for (const frame of frames) reader.take(frame);
    if (book.received !== frames.length) throw new Error('a frame was not applied');
  };
  const parse = () => {
    for (const frame of frames) {
      const message = JSON.parse(frame) as { readonly method?: string };
      if (message.method === 'subscription') parsed++;
    }
  };
  apply();
  parse();
  const times = await interleaved(ROUNDS, { apply, parse });
  const { apply: applied, parse: bare } = times;
  if (!applied || !bare || quotes === 0 || parsed === 0) throw new Error('nothing was measured');
  yield {
    name: `a ticker of ${INSTRUMENTS} options parsed, validated and pushed`,
    measured: perFrame(applied, frames.length),
    baseline: `JSON.parse alone: ${perFrame(bare, frames.length)}`,
    ratio: applied.medianMs / bare.medianMs,
    goal: 'at most 2 times',
  };
}
