import type { EngineApi } from '../engine/api.js';
import type { Notice } from '../engine/domain/notice.js';
import type { UserId } from '../engine/domain/people.js';
import type { Chance } from '../engine/ports/chance.js';
import type { ChatStore } from '../engine/ports/chat-store.js';
import type { Clock } from '../engine/ports/clock.js';
import type { Log } from '../engine/ports/log.js';
import type { GroupPlace } from './access.js';
import type { ChartRenderer } from './charts/spec.js';
import type { AnyCommand, Card, CommandContext } from './command.js';
import type { MissingText } from './i18n.js';

/** What the bot stands on; times are wall time. */
export interface DeskBotOptions {
  readonly token: string;
  readonly apiRoot: string;
  readonly engine: EngineApi;
  readonly chat: ChatStore;
  transaction<T>(run: () => T): T;
  readonly wall: Clock;
  readonly chance: Chance;
  readonly log: Log;
  readonly commands: readonly AnyCommand[];
  readonly charts: ChartRenderer;
  /** Holds `<language>/*.ftl`. */
  readonly localesDir: string;
  readonly owners: readonly UserId[];
  readonly group: GroupPlace | null;
  /** A piece of news as its reader sees it. */
  noticeCards(context: CommandContext, notice: Notice): Card;
  /** Told of a text that `locales/` lacks; logged as an error by default, and the key is shown. */
  onMissingText?(missing: MissingText): void;
}
