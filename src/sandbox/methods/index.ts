import { wireBot } from '../bot-view.js';
import type { Outcome } from '../outcome.js';
import { badRequest, done } from '../outcome.js';
import type { Call, Method } from './call.js';
import { createForumTopic, getChat, getChatMember, leaveChat, sendChatAction } from './chats.js';
import { deleteMyCommands, getMyCommands, setMyCommands } from './commands.js';
import {
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  editMessageText,
} from './edit.js';
import { pinChatMessage, unpinChatMessage } from './pin.js';
import { deleteMessage, deleteMessages } from './remove.js';
import { sendDocument, sendMediaGroup, sendMessage, sendPhoto } from './send.js';
import { deleteWebhook, getUpdates, getWebhookInfo, setWebhook } from './updates.js';

const ANSWER_MOST = 200;
const DOWNLOAD_MOST_BYTES = 20 * 1024 * 1024;

function getMe({ world }: Call): Outcome<unknown> {
  return done({
    ...wireBot(world),
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  });
}

function answerCallbackQuery({ world, parameters }: Call): Outcome<unknown> {
  const text = parameters.text('text');
  if (text.length > ANSWER_MOST) return badRequest('MESSAGE_TOO_LONG');
  const outcome = world.queries.answer(parameters.text('callback_query_id'), {
    answer: text === '' ? null : text,
    alert: parameters.flag('show_alert'),
  });
  return outcome === 'answered'
    ? done(true)
    : badRequest('query is too old and response timeout expired or query ID is invalid');
}

function getFile({ world, parameters }: Call): Outcome<unknown> {
  const found = world.files.byFileId(parameters.text('file_id'));
  if (found === null) return badRequest('invalid file_id');
  const { file, size } = found;
  if (file.sizeBytes > DOWNLOAD_MOST_BYTES) return badRequest('file is too big');
  return done({
    file_id: world.files.fileId(file, size),
    file_unique_id: world.files.uniqueId(file, size),
    file_size: file.sizeBytes,
    file_path: world.files.path(file),
  });
}

const METHODS: Readonly<Record<string, Method>> = {
  answerCallbackQuery,
  createForumTopic,
  deleteMessage,
  deleteMessages,
  deleteMyCommands,
  deleteWebhook,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  editMessageText,
  getChat,
  getChatMember,
  getFile,
  getMe,
  getMyCommands,
  getUpdates,
  getWebhookInfo,
  leaveChat,
  pinChatMessage,
  sendChatAction,
  sendDocument,
  sendMediaGroup,
  sendMessage,
  sendPhoto,
  setMyCommands,
  setWebhook,
  unpinChatMessage,
};

const BY_LOWER_NAME = new Map(
  Object.entries(METHODS).map(([name, method]) => [name.toLowerCase(), method]),
);

/** Names are known in any letter case. */
export function methodByName(name: string): Method | undefined {
  return BY_LOWER_NAME.get(name.toLowerCase());
}
