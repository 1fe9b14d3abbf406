import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** A message of the local chat, as its user side shows it. */
export interface ChatMessage {
  readonly messageId: number;
  readonly from: 'bot' | 'user';
  readonly userId: number;
  readonly text: string | null;
  readonly caption: string | null;
  readonly photo: string | null;
  readonly buttons: readonly (readonly { text: string; data?: string }[])[];
  readonly replyTo: number | null;
  readonly editedAtMs: number | null;
}

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

async function poll<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  const untilMs = performance.now() + 15_000;
  while (performance.now() < untilMs) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`never came: ${what}`);
}

/** The whole desk as a person starts it: the built program in a process of its own. */
export class DeskProcess {
  readonly url: string;
  readonly healthUrl: string;
  readonly home: string;
  /** From the start of the process to the printed address. */
  readonly readyMs: number;

  private constructor(
    place: Pick<DeskProcess, 'url' | 'healthUrl' | 'home' | 'readyMs'>,
    private readonly child: ChildProcess,
    private readonly errors: string[],
  ) {
    this.url = place.url;
    this.healthUrl = place.healthUrl;
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

  async say(text: string, as: { chatId?: number; userId?: number } = {}): Promise<number> {
    const answer = await this.post('/chat/messages', { text, ...as });
    return (answer as { messageId: number }).messageId;
  }

  async press(message: ChatMessage, label: string, as: { chatId?: number; userId?: number } = {}) {
    const data = message.buttons.flat().find((button) => button.text.includes(label))?.data;
    if (data === undefined) {
      throw new Error(`no button ${label} on ${JSON.stringify(message.buttons)}`);
    }
    const body = { messageId: message.messageId, data, ...as };
    return (await this.post('/chat/press', body)) as { answer: string | null; alert: boolean };
  }

  async messages(after = 0, chatId = 1000): Promise<readonly ChatMessage[]> {
    const response = await fetch(`${this.url}/chat/messages?chatId=${chatId}&after=${after}`);
    return (await response.json()) as ChatMessage[];
  }

  /** The bot's first message after another that passes. */
  reply(
    after: number,
    passes: (message: ChatMessage) => boolean = () => true,
    chatId = 1000,
  ): Promise<ChatMessage> {
    return poll(`a reply after ${after}`, async () => {
      const all = await this.messages(after, chatId);
      return all.find((message) => message.from === 'bot' && passes(message)) ?? null;
    });
  }

  /** The same message once it passes. */
  edited(
    message: ChatMessage,
    passes: (message: ChatMessage) => boolean,
    chatId = 1000,
  ): Promise<ChatMessage> {
    return this.reply(
      message.messageId - 1,
      (candidate) => candidate.messageId === message.messageId && passes(candidate),
      chatId,
    );
  }

  async bytes(path: string): Promise<Buffer> {
    const response = await fetch(`${this.url}${path}`);
    return Buffer.from(await response.arrayBuffer());
  }

  private async post(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return answer;
  }
}
