/**
 * The desk as a person meets it, on the simulated market: `/vix` from message to photo beside the
 * same chart drawn bare, the queue beside a bare loop, and the memory of the started program over
 * thousands of commands (six minutes, because the chat takes thirty messages a second).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDrawing } from '../src/bot/charts/draw.js';
import { vixChart } from '../src/bot/views/vix-card.js';
import { parseConfig } from '../src/config.js';
import { startDesk, type Desk } from '../src/desk/start-desk.js';
import { createSerialQueue } from '../src/engine/queue.js';
import { DeskProcess, freePort } from '../test/support/desk-process.js';
import { milliseconds, timing, type Figure } from './report.js';

const CLI = join(import.meta.dirname, '..', 'dist', 'cli.js');
const ROUNDS = 30;
const CHARTS = 500;
const TEXTS = 10_000;
const PARTS = 10;
/** The service allows one message a second in a chat, so many people ask at once. */
const PEOPLE = Array.from({ length: 30 }, (_, index) => 5001 + index);

async function openDesk(): Promise<{ desk: Desk; close: () => Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), 'voldesk-bench-'));
  const environment = { VOLDESK_HOME: home, VOLDESK_CHAT_PORT: '0', VOLDESK_HEALTH_PORT: '0' };
  const config = parseConfig({ ...environment, VOLDESK_LOG_LEVEL: 'error' });
  if (!config.ok) throw new Error(config.error.sentences.join(' '));
  const desk = await startDesk(config.value);
  return {
    desk,
    close: async () => {
      await desk.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

interface Told {
  readonly chatId: number;
  readonly from: 'bot' | 'user';
  readonly messageId: number;
  readonly photo: string | null;
}

/** Speaks in the chat and hears every message by the event stream, as the page does. */
class Speaker {
  readonly #waiting = new Set<(told: Told) => void>();
  readonly #abort = new AbortController();
  heard = 0;

  constructor(private readonly url: string) {}

  async listen(): Promise<void> {
    const stream = await fetch(new URL('chat/events', this.url), { signal: this.#abort.signal });
    if (!stream.ok) throw new Error(`the event stream answered ${stream.status}`);
    void this.#read(stream).catch(() => undefined);
  }

  async #read(stream: Response): Promise<void> {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const bytes of stream.body ?? []) {
      rest += decoder.decode(bytes as Uint8Array, { stream: true });
      const events = rest.split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) this.#tell(event);
    }
  }

  #tell(event: string): void {
    const data = /^data: (.*)$/m.exec(event)?.[1];
    if (!data || !/^event: message$/m.test(event)) return;
    const told = JSON.parse(data) as Told;
    if (told.from !== 'bot') return;
    this.heard += 1;
    this.#waiting.forEach((hear) => hear(told));
  }

  next(passes: (told: Told) => boolean): Promise<Told> {
    return new Promise((resolve) => {
      const hear = (told: Told) => {
        if (!passes(told)) return;
        this.#waiting.delete(hear);
        resolve(told);
      };
      this.#waiting.add(hear);
    });
  }

  async say(text: string, userId = 1000): Promise<void> {
    const response = await fetch(new URL('chat/messages', this.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text, userId }),
    });
    if (!response.ok) throw new Error(`the chat answered ${response.status}`);
    await response.arrayBuffer();
  }

  close(): void {
    this.#abort.abort();
  }
}

async function vixLatency(): Promise<Figure> {
  const { desk, close } = await openDesk();
  const speaker = new Speaker(desk.address);
  await speaker.listen();
  const draw = createDrawing();
  const whole: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS + 3; round++) {
    const view = await desk.engine.api.vix('6m');
    if (!view.ok) throw new Error(view.error.code);
    const spec = vixChart(view.value, 'America/New_York');
    const bareMs = performance.now();
    draw(spec, 'light');
    const betweenMs = performance.now();
    const photo = speaker.next(({ photo: path }) => path !== null);
    await speaker.say('/vix');
    await photo;
    const endMs = performance.now();
    if (round >= 3) {
      bare.push(betweenMs - bareMs);
      whole.push(endMs - betweenMs);
    }
    // One message a second is what the service allows in a chat.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
  }
  speaker.close();
  await close();
  const [a, b] = [timing(whole), timing(bare)];
  return {
    name: '/vix from message to photo',
    measured: milliseconds(a),
    baseline: `the same chart drawn bare: ${milliseconds(b)}`,
    ratio: a.medianMs / b.medianMs,
    goal: 'at most 1.5',
  };
}

