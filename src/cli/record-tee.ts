import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Clock } from '../engine/ports/clock.js';
import { AccountMask } from './account-mask.js';

export type Direction = 'client' | 'gateway';

/** One line of a recording. Account numbers are masked in every text. */
export type RecordedLine =
  | {
      readonly recording: 'ibkr';
      readonly version: 1;
      readonly atMs: number;
    }
  /** The first bytes of a client: the versions it speaks. */
  | {
      readonly atMs: number;
      readonly link: number;
      readonly from: 'client';
      readonly hello: string;
    }
  | {
      readonly atMs: number;
      readonly link: number;
      readonly from: Direction;
      readonly fields: readonly string[];
    }
  | {
      readonly atMs: number;
      readonly link: number;
      readonly event: 'opened' | 'closed' | 'unreachable' | 'unreadable';
      readonly why?: string;
    };

export interface TeeOptions {
  readonly listenPort: number;
  readonly to: { readonly host: string; readonly port: number };
  readonly clock: Clock;
  readonly write: (line: RecordedLine) => void;
}

export interface TeeCounts {
  readonly links: number;
  readonly clientFrames: number;
  readonly gatewayFrames: number;
  readonly accounts: number;
}

export interface Tee {
  readonly port: number;
  counts(): TeeCounts;
  /** Ends the port and every connection. */
  close(): Promise<void>;
}

const MAGIC = Buffer.from('API\0', 'latin1');
/** Longest message of the protocol (Java client, `0xFFFFFF`). */
const LONGEST_FRAME = 0xffffff;

/** Bodies of messages out of a stream that may be cut anywhere. */
class Bodies {
  private held = Buffer.alloc(0);
  private state: 'magic' | 'frames' | 'lost';

  constructor(from: Direction) {
    this.state = from === 'client' ? 'magic' : 'frames';
  }

  /** @returns what is now whole; `lost` once where the stream is of no such protocol. */
  take(chunk: Buffer): readonly Buffer[] | 'lost' {
    if (this.state === 'lost') return [];
    this.held = Buffer.concat([this.held, chunk]);
    if (this.state === 'magic') {
      const length = Math.min(MAGIC.length, this.held.length);
      if (!this.held.subarray(0, length).equals(MAGIC.subarray(0, length))) return this.lose();
      if (length < MAGIC.length) return [];
      this.held = this.held.subarray(MAGIC.length);
      this.state = 'frames';
    }
    const bodies: Buffer[] = [];
    while (this.held.length >= 4) {
      const length = this.held.readUInt32BE(0);
      if (length > LONGEST_FRAME) return this.lose();
      if (this.held.length < 4 + length) break;
      bodies.push(this.held.subarray(4, 4 + length));
      this.held = this.held.subarray(4 + length);
    }
    return bodies;
  }

  private lose(): 'lost' {
    this.state = 'lost';
    this.held = Buffer.alloc(0);
    return 'lost';
  }
}

function fieldsOf(body: Buffer): string[] {
  const fields = body.toString('utf8').split('\0');
  if (fields.at(-1) === '') fields.pop();
  return fields;
}

/** Stands between clients and a gateway: passes every byte on at once and writes down each message. */
class RecordingTee {
  private readonly mask = new AccountMask();
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((client) => this.join(client));
  private links = 0;
  private readonly frames = { client: 0, gateway: 0 };

  constructor(private readonly options: TeeOptions) {}

  async open(): Promise<Tee> {
    const { listenPort, write, clock } = this.options;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      // Of this machine only: whoever reaches the port reaches the account.
      this.server.listen(listenPort, '127.0.0.1', resolve);
    });
    write({ recording: 'ibkr', version: 1, atMs: clock.nowMs() });
    return {
      port: (this.server.address() as AddressInfo).port,
      counts: () => ({
        links: this.links,
        clientFrames: this.frames.client,
        gatewayFrames: this.frames.gateway,
        accounts: this.mask.count(),
      }),
      close: () => this.close(),
    };
  }

  private async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private join(client: Socket): void {
    const link = ++this.links;
    const gateway = connect({ ...this.options.to, noDelay: true });
    client.setNoDelay(true);
    const { clock, write } = this.options;
    const say = (event: 'opened' | 'closed' | 'unreachable', why?: string) => {
      write({ atMs: clock.nowMs(), link, event, ...(why === undefined ? {} : { why }) });
    };
    let isReached: 'no' | 'yes' = 'no';
    gateway.once('connect', () => {
      isReached = 'yes';
      say('opened');
    });
    gateway.on('error', (cause: NodeJS.ErrnoException) => {
      if (isReached === 'no') say('unreachable', cause.code ?? 'error');
    });
    client.on('error', () => undefined);
    this.copy({ link, from: 'client', source: client, sink: gateway });
    this.copy({ link, from: 'gateway', source: gateway, sink: client });
    for (const socket of [client, gateway]) this.sockets.add(socket);
    client.once('close', () => {
      this.sockets.delete(client);
      gateway.destroy();
      if (isReached === 'yes') say('closed');
    });
    gateway.once('close', () => {
      this.sockets.delete(gateway);
      // What came before the end is still delivered.
      client.end();
      client.destroySoon();
    });
  }

  private copy(of: {
    readonly link: number;
    readonly from: Direction;
    readonly source: Socket;
    readonly sink: Socket;
  }): void {
    const { link, from, source, sink } = of;
    const bodies = new Bodies(from);
    let isHello: 'yes' | 'no' = from === 'client' ? 'yes' : 'no';
    source.pipe(sink, { end: false });
    source.on('data', (chunk: Buffer) => {
      const whole = bodies.take(chunk);
      const atMs = this.options.clock.nowMs();
      if (whole === 'lost') {
        this.options.write({ atMs, link, event: 'unreadable', why: from });
        return;
      }
      for (const body of whole) {
        if (from === 'client' && isHello === 'yes') {
          isHello = 'no';
          const hello = this.mask.maskText(body.toString('latin1'));
          this.options.write({ atMs, link, from, hello });
          continue;
        }
        this.frames[from] += 1;
        this.options.write({ atMs, link, from, fields: this.mask.mask(fieldsOf(body)) });
      }
    });
  }
}

/**
 * Opens a tee on a port of this machine before a gateway. Bytes pass unchanged; messages are written
 * down with their direction and time of receipt, account numbers masked.
 * @throws where the port cannot be listened on.
 */
export function openTee(options: TeeOptions): Promise<Tee> {
  return new RecordingTee(options).open();
}
