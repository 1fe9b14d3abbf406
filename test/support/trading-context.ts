import { join } from 'node:path';
import { parseArguments } from '../../src/bot/arguments.js';
import { parseCallback } from '../../src/bot/callback.js';
import { columnsOf } from '../../src/bot/views/columns.js';
import type {
  AnyCommand,
  Card,
  CommandContext,
  MoneyInGroup,
  Reply,
} from '../../src/bot/command.js';
import { plainText, type Html } from '../../src/bot/html.js';
import { loadTranslations } from '../../src/bot/i18n.js';
import type { EngineApi } from '../../src/engine/api.js';
import { DEFAULT_SETTINGS, type Language, type Role } from '../../src/engine/domain/people.js';
import type { TradingApi } from '../../src/engine/domain/trading-api.js';
import type { EpochMs } from '../../src/engine/domain/units.js';
import type { AlertApi } from '../../src/engine/domain/vol-alert.js';
import type { VolApi } from '../../src/engine/domain/vol-views.js';
import type { ScoreApi } from '../../src/engine/domain/score-views.js';
import { fakeAlerts } from './alert-api.js';
import { fakeScore } from './score-api.js';
import { fakeTrading } from './trading-api.js';
import { DESK_NOW, OWNER } from './trading-views.js';
import { fakeVol } from './vol-api.js';

const translations = loadTranslations(join(import.meta.dirname, '../../locales'), (missing) => {
  throw new Error(`no text ${missing.key} in ${missing.language}: ${missing.reason}`);
});

export interface ContextParts {
  readonly trading?: TradingApi;
  readonly score?: ScoreApi;
  readonly vol?: VolApi;
  readonly alerts?: AlertApi;
  readonly language?: Language;
  readonly role?: Role;
  readonly kind?: 'private' | 'group';
  readonly groupMoney?: MoneyInGroup;
  readonly nowMs?: EpochMs;
}

function engineOf(parts: ContextParts): EngineApi {
  const never = (): never => {
    throw new Error('not part of this test');
  };
  return {
    mode: 'SIM',
    trading: parts.trading ?? fakeTrading(),
    score: parts.score ?? fakeScore(),
    get people() {
      return never();
    },
    vol: parts.vol ?? fakeVol(),
    alerts: parts.alerts ?? fakeAlerts(),
    marketNowMs: () => DESK_NOW,
    symbols: () => ['SPX', 'SPY'],
    vix: never,
    curve: never,
    quote: never,
    digest: never,
    status: never,
  };
}

/** A person before a desk whose order path is the fake's. */
export function tradingContext(parts: ContextParts = {}): CommandContext {
  const language = parts.language ?? 'en';
  return {
    user: {
      id: OWNER,
      role: parts.role ?? 'owner',
      settings: { ...DEFAULT_SETTINGS, language },
    },
    chat: { id: OWNER, kind: parts.kind ?? 'private', topicId: null },
    engine: engineOf(parts),
    t: translations(language),
    tIn: translations,
    nowMs: parts.nowMs ?? DESK_NOW,
    commands: [],
    groupMoney: { read: () => parts.groupMoney ?? 'hidden', write: () => undefined },
  };
}

/** Answers of a set of commands to typed lines and to buttons that carry them. */
export class Desk {
  constructor(
    private readonly commands: readonly AnyCommand[],
    readonly context: CommandContext,
  ) {}

  async reply(line: string): Promise<Reply> {
    const { name, words } = parseCallback(line);
    const found = this.commands.find((each) => each.name === name);
    if (!found) throw new Error(`no command ${name}`);
    const parsed = parseArguments(found.args, words);
    if (!parsed.ok) throw new Error(`${line}: ${parsed.error.code}`);
    return found.run(this.context, parsed.value as never);
  }

  async card(line: string): Promise<Card> {
    const reply = await this.reply(line);
    if (reply.kind !== 'card') throw new Error(`${line}: a card was expected, not ${reply.kind}`);
    return reply;
  }

  /** What a person reads: a card's text, or a toast. */
  async text(line: string): Promise<string> {
    const reply = await this.reply(line);
    if (reply.kind === 'dialog') throw new Error(`${line}: words were expected, not a dialogue`);
    return plainText(reply.kind === 'card' ? reply.text : reply.toast);
  }
}

export function labels(card: Card): readonly string[] {
  return (card.buttons ?? []).flat().map(({ label }) => plainText(label));
}

/** What the button with these words carries. */
export function pressed(card: Card, label: string): string {
  const found = (card.buttons ?? []).flat().find((button) => button.label.includes(label));
  if (found?.kind !== 'command') throw new Error(`no button ${label} in ${labels(card).join()}`);
  return found.data;
}

/** Widths of the lines in monospaced blocks, in columns of a phone. */
export function columns(text: Html): readonly number[] {
  const blocks = [...text.matchAll(/<pre>([\s\S]*?)<\/pre>/gu)].map(([, block = '']) => block);
  return blocks.flatMap((block) => plainText(block as Html).split('\n')).map(columnsOf);
}