async function queueThroughput(): Promise<Figure> {
  const count = 1_000_000;
  let sum = 0;
  const startMs = performance.now();
  const queue = createSerialQueue<number>({
    nowMs: () => performance.now(),
    step: (event) => void (sum += event),
    onBug: (cause) => {
      throw cause;
    },
  });
  for (let i = 0; i < count; i++) queue.push(i);
  await queue.idle();
  const queueMs = performance.now() - startMs;
  const steps: ((event: number) => void)[] = [(event) => void (sum += event)];
  const bareMs = performance.now();
  for (let i = 0; i < count; i++) {
    performance.now();
    steps[0]?.(i);
  }
  const loopMs = performance.now() - bareMs;
  return {
    name: 'events through the serial queue',
    measured: `${Math.round((count / queueMs) * 1000)} a second`,
    baseline: `a bare loop that reads the clock: ${Math.round((count / loopMs) * 1000)} a second`,
    ratio: queueMs / loopMs,
    goal: 'none; the market sends some hundreds a second',
  };
}

/** Everybody in turn says a line, `count` in all, and all answers are waited for. */
async function flood(speaker: Speaker, text: string, count: number): Promise<void> {
  for (let said = 0; said < count; said += PEOPLE.length) {
    const asking = PEOPLE.slice(0, count - said);
    const until = speaker.heard + asking.length;
    await Promise.all(asking.map((userId) => speaker.say(text, userId)));
    while (speaker.heard < until) await speaker.next(() => true);
  }
}

/** Of the desk's process alone, by its own metrics. */
async function residentMb(desk: DeskProcess): Promise<number> {
  const text = await (await fetch(`${desk.healthUrl}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]) / 1e6;
}

/** The local chat in a process of its own, as Telegram would be. */
async function openChat(): Promise<{ url: string; token: string; close: () => void }> {
  const home = mkdtempSync(join(tmpdir(), 'voldesk-chat-'));
  const token = '1000000:bench-bench-bench-bench';
  const port = String(await freePort());
  const program = [CLI, 'chat', '--port', port, '--token', token];
  const child = spawn(process.execPath, program, { env: { ...process.env, VOLDESK_HOME: home } });
  await once(child.stdout, 'data');
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    close: () => {
      child.kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function memory(): Promise<Figure> {
  const chat = await openChat();
  const desk = await DeskProcess.start({
    TELEGRAM_BOT_TOKEN: chat.token,
    TELEGRAM_API_ROOT: chat.url,
    VOLDESK_OWNER_ID: '1000',
  });
  const speaker = new Speaker(chat.url);
  await speaker.listen();
  for (const id of PEOPLE) await speaker.say(`/users add ${id} viewer`);
  while (speaker.heard < PEOPLE.length) await speaker.next(() => true);
  await flood(speaker, '/vix', 2 * PEOPLE.length);
  await flood(speaker, '/id', 10 * PEOPLE.length);
  const first = await residentMb(desk);
  let most = first;
  for (let part = 0; part < PARTS; part++) {
    await flood(speaker, '/vix', CHARTS / PARTS);
    await flood(speaker, '/id', TEXTS / PARTS);
    most = Math.max(most, await residentMb(desk));
  }
  const last = await residentMb(desk);
  speaker.close();
  await desk.stop();
  chat.close();
  return {
    name: `resident memory over ${CHARTS} chart and ${TEXTS} text commands`,
    measured: `${last.toFixed(0)} MB after, ${most.toFixed(0)} MB at most (the desk's process)`,
    baseline: `${first.toFixed(0)} MB after the first ${12 * PEOPLE.length}`,
    ratio: last / first,
    goal: 'at most 1.10; 200 MB, limit 300 MB',
  };
}

export async function* run(): AsyncGenerator<Figure> {
  yield await queueThroughput();
  yield await vixLatency();
  yield await memory();
}
