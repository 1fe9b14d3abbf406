import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Codec, SERVER_VERSIONS } from '../../../../src/engine/adapters/ibkr/codec.js';
import { frameOf, FrameReader, helloFrame } from '../../../../src/engine/adapters/ibkr/frames.js';
import type { Handlers } from '../../../../src/engine/adapters/ibkr/inbound.js';
import { SendQueue, type Lane } from '../../../../src/engine/adapters/ibkr/send-queue.js';
import { ManualClock } from '../../../support/manual-clock.js';

const field = fc.oneof(
  fc.constantFrom('', '-1', '0', '1', '2147483647', '1.7976931348623157E308', 'None', 'BAG', 'DU1'),
  fc.integer().map(String),
  fc.string({ maxLength: 8 }).map((text) => text.replaceAll('\0', '')),
);

describe('frames', () => {
  it('come out as they went in, wherever the stream is cut', () => {
    const messages = fc.array(fc.array(field, { minLength: 1, maxLength: 12 }), { maxLength: 8 });
    fc.assert(
      fc.property(messages, fc.array(fc.integer({ min: 1, max: 40 })), (sent, cuts) => {
        const bytes = Buffer.concat(sent.map(frameOf));
        const reader = new FrameReader();
        const got: string[][] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          got.push(...(reader.take(bytes.subarray(at, at + cut)) ?? []));
          at += cut;
        }
        expect(got).toEqual(sent);
      }),
    );
  });

  it('of an impossible length end the session', () => {
    expect(new FrameReader().take(Buffer.from('HTTP/1.1 400 Bad Request'))).toBeNull();
  });

  it('begin with the versions that are spoken', () => {
    const hello = helloFrame(SERVER_VERSIONS);
    expect(hello.toString('latin1')).toBe('API\0\0\0\0\u0009v100..193');
  });
});

describe('messages', () => {
  it('of any kind and any fields are read or told as unreadable, and the next one is read', () => {
    const message = fc.tuple(fc.integer({ min: 0, max: 110 }), fc.array(field, { maxLength: 60 }));
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 10 }), (all) => {
        const times: number[] = [];
        const to: Handlers = { currentTime: ([seconds]) => times.push(seconds) };
        const codec = new Codec(SERVER_VERSIONS.to, to);
        for (const [kind, fields] of all) codec.decode([String(kind), ...fields]);
        codec.decode(['49', '1', '1795190400']);
        expect(times.at(-1)).toBe(1_795_190_400);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the queue of what is sent', () => {
  const sender = (messages: number) => {
    const clock = new ManualClock();
    const queue = new SendQueue(clock, { messages, perMs: 1_000 });
    const done: string[] = [];
    const add = (name: string, lane: Lane = 'ask') =>
      queue.add({
        lane,
        write: () => done.push(name),
        dropped: () => done.push(`${name} dropped`),
      });
    return { clock, queue, done, add };
  };

  it('never writes more in any window than it may, and loses nothing', () => {
    const { clock, done, add } = sender(3);
    for (let i = 0; i < 8; i++) add(String(i));
    expect(done).toHaveLength(3);
    clock.advance(999);
    expect(done).toHaveLength(3);
    clock.advance(1);
    expect(done).toHaveLength(6);
    clock.advance(1_000);
    expect(done).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  it('writes orders before questions, and questions before lines', () => {
    const { clock, done, add } = sender(1);
    add('first');
    add('line', 'data');
    add('question');
    add('order', 'order');
    clock.advance(3_000);
    expect(done).toEqual(['first', 'order', 'question', 'line']);
  });

  it('drops with its connection what it has not written, and says so', () => {
    const { clock, queue, done, add } = sender(1);
    add('a');
    const take = add('b');
    add('c');
    expect(take()).toBe('withdrawn');
    queue.clear();
    clock.advance(5_000);
    expect(done).toEqual(['a', 'c dropped']);
    expect(take()).toBe('sent');
  });
});
