import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { afterEach, describe, expect, it } from 'vitest';
import { AccountMask } from '../../src/cli/account-mask.js';
import { recordCommand, type RecordSummary } from '../../src/cli/record.js';
import type { RecordedLine } from '../../src/cli/record-tee.js';
import { Codec } from '../../src/engine/adapters/ibkr/codec.js';
import { createIbkrFeed } from '../../src/engine/adapters/ibkr/market-data.js';
import type { Chain } from '../../src/engine/domain/chain.js';
import type { Quote } from '../../src/engine/domain/quote.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { value } from '../contract/broker.js';
import { openIbkr, QUICK, turns, type IbkrWorld } from '../engine/adapters/ibkr/ibkr-world.js';
import {
  createRecordedGateway,
  type RecordedMessage,
} from '../standins/ib-gateway/recorded-gateway.js';
import { folderOf } from '../support/folder.js';
import { ManualClock } from '../support/manual-clock.js';
import { listening } from '../support/market-sink.js';
import { approved, NOW_MS, PUT_650, PUT_655, quoteOf, ref, SPY } from '../support/orders.js';

const ACCOUNT = 'DU7654321';
const OTHER = 'DU1112223';
const EXPIRY = day('2026-12-18');
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The command on its way; `stop` is the interrupt. */
function record(args: readonly string[], clock = new ManualClock(NOW_MS)) {
  const [out, notes] = [new PassThrough(), new PassThrough()];
  const codes: number[] = [];
  let stop: () => void = () => undefined;
  const program = new Command('voldesk').addCommand(
    recordCommand({
      wall: clock,
      out,
      notes,
      finish: (code) => codes.push(code),
      onStop: (run) => {
        stop = run;
        return () => undefined;
      },
    }),
  );
  const done = program.parseAsync(['node', 'voldesk', 'record', 'ibkr', ...args]);
  return { done, codes, out, notes, stop: () => stop() };
}

const textOf = (stream: PassThrough) => String(stream.read() ?? '');

/** An adapter on a port, what it is told of SPY, and its chain. */
async function look(w: IbkrWorld, pass: (ms: number) => Promise<void>) {
  await w.broker.start();
  const feed = createIbkrFeed({ connection: w.connection, symbols: ['VIX', 'SPY'], strikes: 6 });
  undo.push(() => feed.stop());
  await feed.start();
  feed.subscribe([SPY], listening({}));
  await pass(1_000);
  const quote: Quote = await value(feed.snapshot(SPY));
  const answers: Chain[] = [];
  const asking = feed.chain('SPY', EXPIRY).then(async (answer) => {
    answers.push(await value(Promise.resolve(answer)));
  });
  for (let i = 0; i < 100 && answers.length === 0; i++) await pass(100);
  await asking;
  const [chain] = answers;
  if (!chain) throw new Error('no chain came');
  return { quote, chain };
}

const timeless = (quote: Quote) => ({ ...quote, atMs: 0 });
const sidesOf = ({ rows, ...chain }: Chain) => ({
  ...chain,
  atMs: 0,
  rows: rows.map(({ strike, call, put }) => [strike, { ...call, atMs: 0 }, { ...put, atMs: 0 }]),
});

