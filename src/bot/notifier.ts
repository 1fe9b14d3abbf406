import { DateTime } from 'luxon';
import type { DigestView } from '../engine/api.js';
import type { Notice } from '../engine/domain/notice.js';
import type { UserId, UserSettings } from '../engine/domain/people.js';
import { err, ok } from '../engine/domain/result.js';
import type { EpochMs } from '../engine/domain/units.js';
import type { Log } from '../engine/ports/log.js';
import type { Notifier } from '../engine/ports/notifier.js';
import type { AccessBook } from './access.js';
import type { Card, CommandContext } from './command.js';
import { describeError } from './mask.js';
import { PRIORITY, type Outbox } from './outbox.js';
import type { Presenter } from './presenter.js';

export interface ChatNotifierOptions {
  readonly transaction: <T>(run: () => T) => T;
  readonly log: Log;
  readonly access: AccessBook;
  readonly presenter: Presenter;
  readonly outbox: Outbox;
  readonly owners: readonly UserId[];
  digestCard(context: CommandContext, view: DigestView): Card;
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

function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}

/** Writes news for the owners and the group into the outbox, once for each chat. */
export function createChatNotifier(options: ChatNotifierOptions): Notifier {
  const { access, log, outbox, owners, presenter, transaction } = options;

  const post = (notice: Notice, context: CommandContext, chatKey: string): void => {
    if (!access.reachable(context.chat.id)) {
      log.warn('notice-not-sent', { id: notice.id, chatId: context.chat.id });
      return;
    }
    const effects: (() => void)[] = [];
    const card = presenter.compose(options.digestCard(context, notice.body.view), context, effects);
    for (const effect of effects) effect();
    const quiet = isQuiet(context.user.settings, context.nowMs);
    outbox.post({
      chatId: context.chat.id,
      priority: PRIORITY.notice,
      onceKey: `${notice.id}:${chatKey}`,
      body: {
        op: 'send',
        card,
        topicId: context.chat.topicId,
        replyTo: null,
        sound: quiet ? 'silent' : 'loud',
        handle: null,
      },
    });
  };

  return {
    deliver(notice) {
      try {
        const group = access.group();
        transaction(() => {
          for (const owner of owners) post(notice, access.recipient(owner), String(owner));
          // A word instead of the id: a group that moved is still the same group.
          if (group) post(notice, access.recipient(group), 'group');
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
