import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { createDeskBot, type DeskBot, type DeskBotOptions } from '../../../src/bot/desk-bot.js';
import {
  command,
  type AnyCommand,
  type Card,
  type CommandContext,
  type Reply,
} from '../../../src/bot/command.js';
import type { ChartRenderer, LineChartSpec } from '../../../src/bot/charts/spec.js';
import { escapeHtml, type Html } from '../../../src/bot/html.js';
import { openDeskStore } from '../../../src/engine/adapters/sqlite/desk-store.js';
import type { EngineApi } from '../../../src/engine/api.js';
import type { UserId } from '../../../src/engine/domain/people.js';
import type { AlertApi } from '../../../src/engine/domain/vol-alert.js';
import type { ScoreApi } from '../../../src/engine/domain/score-views.js';
import type { TradingApi } from '../../../src/engine/domain/trading-api.js';
import { fakeAlerts } from '../../support/alert-api.js';
import { fakeScore } from '../../support/score-api.js';
import { fakeVol } from '../../support/vol-api.js';
import { createPeople } from '../../../src/engine/people.js';
import type { Chance } from '../../../src/engine/ports/chance.js';
import type { Log } from '../../../src/engine/ports/log.js';
import type { Store } from '../../../src/engine/ports/store.js';
import {
  startLocalChat,
  type LocalChat,
  type LocalChatOptions,
} from '../../../src/sandbox/local-chat.js';
import { ManualClock } from '../../support/manual-clock.js';

export const TOKEN = '424242:AAtestAAtestAAtestAAtestAAtestAA';
export const OWNER = 1000 as UserId;
export const GROUP = -2000;
export const LOCALES = fileURLToPath(new URL('../../../locales', import.meta.url));

export interface LogLine {
  readonly level: keyof Log;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export class MemoryLog implements Log {
  readonly lines: LogLine[] = [];
  debug = this.writer('debug');
  info = this.writer('info');
  warn = this.writer('warn');
  error = this.writer('error');

  events(): readonly string[] {
    return this.lines.map(({ event }) => event);
  }

  text(): string {
    return JSON.stringify(this.lines);
  }

  private writer(level: keyof Log): Log['info'] {
    return (event, fields = {}) => void this.lines.push({ level, event, fields });
  }
}

/** The same numbers at every run. */
export function seededChance(seed = 1): Chance {
  let state = seed;
  const uniform = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const hex = (bytes: number): string =>
    Array.from({ length: bytes }, () =>
      Math.floor(uniform() * 256)
        .toString(16)
        .padStart(2, '0'),
    ).join('');
  return { uniform, hex };
}

const PIXEL_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Draws every chart as one pixel and counts. */
export class PixelCharts implements ChartRenderer {
  drawn = 0;
  broken: 'yes' | 'no' = 'no';

