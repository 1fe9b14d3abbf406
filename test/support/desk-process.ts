import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ChatClient } from './chat-client.js';

export type { ChatMessage } from './chat-client.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** What `npm start` gives to Node. */
function startArguments(): string[] {
  const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const { scripts } = JSON.parse(text) as { scripts: { start: string } };
  const [, ...words] = scripts.start.split(' ');
  return words.map((word) => (word.startsWith('-') ? word : join(ROOT, word)));
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export function temporaryHome(): string {
  return mkdtempSync(join(tmpdir(), 'voldesk-'));
}

/** The whole desk as a person starts it: the built program in a process of its own. */
export class DeskProcess extends ChatClient {
  readonly home: string;
  /** From the start of the process to the printed address. */
  readonly readyMs: number;

  private constructor(
    place: Pick<DeskProcess, 'url' | 'healthUrl' | 'home' | 'readyMs'>,
    private readonly child: ChildProcess,
    private readonly errors: string[],
  ) {
    super(place.url, place.healthUrl);
    this.home = place.home;
    this.readyMs = place.readyMs;
  }

  static async start(
    environment: Readonly<Record<string, string>> = {},
    home = temporaryHome(),
    words: readonly string[] = startArguments(),
  ): Promise<DeskProcess> {
    const healthPort = await freePort();
    const startMs = performance.now();
    const child = spawn(process.execPath, words, {
      cwd: home,
      env: {
        PATH: process.env['PATH'],
        VOLDESK_HOME: home,
        VOLDESK_CHAT_PORT: '0',
        VOLDESK_HEALTH_PORT: String(healthPort),
        VOLDESK_LOG_LEVEL: 'warn',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const errors: string[] = [];
    child.stderr.on('data', (bytes: Buffer) => errors.push(bytes.toString()));
    let printed = '';
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (bytes: Buffer) => {
        printed += bytes.toString();
        const address = /https?:\/\/\S+/.exec(printed)?.[0];
        if (address) resolve(address.replace(/\/$/, ''));
      });
      child.once('exit', (code) => reject(new Error(`ended with ${code}: ${errors.join('')}`)));
    });
    const readyMs = performance.now() - startMs;
    const healthUrl = `http://127.0.0.1:${healthPort}`;
    return new DeskProcess({ url, healthUrl, home, readyMs }, child, errors);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  complaints(): string {
    return this.errors.join('');
  }

  /** Ends the process; the home is kept where it is to be started again. */
  async stop(home: 'keep' | 'remove' = 'remove', signal: NodeJS.Signals = 'SIGTERM') {
    const startMs = performance.now();
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    const [code] = (await ended) as [number | null];
    if (home === 'remove') rmSync(this.home, { recursive: true, force: true });
    return { code, tookMs: performance.now() - startMs };
  }
}
