/**
 * The desk as a person meets it, in this process, on the simulated market: `/vix` from message to
 * photo beside the same chart drawn bare, the queue beside a bare loop, memory over thousands of
 * commands. Wall time runs fast where the chat's own limits would only be waited for.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDrawing } from '../src/bot/charts/draw.js';
import { vixChart } from '../src/bot/views/vix-card.js';
import { parseConfig } from '../src/config.js';
import { startDesk, type Desk } from '../src/desk/start-desk.js';
import { createMarketClock } from '../src/engine/adapters/system/market-clock.js';
import { createWallClock } from '../src/engine/adapters/system/wall-clock.js';
import type { UserId } from '../src/engine/domain/people.js';
import type { Clock } from '../src/engine/ports/clock.js';
import { createSerialQueue } from '../src/engine/queue.js';
import { milliseconds, timing, type Figure } from './report.js';

const ROUNDS = 30;
const CHARTS = 500;
const TEXTS = 10_000;
const FAST = 20;
/** The service allows one message a second in a chat, so many people ask at once. */
const PEOPLE = Array.from({ length: 30 }, (_, index) => 5001 + index);

/** @param wall runs `FAST` times as fast as time does; the market keeps its pace. */
async function openDesk(wall?: Clock): Promise<{ desk: Desk; close: () => Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), 'voldesk-bench-'));
  const environment = { VOLDESK_HOME: home, VOLDESK_CHAT_PORT: '0', VOLDESK_HEALTH_PORT: '0' };
  const pace = { VOLDESK_SIM_SPEED: String(wall ? 1 / FAST : 1), VOLDESK_LOG_LEVEL: 'error' };
  const config = parseConfig({ ...environment, ...pace });
  if (!config.ok) throw new Error(config.error.sentences.join(' '));
  const desk = await startDesk(config.value, wall);
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

function residentMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1e6;
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

async function memory(): Promise<Figure> {
  const real = createWallClock();
  const wall = createMarketClock({
    wall: real,
    startAtMs: real.nowMs(),
    speed: FAST,
    nights: 'kept',
  });
  const { desk, close } = await openDesk(wall);
  const speaker = new Speaker(desk.address);
  await speaker.listen();
  const owner = 1000 as UserId;
  for (const id of PEOPLE) desk.engine.api.people.grant(owner, id as UserId, 'viewer');
  await flood(speaker, '/vix', 50);
  await flood(speaker, '/id', 500);
  const before = residentMb();
  let most = before;
  for (let part = 0; part < 10; part++) {
    await flood(speaker, '/vix', CHARTS / 10);
    await flood(speaker, '/id', TEXTS / 10);
    most = Math.max(most, process.memoryUsage().rss / 1e6);
  }
  const after = residentMb();
  speaker.close();
  await close();
  return {
    name: `resident memory over ${CHARTS} chart and ${TEXTS} text commands`,
    measured: `${after.toFixed(0)} MB after, ${most.toFixed(0)} MB at most (desk, chat and this bench in one process)`,
    baseline: `${before.toFixed(0)} MB after the first 550`,
    ratio: after / before,
    goal: 'at most 1.10, below 300 MB',
  };
}

export async function* run(): AsyncGenerator<Figure> {
  yield await queueThroughput();
  yield await vixLatency();
  yield await memory();
}