  render(): Promise<Uint8Array> {
    this.drawn += 1;
    return this.broken === 'yes'
      ? Promise.reject(new Error('no pencil'))
      : Promise.resolve(PIXEL_PNG);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export function chartOf(title: string): LineChartSpec {
  return {
    kind: 'line',
    title,
    delta: null,
    subtitle: '',
    mode: 'SIM',
    footer: '',
    x: { kind: 'category', labels: ['a', 'b'] },
    y: { unit: '', decimals: 2 },
    series: [{ name: 's', role: 'main', style: 'line', points: [{ x: 0, y: 1 }] }],
    levels: [],
  };
}

/** Text of a test's own, taken as it is. */
export function html(text: string): Html {
  return text as Html;
}

export function textCard(text: string, buttons: Card['buttons'] = []): Card {
  return { kind: 'card', text: escapeHtml(text), buttons };
}

type Simple = Partial<Omit<AnyCommand, 'run' | 'args'>> & { readonly name: string };

type AnyRun = (context: CommandContext) => Promise<Reply>;

/** A command without arguments. */
export function simpleCommand(of: Simple, run: AnyRun): AnyCommand {
  return command({ ...plain, ...of, run });
}

const plain = {
  name: '',
  aliases: [] as readonly string[],
  role: 'viewer' as const,
  chats: ['private', 'group'] as const,
  menu: 'unlisted' as const,
  section: 'house' as const,
  args: z.object({}),
  run: (): Promise<Card> => Promise.resolve(textCard('')),
} satisfies Parameters<typeof command>[0];

function idleTrading(): TradingApi {
  return new Proxy({} as TradingApi, {
    get: () => () => {
      throw new Error('not part of this test');
    },
  });
}

function engineOf(
  store: Store,
  clock: ManualClock,
  {
    trading = idleTrading(),
    score = fakeScore(),
    alerts = fakeAlerts(),
  }: Pick<DeskSetup, 'trading' | 'score' | 'alerts'>,
): EngineApi {
  const people = createPeople({ store, owners: [OWNER], wall: clock });
  const never = (): never => {
    throw new Error('not part of this test');
  };
  return {
    mode: 'SIM',
    people,
    trading,
    score,
    vol: fakeVol(),
    alerts,
    marketNowMs: () => clock.nowMs(),
    symbols: () => ['SPX', 'SPY'],
    vix: never,
    curve: never,
    quote: never,
    digest: never,
    status: never,
  };
}

export interface DeskSetup {
  readonly commands?: readonly AnyCommand[];
  readonly chat?: Partial<LocalChatOptions>;
  readonly store?: Store;
  readonly trading?: TradingApi;
  readonly score?: ScoreApi;
  readonly alerts?: AlertApi;
  readonly bot?: Partial<DeskBotOptions>;
  readonly group?: DeskBotOptions['group'];
}

export function openStore(path = ':memory:'): Store {
  const opened = openDeskStore(path, {});
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}

/** A desk's chat side on real sockets, in time that moves by hand. */
export class TestDesk {
  readonly log = new MemoryLog();
  readonly charts = new PixelCharts();
  readonly store: Store;
  readonly engine: EngineApi;
  bot: DeskBot;
  /** Updates that `idle` waits for. */
  expected = 0;

  private constructor(
    readonly clock: ManualClock,
    readonly local: LocalChat,
    private readonly setup: DeskSetup,
  ) {
    this.store = setup.store ?? openStore();
    this.engine = engineOf(this.store, clock, setup);
    this.bot = this.newBot();
  }

  static async make(setup: DeskSetup = {}): Promise<TestDesk> {
    const clock = new ManualClock();
    const local = await startLocalChat({
      port: 0,
      directory: null,
      token: TOKEN,
      clock,
      ...setup.chat,
    });
    return new TestDesk(clock, local, setup);
  }

  /** Made and started: the bot polls. */
  static async start(setup: DeskSetup = {}): Promise<TestDesk> {
    const desk = await TestDesk.make(setup);
    await desk.bot.start();
    return desk;
  }

  get control() {
    return this.local.control;
  }

  newBot(chance: Chance = seededChance()): DeskBot {
    return createDeskBot({ ...this.optionsOfAnother(), chance });
  }

  /** For a second bot on the same service and store. */
  optionsOfAnother(): Omit<DeskBotOptions, 'chance'> {
    return {
      token: TOKEN,
      apiRoot: this.local.apiRoot,
      engine: this.engine,
      chat: this.store.chat,
      transaction: (run) => this.store.transaction(run),
      wall: this.clock,
      log: this.log,
      commands: this.setup.commands ?? [],
      charts: this.charts,
      localesDir: LOCALES,
      owners: [OWNER],
      group: this.setup.group ?? null,
      noticeCards: (_context, { body }) =>
        textCard(body.kind === 'digest' ? `digest of ${body.view.day}` : body.kind),
      onMissingText: ({ key, language, reason }) => {
        throw new Error(`${language} lacks ${key}: ${reason}`);
      },
      ...this.setup.bot,
    };
  }

  /** Stops the bot and starts another on the same store. */
  async restart(): Promise<void> {
    await this.stop();
    this.expected = 0;
    this.bot = this.newBot(seededChance(2));
    await this.bot.start();
  }

  says(text: string, userId: number = OWNER): number {
    this.expected += 1;
    return this.control.userSays({ text, userId }).messageId;
  }

  /** Presses a button of the newest message, whether or not it is there. */
  async presses(data: string, userId: number = OWNER) {
    this.expected += 1;
    const messageId = this.written(userId).at(-1)?.messageId ?? 0;
    const pressed = this.control.userPressesStale({ chatId: userId, messageId, data });
    await this.idle();
    return pressed;
  }

  /** What the bot wrote to a chat and has not deleted, oldest first. */
  written(chatId: number = OWNER) {
    return this.control.history(chatId).filter(({ from, deleted }) => from === 'bot' && !deleted);
  }

  texts(chatId: number = OWNER): readonly string[] {
    return this.written(chatId).map(({ text, caption }) => text ?? caption ?? '');
  }

  calls(method: string): number {
    return this.control.calls().filter((call) => call.method.toLowerCase() === method.toLowerCase())
      .length;
  }

  /** Waits for real sockets, in standing time. */
  async until(done: () => boolean, what = 'what the test waits for'): Promise<void> {
    // Bounded by turns of the event loop, not by a clock; a turn is well under a millisecond.
    for (let turn = 0; turn < 40_000; turn++) {
      if (done()) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error(`never: ${what}; bot wrote ${JSON.stringify(this.texts())}`);
  }

  /** Waits while time runs in small steps. */
  async pass(done: () => boolean, limitMs = 120_000): Promise<void> {
    const endAtMs = this.clock.nowMs() + limitMs;
    await this.soon(done);
    while (!done()) {
      if (this.clock.nowMs() >= endAtMs)
        throw new Error(`not within ${limitMs} ms; bot wrote ${JSON.stringify(this.texts())}`);
      await this.clock.advanceAsync(100);
      await this.soon(done);
    }
  }

  /** As much standing time as a few requests need. */
  private async soon(done: () => boolean): Promise<void> {
    for (let turn = 0; turn < 60 && !done(); turn++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Gives sockets a few turns of the event loop. */
  async settle(turns = 30): Promise<void> {
    for (let turn = 0; turn < turns; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Says it and waits until the bot has written `count` messages more. */
  async ask(text: string, userId: number = OWNER, count = 1): Promise<void> {
    const before = this.written(userId).length;
    this.says(text, userId);
    await this.pass(() => this.written(userId).length >= before + count);
    await this.idle();
  }

  /** Waits until everything asked was handled and everything written was sent. */
  async idle(limitMs?: number): Promise<void> {
    await this.pass(() => {
      const { waiting, handled } = this.bot.state();
      return waiting === 0 && handled >= this.expected;
    }, limitMs);
  }

  /** Stops the bot while time goes on, as its grace periods need. */
  async stop(): Promise<void> {
    let stopped = false;
    const stopping = this.bot.stop().then(() => {
      stopped = true;
    });
    await this.pass(() => stopped, 3_000);
    await stopping;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.local.close();
    if (!this.setup.store) this.store.close();
  }
}
