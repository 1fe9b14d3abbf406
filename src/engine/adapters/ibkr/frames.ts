/** Longest message of the protocol: anything longer is not a gateway's (Java client, `0xFFFFFF`). */
const LONGEST_FRAME = 0xffffff;

/** Every field ends with a NUL; a list is its fields. */
function textOf(token: unknown): string {
  if (Array.isArray(token)) return token.map(textOf).join('');
  if (typeof token === 'boolean') return token ? '1\0' : '0\0';
  if (typeof token === 'number' || typeof token === 'string') return `${token}\0`;
  if (token === null || token === undefined) return '\0';
  throw new Error(`no field: ${typeof token}`);
}

/** One message: a big-endian length, then each field ended by a NUL. Nested lists are flattened. */
export function frameOf(tokens: readonly unknown[]): Buffer {
  return withLength(Buffer.from(textOf(tokens), 'utf8'));
}

function withLength(body: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(4 + body.length);
  frame.writeUInt32BE(body.length, 0);
  body.copy(frame, 4);
  return frame;
}

/** The first bytes of a session: which server versions the client speaks. */
export function helloFrame(versions: { readonly from: number; readonly to: number }): Buffer {
  const range = withLength(Buffer.from(`v${versions.from}..${versions.to}`, 'ascii'));
  return Buffer.concat([Buffer.from('API\0', 'ascii'), range]);
}

/** Messages out of a stream that may be cut anywhere. */
export class FrameReader {
  private held: Buffer = Buffer.alloc(0);

  /** @returns the fields of each message that is now whole; null where the stream is no gateway's. */
  take(chunk: Buffer): string[][] | null {
    const all = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    const messages: string[][] = [];
    let at = 0;
    while (all.length - at >= 4) {
      const length = all.readUInt32BE(at);
      if (length > LONGEST_FRAME) return null;
      if (all.length - at < 4 + length) break;
      messages.push(fieldsOf(all.toString('utf8', at + 4, at + 4 + length)));
      at += 4 + length;
    }
    this.held = at === all.length ? Buffer.alloc(0) : Buffer.from(all.subarray(at));
    return messages;
  }
}

function fieldsOf(text: string): string[] {
  const fields = text.split('\0');
  if (fields.at(-1) === '') fields.pop();
  return fields;
}
