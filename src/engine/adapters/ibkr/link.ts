import { connect, type Socket } from 'node:net';
import { Codec, OLDEST_VERSION, SERVER_VERSIONS } from './codec.js';
import type { Encoder } from '@stoqey/ib/dist/core/io/encoder.js';
import { frameOf, FrameReader, helloFrame } from './frames.js';
import type { Handlers } from './inbound.js';

export interface LinkOptions {
  readonly host: string;
  readonly port: number;
  readonly clientId: number;
  /** What the gateway says, from the start of the session on. */
  readonly handlers: Handlers;
  readonly onBytes: () => void;
  /** Told once, and never after `close`. */
  readonly onClosed: (reason: string) => void;
}

/** One TCP connection to the gateway, used once: a new connection is a new object. */
export interface Link {
  /** Zone of the session's times as the gateway named it; null before its greeting. */
  zone(): string | null;
  write(ask: (encoder: Encoder) => void): void;
  close(): void;
}

const START_API = 71;
const START_API_VERSION = 2;

class TcpLink implements Link {
  private readonly socket: Socket;
  private readonly reader = new FrameReader();
  private codec: Codec | null = null;
  private zoneName: string | null = null;
  private ended: 'no' | 'yes' = 'no';

  constructor(private readonly options: LinkOptions) {
    const { host, port } = options;
    this.socket = connect({ host, port, noDelay: true });
    this.socket.on('connect', () => this.socket.write(helloFrame(SERVER_VERSIONS)));
    this.socket.on('data', (chunk) => this.takeChunk(chunk));
    this.socket.on('error', (cause: NodeJS.ErrnoException) => this.end(cause.code ?? 'error'));
    this.socket.on('close', () => this.end('closed'));
  }

  zone(): string | null {
    return this.zoneName;
  }

  write(ask: (encoder: Encoder) => void): void {
    if (this.ended === 'yes' || !this.codec) return;
    for (const tokens of this.codec.encode(ask)) this.socket.write(frameOf(tokens));
  }

  close(): void {
    this.ended = 'yes';
    this.socket.destroy();
  }

  private end(reason: string): void {
    if (this.ended === 'yes') return;
    this.close();
    this.options.onClosed(reason);
  }

  private takeChunk(chunk: Buffer): void {
    if (this.ended === 'yes') return;
    const messages = this.reader.take(chunk);
    if (!messages) {
      this.end('not-a-gateway');
      return;
    }
    if (messages.length > 0) this.options.onBytes();
    for (const fields of messages) this.takeMessage(fields);
  }

  private takeMessage(fields: readonly string[]): void {
    // A message may have closed this very link.
    if (this.closed()) return;
    if (this.codec) this.codec.decode(fields);
    else this.greet(fields);
  }

  private closed(): boolean {
    return this.ended === 'yes';
  }

  private greet([version = '', time = '']: readonly string[]): void {
    const serverVersion = Number(version);
    if (!(serverVersion >= OLDEST_VERSION && serverVersion <= SERVER_VERSIONS.to)) {
      this.end(`server-version ${version.slice(0, 12)}`);
      return;
    }
    // `20260515 19:38:30 British Summer Time`
    this.zoneName = time.split(' ').slice(2).join(' ') || null;
    this.codec = new Codec(serverVersion, this.options.handlers);
    const { clientId } = this.options;
    this.socket.write(frameOf([START_API, START_API_VERSION, clientId, '']));
  }
}

export function openLink(options: LinkOptions): Link {
  return new TcpLink(options);
}
