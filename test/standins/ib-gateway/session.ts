import type { Socket } from 'node:net';
import { FieldReader } from './field-reader.js';
import { fieldsOf, FrameSplitter, frameOf, ProtocolError, type Field, type Hello } from './wire.js';

/** How frames leave: one write each, in pieces of some bytes, all of a turn in one write, or held. */
export type FrameMode = 'whole' | 'coalesced' | 'held' | { readonly chunkBytes: number };

export interface SessionHost {
  frameMode(): FrameMode;
  hello(session: Session, hello: Hello): void;
  message(session: Session, read: FieldReader): void;
  broken(session: Session, error: ProtocolError): void;
  gone(session: Session): void;
}

/** One client's connection. */
export class Session {
  /** Null before the client has named itself. */
  clientId: number | null = null;
  started = false;
  /** As the client asked: 1 live, 2 frozen, 3 delayed, 4 delayed and frozen. */
  dataType = 1;
  /** Nothing is read and nothing is sent, and the socket stays open. */
  silent = false;
  readonly #splitter = new FrameSplitter();
  readonly #waiting: Buffer[] = [];
  #writing = false;
  #closed = false;

  constructor(
    private readonly socket: Socket,
    private readonly host: SessionHost,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#closed = true;
      host.gone(this);
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(fields: readonly Field[]): void {
    this.sendBytes(frameOf(fields));
  }

  /** Bytes as they are, for frames that no gateway should send. */
  sendBytes(bytes: Buffer): void {
    if (this.#closed || this.silent) return;
    const mode = this.host.frameMode();
    if (mode === 'whole' && this.#waiting.length === 0) {
      this.#cork();
      this.socket.write(bytes);
      return;
    }
    this.#waiting.push(bytes);
    if (mode !== 'held') this.flush();
  }

  /** Lets go of frames that are held, in the manner of the present mode. */
  flush(): void {
    if (this.#writing) return;
    this.#writing = true;
    setImmediate(() => this.#write());
  }

  info(code: number, text: string): void {
    this.error(-1, code, text);
  }

  /** An error or a notice; the last field is a reason in JSON, or empty. */
  error(id: number, code: number, text: string | { text: string; rejectJson: string }): void {
    const of = typeof text === 'string' ? { text, rejectJson: '' } : text;
    this.send([4, 2, id, code, of.text, of.rejectJson]);
  }

  /** Sends what is waiting, then ends the connection. */
  end(): void {
    if (this.#waiting.length > 0) this.socket.write(Buffer.concat(this.#waiting.splice(0)));
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Frames of one turn leave in one system call. */
  #cork(): void {
    if (this.socket.writableCorked > 0) return;
    this.socket.cork();
    process.nextTick(() => this.socket.uncork());
  }

  #write(): void {
    this.#writing = false;
    const bytes = Buffer.concat(this.#waiting.splice(0));
    if (bytes.length === 0 || this.#closed) return;
    const mode = this.host.frameMode();
    const size = typeof mode === 'object' ? mode.chunkBytes : bytes.length;
    this.socket.write(bytes.subarray(0, size));
    if (size < bytes.length) {
      this.#waiting.unshift(bytes.subarray(size));
      this.flush();
    }
  }

  #read(body: Buffer): void {
    if (this.#closed || this.silent) return;
    try {
      this.host.message(this, new FieldReader(fieldsOf(body)));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.host.broken(this, error);
    }
  }

  #take(chunk: Buffer): void {
    if (this.silent) return;
    try {
      this.#splitter.push(chunk, {
        hello: (hello) => this.host.hello(this, hello),
        body: (body) => this.#read(body),
      });
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.host.broken(this, error);
    }
  }
}
