import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldReader } from './ib-gateway/field-reader.js';
import { readPlaceOrder } from './ib-gateway/place-order.js';
import { orderFields, SPY } from './ib-gateway/raw-rig.js';
import { fieldsOf, FrameSplitter, frameOf, ProtocolError, type Hello } from './ib-gateway/wire.js';

const SEED = 20261121;

const message = fc.array(
  fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
  {
    minLength: 1,
    maxLength: 12,
  },
);

function greeting(range: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(range.length);
  return Buffer.concat([Buffer.from('API\0'), length, Buffer.from(range)]);
}

describe('the frames of the protocol', () => {
  it('are the same however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 6 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        (sent, cuts) => {
          const bytes = Buffer.concat([greeting('v100..193'), ...sent.map(frameOf)]);
          const splitter = new FrameSplitter();
          const got: string[][] = [];
          const hellos: Hello[] = [];
          const take = {
            hello: (hello: Hello) => void hellos.push(hello),
            body: (body: Buffer) => void got.push(fieldsOf(body)),
          };
          for (let at = 0; at < bytes.length;) {
            const size = cuts.next().value as number;
            splitter.push(bytes.subarray(at, at + size), take);
            at += size;
          }
          expect(hellos).toEqual([{ lowest: 100, highest: 193 }]);
          expect(got).toEqual(sent);
          expect(splitter.pending).toBe(0);
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('never take down the reader, whatever an order is made into', () => {
    const whole = orderFields({ orderId: 1, contract: SPY, limit: 100 }).map(String);
    const mutation = fc.record({
      at: fc.integer({ min: 0, max: whole.length - 1 }),
      text: fc.oneof(
        fc.string(),
        fc.constantFrom('', '-1', '1e400', 'NaN', '99999999999999999999'),
      ),
      cut: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        let fields = [...whole];
        for (const { at, text, cut } of mutations) {
          fields[at] = text;
          fields = fields.slice(0, fields.length - cut);
        }
        const read = new FieldReader(fields);
        try {
          read.text('message id');
          readPlaceOrder(read);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});
