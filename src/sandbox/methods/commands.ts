import type { JsonObject } from '../json.js';
import { isList, isObject, toInteger } from '../json.js';
import type { Outcome } from '../outcome.js';
import { badRequest, done } from '../outcome.js';
import { findChat, isAdministrator } from '../people.js';
import type { BotCommandRow, StoredChat } from '../records.js';
import type { World } from '../world.js';
import type { Call } from './call.js';

const MOST_COMMANDS = 100;
const DESCRIPTION_MOST = 256;
const CHAT_SCOPES = new Set(['chat', 'chat_administrators', 'chat_member']);
const WIDE_SCOPES = new Set([
  'default',
  'all_private_chats',
  'all_group_chats',
  'all_chat_administrators',
]);

/** The key of a scope, such as `default` or `chat_member:-2000:5`. */
function scopeKey({ world, parameters }: Call): Outcome<string> {
  if (!parameters.has('scope') || parameters.text('scope') === '') {
    if (!isObject(parameters.nested('scope'))) return done('default');
  }
  const scope = parameters.nested('scope');
  if (!isObject(scope)) return badRequest("can't parse BotCommandScope: expected an Object");
  const { type } = scope;
  if (typeof type !== 'string') {
    return badRequest('can\'t parse BotCommandScope: Can\'t find field "type"');
  }
  if (WIDE_SCOPES.has(type)) return done(type);
  if (!CHAT_SCOPES.has(type)) {
    return badRequest("can't parse BotCommandScope: Unsupported type specified");
  }
  const chat = findChat(world, toInteger(scope['chat_id']));
  if (!chat.ok) return chat;
  if (type !== 'chat_member') return done(`${type}:${chat.value.chatId}`);
  const userId = toInteger(scope['user_id']);
  return userId === null
    ? badRequest("can't parse BotCommandScope: invalid user_id specified")
    : done(`chat_member:${chat.value.chatId}:${userId}`);
}

function language(call: Call): Outcome<string> {
  const code = call.parameters.text('language_code');
  return code === '' || /^[a-z]{2}$/.test(code)
    ? done(code)
    : badRequest('invalid language code specified');
}

interface Slot {
  readonly key: string;
  readonly scope: string;
  readonly languageCode: string;
}

function readSlot(call: Call): Outcome<Slot> {
  const scope = scopeKey(call);
  if (!scope.ok) return scope;
  const code = language(call);
  if (!code.ok) return code;
  return done({
    key: `${scope.value} ${code.value}`,
    scope: scope.value,
    languageCode: code.value,
  });
}

function toCommand(item: JsonObject): Outcome<BotCommandRow> {
  const { command: rawCommand, description: rawDescription } = item;
  if (typeof rawCommand !== 'string' || typeof rawDescription !== 'string') {
    return badRequest("can't parse BotCommand: fields command and description must be strings");
  }
  const command = rawCommand.replace(/^\//, '');
  if (!/^[a-z0-9_]{1,32}$/.test(command)) return badRequest('BOT_COMMAND_INVALID');
  const description = rawDescription.trim();
  return description.length === 0 || description.length > DESCRIPTION_MOST
    ? badRequest('BOT_COMMAND_DESCRIPTION_INVALID')
    : done({ command, description });
}

export function setMyCommands(call: Call): Outcome<unknown> {
  const slot = readSlot(call);
  if (!slot.ok) return slot;
  const list = call.parameters.nested('commands');
  if (!isList(list)) return badRequest("can't parse commands list");
  if (list.length > MOST_COMMANDS) return badRequest('BOT_COMMANDS_TOO_MUCH');
  const commands: BotCommandRow[] = [];
  for (const item of list) {
    if (!isObject(item)) return badRequest("can't parse BotCommand: expected an Object");
    const command = toCommand(item);
    if (!command.ok) return command;
    commands.push(command.value);
  }
  const { key, scope, languageCode } = slot.value;
  if (commands.length === 0) call.world.commands.delete(key);
  else call.world.commands.put(key, { scope, languageCode, commands });
  return done(true);
}

/** Exactly what was set for this scope and language, without falling back. */
export function getMyCommands(call: Call): Outcome<unknown> {
  const slot = readSlot(call);
  if (!slot.ok) return slot;
  return done(call.world.commands.get(slot.value.key)?.commands ?? []);
}

export function deleteMyCommands(call: Call): Outcome<unknown> {
  const slot = readSlot(call);
  if (!slot.ok) return slot;
  call.world.commands.delete(slot.value.key);
  return done(true);
}

function scopesFor(chat: StoredChat, userId: number): readonly string[] {
  if (chat.kind === 'private') return [`chat:${chat.chatId}`, 'all_private_chats', 'default'];
  const isAdmin = isAdministrator(chat.members[userId]);
  return [
    `chat_member:${chat.chatId}:${userId}`,
    ...(isAdmin ? [`chat_administrators:${chat.chatId}`] : []),
    `chat:${chat.chatId}`,
    ...(isAdmin ? ['all_chat_administrators'] : []),
    'all_group_chats',
    'default',
  ];
}

/** The menu that a person sees: the narrowest scope first, in each the own language first. */
export function resolveCommands(
  world: World,
  chat: StoredChat,
  viewer: { readonly userId: number; readonly languageCode: string },
): readonly BotCommandRow[] {
  for (const scope of scopesFor(chat, viewer.userId)) {
    const set =
      world.commands.get(`${scope} ${viewer.languageCode}`) ?? world.commands.get(`${scope} `);
    if (set !== undefined) return set.commands;
  }
  return [];
}
