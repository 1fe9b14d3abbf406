import { connect, type Socket } from 'node:net';
import { fieldsOf, frameOf, type Field } from './wire.js';

const PATIENCE_MS = 5000;

/** A client that speaks the protocol field by field, for tests of the gateway's stand-in. */
export class RawClient {
  #held = Buffer.alloc(0);
  readonly #messages: string[][] = [];
  readonly #taken: string[][] = [];
  readonly #wakers = new Set<() => void>();
  readonly #end: Promise<void>;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => this.#take(chunk));
    this.#end = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RawClient(socket);
  }

  /** Says the version range and waits for the gateway's version and time. */
  async hello(range: string): Promise<readonly string[]> {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(range.length);
    this.socket.write(Buffer.concat([Buffer.from('API\0'), length, Buffer.from(range)]));
    return this.#wait(() => this.#messages.shift(), 'a version');
  }

  /** Greets, starts, and reads the start-up up to its last notice. */
  async start(clientId: number): Promise<void> {
    await this.hello('v100..193');
    this.send([71, 2, clientId, '']);
    await this.next(4, (fields) => fields[3] === '2158');
  }

  send(fields: readonly Field[]): void {
    this.socket.write(frameOf(fields));
  }

  sendBytes(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  /** A byte at a time. */
  async sendSlowly(fields: readonly Field[]): Promise<void> {
    for (const byte of frameOf(fields)) {
      this.socket.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The next message of a number, taking it and all before it. */
  next(
    id: number | string,
    fits: (fields: readonly string[]) => boolean = () => true,
  ): Promise<readonly string[]> {
    return this.#wait(() => {
      const index = this.#messages.findIndex((fields) => fields[0] === String(id) && fits(fields));
      if (index < 0) return undefined;
      this.#taken.push(...this.#messages.splice(0, index + 1));
      return this.#taken.at(-1);
    }, `message ${id}`);
  }

  /** Messages that have come and were not taken. */
  seen(): readonly (readonly string[])[] {
    return this.#messages;
  }

  /** Messages that were taken, in order of arrival. */
  taken(): readonly (readonly string[])[] {
    return this.#taken;
  }

  forget(): void {
    this.#messages.length = 0;
  }

  /** Resolves when the gateway has closed the connection. */
  closed(): Promise<void> {
    return this.#end;
  }

  async close(): Promise<void> {
    this.socket.destroy();
    await this.#end;
  }

  #take(chunk: Buffer): void {
    this.#held = Buffer.concat([this.#held, chunk]);
    while (this.#held.length >= 4) {
      const end = 4 + this.#held.readUInt32BE(0);
      if (this.#held.length < end) break;
      this.#messages.push(fieldsOf(this.#held.subarray(4, end)));
      this.#held = this.#held.subarray(end);
    }
    for (const wake of [...this.#wakers]) wake();
  }

  #wait<T>(look: () => T | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#wakers.delete(attempt);
        const ids = this.#messages.map((fields) => fields.slice(0, 5).join('|')).slice(0, 12);
        reject(new Error(`${what} has not come; there are: ${ids.join('  ')}`));
      }, PATIENCE_MS);
      const attempt = (): void => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(timer);
        this.#wakers.delete(attempt);
        resolve(found);
      };
      this.#wakers.add(attempt);
      attempt();
    });
  }
}