describe('record ibkr', () => {
  it('writes down a session without account numbers, which replays to the same quotes and chain', async () => {
    const folder = folderOf({});
    undo.push(() => folder.remove());
    const file = join(folder.path, 'session.jsonl');
    const served = await openIbkr({ gateway: { accounts: [ACCOUNT, OTHER] } });
    undo.push(() => served.close());
    await served.gateway.say(quoteOf(SPY, { bid: 655, ask: 655.1, last: 655 }));
    await served.gateway.say(quoteOf(PUT_655, { bid: 1.52, ask: 1.6 }));
    await served.gateway.say(quoteOf(PUT_650, { bid: 0.9, ask: 1 }));
    const port = await freePort();
    const to = `127.0.0.1:${served.gateway.port}`;
    const run = record(['--listen', String(port), '--to', to, '--out', file, '--json']);
    while (!textOf(run.notes).includes('Recording')) await turns(1);

    const settings = { timing: QUICK, portKind: 'paper' as const };
    const w = await openIbkr({
      clock: served.clock,
      settings: { ...settings, port, account: ACCOUNT },
    });
    undo.push(() => w.close());
    const passBoth = async (ms: number) => {
      await served.pass(ms);
      await turns(6);
      await served.settle();
    };
    const seen = await look(w, passBoth);
    const placing = w.broker.place(approved({ ref: ref('rec.1'), quantity: 1, limitTicks: -40 }));
    await passBoth(500);
    expect(await placing).toMatchObject({ ok: true });
    run.stop();
    await run.done;

    expect(run.codes).toEqual([0]);
    const summary = JSON.parse(textOf(run.out)) as RecordSummary;
    expect(summary).toMatchObject({ file, links: 1, accounts: 2 });
    expect(summary.bytes).toBe(statSync(file).size);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('7654321');
    expect(text).not.toContain('1112223');
    expect(text).toContain('DU0000001');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RecordedLine);
    const messages = lines.filter(
      (line): line is RecordedMessage & RecordedLine => 'fields' in line,
    );
    expect(messages).toHaveLength(summary.clientFrames + summary.gatewayFrames);
    const unreadable: unknown[] = [];
    const codec = new Codec(193, { undecodable: (fields) => unreadable.push(fields) });
    const said = messages.filter(({ from }) => from === 'gateway').slice(1);
    for (const { fields } of said) codec.decode(fields);
    expect(unreadable).toEqual([]);

    const recorded = await createRecordedGateway(messages);
    undo.push(() => recorded.close());
    const again = await openIbkr({
      settings: { ...settings, port: recorded.port, account: 'DU0000001' },
    });
    undo.push(() => again.close());
    const replayed = await look(again, async (ms) => {
      await again.pass(ms);
      await turns(6);
    });
    expect(timeless(replayed.quote)).toEqual(timeless(seen.quote));
    expect(sidesOf(replayed.chain)).toEqual(sidesOf(seen.chain));
    expect(replayed.chain.rows).toHaveLength(6);
    expect(recorded.unmatched).toEqual([]);
  });

  it('passes every byte on as it came, whatever it is, and says what cannot be read', async () => {
    const folder = folderOf({});
    undo.push(() => folder.remove());
    const got: Buffer[] = [];
    const upstream = createServer((socket) => {
      socket.on('data', (chunk) => {
        got.push(chunk);
        socket.end('goodbye');
      });
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    undo.push(() => upstream.close());
    const { port: target } = upstream.address() as AddressInfo;
    const port = await freePort();
    const file = join(folder.path, 'odd.jsonl');
    const run = record(['--listen', String(port), '--to', `localhost:${target}`, '--out', file]);
    while (!textOf(run.notes).includes('Recording')) await turns(1);
    const client = connect({ host: '127.0.0.1', port });
    client.write('GET / HTTP/1.1 DU7654321');
    const answer: Buffer[] = [];
    client.on('data', (chunk) => answer.push(chunk));
    await new Promise((resolve) => client.once('close', resolve));
    run.stop();
    await run.done;
    expect(Buffer.concat(got).toString()).toBe('GET / HTTP/1.1 DU7654321');
    expect(Buffer.concat(answer).toString()).toBe('goodbye');
    expect(run.codes).toEqual([0]);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('"event":"unreadable","why":"client"');
    expect(text).not.toContain('7654321');
    expect(textOf(run.out)).toContain('0 messages of clients');
  });

  it('says that the gateway is not there, and stays ready for the next client', async () => {
    const folder = folderOf({});
    undo.push(() => folder.remove());
    const [port, nobody] = [await freePort(), await freePort()];
    const file = join(folder.path, 'none.jsonl');
    const run = record(['--listen', String(port), '--to', `127.0.0.1:${nobody}`, '--out', file]);
    while (!textOf(run.notes).includes('Recording')) await turns(1);
    for (let i = 0; i < 2; i++) {
      const client = connect({ host: '127.0.0.1', port });
      await new Promise((resolve) => client.resume().once('close', resolve));
    }
    run.stop();
    await run.done;
    expect(readFileSync(file, 'utf8').match(/"unreachable","why":"ECONNREFUSED"/g)).toHaveLength(2);
  });

  it.each([
    [['--listen', 'x', '--to', 'a:1', '--out', 'f'], '--listen takes a port'],
    [['--listen', '4001', '--to', '4002', '--out', 'f'], '--to takes host:port'],
    [['--listen', '4001', '--to', 'a:1', '--out', '/nowhere/f'], 'cannot be written'],
  ])('refuses %s', async (args, sentence) => {
    const run = record(args);
    await run.done;
    expect(run.codes).toEqual([1]);
    expect(textOf(run.notes)).toContain(sentence);
  });

  it('never writes over a file, and leaves none where its port is taken', async () => {
    const folder = folderOf({ 'there.jsonl': 'mine' });
    undo.push(() => folder.remove());
    const file = join(folder.path, 'there.jsonl');
    const run = record(['--listen', '4001', '--to', 'a:1', '--out', file]);
    await run.done;
    expect([run.codes, readFileSync(file, 'utf8')]).toEqual([[1], 'mine']);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    undo.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const fresh = join(folder.path, 'fresh.jsonl');
    const second = record(['--listen', String(port), '--to', 'a:1', '--out', fresh]);
    await second.done;
    expect(second.codes).toEqual([1]);
    expect(textOf(second.notes)).toContain('is in use');
    writeFileSync(fresh, '', { flag: 'wx' });
  });
});

describe('account numbers', () => {
  it('are masked wherever they stand, the same every time, and nothing else is', () => {
    const mask = new AccountMask();
    const texts = ['DU1234567', 'U7654321', 'F1112223', 'DUM345678', 'U12345678'];
    const masked = texts.map((text) => mask.maskText(text));
    expect(masked).toEqual(['DU0000001', 'U0000002', 'F0000003', 'DUM000004', 'U00000005']);
    expect(mask.maskText('Order held: account DU1234567, see {"a":"U7654321"}.')).toBe(
      'Order held: account DU0000001, see {"a":"U0000002"}.',
    );
    const innocent = [
      'SPY   261218C00655000',
      'VXF6',
      '0000e0d5.67fe667b.01.01',
      'UVXY',
      '20261121',
    ];
    expect(mask.mask(innocent)).toEqual(innocent);
  });

  it('that look like no other are learned from the list of accounts', () => {
    const mask = new AccountMask();
    expect(mask.mask(['15', '1', 'ZX99-8877,DU1234567,'])).toEqual([
      '15',
      '1',
      'ZX00-0001,DU0000002,',
    ]);
    expect(mask.mask(['61', '3', 'ZX99-8877', 'x'])).toEqual(['61', '3', 'ZX00-0001', 'x']);
  });
});
