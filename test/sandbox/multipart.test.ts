import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryOf, parseMultipart } from '../../src/sandbox/multipart.js';

interface Piece {
  readonly name: string;
  readonly fileName: string | null;
  readonly bytes: Uint8Array;
}

/** As grammY writes it: lower case, no blank after the colon, file names without quotes. */
function bare(pieces: readonly Piece[], boundary: string): Buffer {
  const parts = pieces.flatMap(({ name, fileName, bytes }, i) => [
    Buffer.from(`${i === 0 ? '' : '\r\n'}--${boundary}\r\n`),
    Buffer.from(`content-disposition:form-data;name="${name}"`),
    Buffer.from(fileName === null ? '\r\n\r\n' : `;filename=${fileName}\r\n`),
    Buffer.from(fileName === null ? '' : 'content-type:application/octet-stream\r\n\r\n'),
    bytes,
  ]);
  return Buffer.concat([...parts, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}

/** As browsers and most libraries write it. */
function quoted(pieces: readonly Piece[], boundary: string): Buffer {
  const parts = pieces.flatMap(({ name, fileName, bytes }) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"`),
    Buffer.from(fileName === null ? '' : `; filename="${fileName}"\r\nContent-Type: image/png`),
    Buffer.from('\r\n\r\n'),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}

const NAME = fc.stringMatching(/^[A-Za-z0-9_]{1,12}$/);
const FILE_NAME = fc.stringMatching(/^[A-Za-z0-9_é][A-Za-z0-9_ é.-]{0,18}[a-z]$/);
const BOUNDARY = fc.stringMatching(/^-{0,10}[A-Za-z0-9]{8,30}$/);

const BODY = BOUNDARY.chain((boundary) =>
  fc.record({
    boundary: fc.constant(boundary),
    pieces: fc.array(
      fc.record({
        name: NAME,
        fileName: fc.option(FILE_NAME),
        bytes: fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          // Bytes that look almost like the end of a part.
          fc
            .array(fc.constantFrom('\r\n', '--', `--${boundary}`, `\r\n--${boundary}x`, '-', '\r'))
            .map((bits) => bits.join(''))
            .filter((text) => !`\r\n${text}\r\n`.includes(`\r\n--${boundary}\r\n`))
            .filter((text) => !`\r\n${text}`.includes(`\r\n--${boundary}--`))
            .map((text) => new TextEncoder().encode(text)),
        ),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  }),
);

describe('a multipart body', () => {
  it.each([
    ['written without quotes', bare],
    ['written with quotes', quoted],
  ] as const)('%s gives every part back byte by byte', (_, write) => {
    fc.assert(
      fc.property(BODY, ({ boundary, pieces }) => {
        const parts = parseMultipart(write(pieces, boundary), boundary);
        expect(parts?.map(({ name, fileName }) => ({ name, fileName }))).toEqual(
          pieces.map(({ name, fileName }) => ({ name, fileName })),
        );
        parts?.forEach(({ bytes }, i) => {
          expect(Buffer.compare(bytes, pieces[i]?.bytes ?? Buffer.alloc(0))).toBe(0);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('may have headers in any letter case, other headers and text around it', () => {
    const body =
      'preamble\r\n--b \r\nX-Other: 1\r\nCONTENT-TYPE:text/plain\r\n' +
      'CONTENT-DISPOSITION:Form-Data; Name=plain\r\n\r\nvalue\r\n--b--\r\nepilogue';
    expect(parseMultipart(Buffer.from(body), 'b')).toEqual([
      { name: 'plain', fileName: null, contentType: 'text/plain', bytes: Buffer.from('value') },
    ]);
  });

  it('keeps quotes and other letters of a file name', () => {
    const name = (disposition: string): string | null => {
      const body = `--b\r\nContent-Disposition: form-data; name="f"; ${disposition}\r\n\r\n\r\n--b--`;
      return parseMultipart(Buffer.from(body), 'b')?.[0]?.fileName ?? null;
    };
    expect(name('filename="a \\"b\\".csv"')).toBe('a "b".csv');
    expect(name('filename="a %22b%22.csv"')).toBe('a "b".csv');
    expect(name("filename=x; filename*=UTF-8''%C3%A9.csv")).toBe('é.csv');
    expect(name('filename=a b c.png')).toBe('a b c.png');
    expect(name('filename=""')).toBe('');
  });

  it('that is cut short or has nameless parts is none', () => {
    const whole = bare([{ name: 'a', fileName: null, bytes: Buffer.from('x') }], 'b');
    for (let length = 0; length < whole.length - 4; length++) {
      expect(parseMultipart(whole.subarray(0, length), 'b')).toBeNull();
    }
    const nameless = '--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--';
    expect(parseMultipart(Buffer.from(nameless), 'b')).toBeNull();
  });

  it('never breaks the reader', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), NAME, (bytes, boundary) => {
        const noise = Buffer.concat([Buffer.from(`--${boundary}\r\n`), bytes]);
        expect(() => parseMultipart(noise, boundary)).not.toThrow();
      }),
    );
  });

  it('has its boundary in the content type, quoted or not', () => {
    expect(boundaryOf('multipart/form-data; boundary=----abc')).toBe('----abc');
    expect(boundaryOf('multipart/form-data; charset=utf-8; Boundary="a b"')).toBe('a b');
    expect(boundaryOf('multipart/form-data')).toBeNull();
  });
});
