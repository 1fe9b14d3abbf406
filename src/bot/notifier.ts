import { DateTime } from 'luxon';
import type { Notice } from '../engine/domain/notice.js';
import type { UserId, UserSettings } from '../engine/domain/people.js';
import { err, ok } from '../engine/domain/result.js';
import type { EpochMs } from '../engine/domain/units.js';
import type { Log } from '../engine/ports/log.js';
import type { Notifier } from '../engine/ports/notifier.js';
import type { AccessBook, GroupPlace } from './access.js';
import type { Card, CommandContext } from './command.js';
import { describeError } from './mask.js';
import type { Outbox } from './outbox.js';
import type { OutboxBody, StoredCard } from './outbox-body.js';
import type { Presenter } from './presenter.js';
import { routeOf, type Route } from './routes.js';

export interface ChatNotifierOptions {
  readonly transaction: <T>(run: () => T) => T;
  readonly log: Log;
  readonly access: AccessBook;
  readonly presenter: Presenter;
  readonly outbox: Outbox;
  noticeCards(context: CommandContext, notice: Notice): Card;
}

/** True inside a person's quiet hours, which may span midnight. */
export function isQuiet(settings: UserSettings, nowMs: EpochMs): boolean {
  if (!settings.quiet) return false;
  const { from, to } = settings.quiet;
  const now = DateTime.fromMillis(nowMs, { zone: settings.zone });
  const minute = now.hour * 60 + now.minute;
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return start <= end ? minute >= start && minute < end : minute >= start || minute < end;
}

/** Has this person asked for no news of this kind? */
function isMuted({ body }: Notice, { chat, engine, user }: CommandContext): boolean {
  if (chat.kind !== 'private') return false;
  if (body.kind === 'signal') return engine.score.mutedUntilMs(user.id) !== null;
  const built = body.kind === 'vol-alert' || body.kind === 'data' ? body.to : null;
  return built?.kind === 'informed' && engine.alerts.builtIn(user.id, built.unlessOff) === 'off';
}

function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}

function bodyOf(route: Route, card: StoredCard, context: CommandContext): OutboxBody {
  const { handle, replyTo } = route;
  const { topicId } = context.chat;
  if (route.op === 'edit' && handle !== null) {
    return { op: 'edit', card, topicId, target: { kind: 'handle', handle }, last: 'no' };
  }
  const quiet = route.sound === 'unless-quiet' && isQuiet(context.user.settings, context.nowMs);
  return { op: 'send', card, topicId, replyTo, sound: quiet ? 'silent' : 'loud', handle };
}

/** Writes news for its readers into the outbox, once for each chat; see `routeOf`. */
export function createChatNotifier(options: ChatNotifierOptions): Notifier {
  const { access, log, outbox, presenter, transaction } = options;

  const post = (notice: Notice, route: Route, context: CommandContext): void => {
    if (isMuted(notice, context)) return;
    if (!access.reachable(context.chat.id)) {
      log.warn('notice-not-sent', { id: notice.id, chatId: context.chat.id });
      return;
    }
    const effects: (() => void)[] = [];
    const card = presenter.compose(options.noticeCards(context, notice), context, effects);
    for (const effect of effects) effect();
    // A word instead of the id: a group that moved is still the same group.
    const chatKey = context.chat.kind === 'group' ? 'group' : String(context.chat.id);
    outbox.post({
      chatId: context.chat.id,
      priority: route.priority,
      onceKey: `${notice.id}:${chatKey}`,
      body: bodyOf(route, card, context),
    });
  };

  function readersOf({ to }: Route): readonly (UserId | GroupPlace)[] {
    const group = access.group() ?? [];
    switch (to) {
      case 'informed':
        return access.informed();
      case 'informed-and-group':
        return [access.informed(), group].flat();
      case 'group':
        return [group].flat();
      default:
        return [to.userId];
    }
  }

  return {
    deliver(notice) {
      try {
        const route = routeOf(notice);
        transaction(() => {
          for (const reader of readersOf(route)) post(notice, route, access.recipient(reader));
        });
        outbox.wake();
        return Promise.resolve(ok(undefined));
      } catch (error) {
        log.error('notice-failed', { id: notice.id, error });
        return Promise.resolve(err({ code: 'failed', reason: describeError(error) }));
      }
    },
  };
}
