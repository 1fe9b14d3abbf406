import type { Api } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { Log } from '../engine/ports/log.js';
import type { Notifier } from '../engine/ports/notifier.js';
import { AccessBook } from './access.js';
import { Dialogs } from './dialogs.js';
import { Directory } from './directory.js';
import { drawAhead } from './draw-ahead.js';
import { loadTranslations, type MissingText, type Translations } from './i18n.js';
import { Menu } from './menu.js';
import { createChatNotifier } from './notifier.js';
import type { DeskBotOptions } from './options.js';
import { createOutbox, type Outbox } from './outbox.js';
import { Poller } from './poller.js';
import { Presenter } from './presenter.js';
import { Router } from './router.js';
import { createSender } from './sender.js';
import { UpdateLedger } from './update-ledger.js';

/** What the parts need of the bot that holds them. */
export interface PartsHost {
  readonly options: DeskBotOptions;
  readonly api: Api;
  readonly log: Log;
  me(): UserFromGetMe;
  answerPress(queryId: string, toast: string | null): Promise<void>;
}

export interface Parts {
  readonly outbox: Outbox;
  readonly poller: Poller;
  readonly menu: Menu;
  readonly notifier: Notifier;
}

function translationsOf({ options, log }: PartsHost): Translations {
  return loadTranslations(options.localesDir, (missing: MissingText) => {
    if (options.onMissingText) options.onMissingText(missing);
    else log.error('text-missing', { ...missing });
  });
}

/** Puts the kit together. */
export function makeParts(host: PartsHost): Parts {
  const { api, log, options } = host;
  const { chance, chat, commands, engine, group, owners, wall } = options;
  const transaction = <T>(run: () => T): T => options.transaction(run);
  const translations = translationsOf(host);
  const directory = new Directory(commands);
  const access = new AccessBook({ engine, chat, wall, owners, group, commands, translations });
  const base = { chat, wall, chance, log, access };
  const charts = drawAhead(options.charts);
  const sender = createSender({ api, wall, charts, log });
  const outbox = createOutbox({
    ...base,
    transaction,
    sender,
    onForbidden: (chatId) => access.markReachable(chatId, 'no'),
    onMigrated: (from, to) => access.chatMoved(from, to),
  });
  const presenter = new Presenter({ chat, chance, outbox, charts });
  const me = (): UserFromGetMe => host.me();
  const dialogs: Dialogs = new Dialogs({
    api,
    chat,
    chance,
    presenter,
    me,
    reply: (context, begun) => router.replyAgain(context, begun),
  });
  const menu = new Menu({ ...base, api, engine, directory, translations, owners });
  const router: Router = new Router({
    ...base,
    ledger: new UpdateLedger({ chat, wall, transaction }),
    directory,
    dialogs,
    presenter,
    outbox,
    me,
    answerPress: (queryId, toast) => host.answerPress(queryId, toast),
    afterTurn: (chatId) => menu.refresh(chatId),
  });
  const poller = new Poller({
    ...base,
    api,
    laneOf: (update) => router.laneOf(update),
    handle: (update) => router.handle(update),
  });
  const notifier = createChatNotifier({
    ...base,
    transaction,
    presenter,
    outbox,
    noticeCards: (context, notice) => options.noticeCards(context, notice),
  });
  return { outbox, poller, menu, notifier };
}
