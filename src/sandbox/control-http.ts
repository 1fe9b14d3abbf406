import type { ChatControl } from './control.js';
import { ControlError } from './control.js';
import type { Fault, FaultMode } from './faults.js';
import type { JsonObject } from './json.js';
import { isList, isObject, toInteger } from './json.js';
import type { MemberStatus } from './records.js';
import type { Act } from './user-actions.js';

const MODES: readonly FaultMode[] = [
  'answer',
  'drop-connection-before',
  'drop-connection-after',
  'hang',
  'reset-mid-upload',
];
const STATUSES: readonly MemberStatus[] = [
  'creator',
  'administrator',
  'member',
  'restricted',
  'left',
  'kicked',
];

function integer(body: JsonObject, name: string): number {
  const value = toInteger(body[name]);
  if (value === null) throw new ControlError(`${name} is a whole number.`);
  return value;
}

function optional(body: JsonObject, name: string): number | undefined {
  return body[name] === undefined ? undefined : integer(body, name);
}

function text(body: JsonObject, name: string): string {
  const value = body[name];
  if (typeof value !== 'string') throw new ControlError(`${name} is text.`);
  return value;
}

function choice<T extends string>(body: JsonObject, name: string, of: readonly T[]): T {
  const value = body[name];
  const found = of.find((item) => item === value);
  if (found === undefined) throw new ControlError(`${name} is one of ${of.join(', ')}.`);
  return found;
}

function toFault(value: unknown): Fault {
  if (!isObject(value)) throw new ControlError('A fault is an object.');
  const { parameters, description } = value;
  const code = optional(value, 'code');
  const times = optional(value, 'times');
  const skip = optional(value, 'skip');
  const numbers = isObject(parameters)
    ? Object.fromEntries(Object.entries(parameters).map(([name, n]) => [name, Number(n)]))
    : null;
  return {
    method: text(value, 'method'),
    mode: choice(value, 'mode', MODES),
    ...(code === undefined ? {} : { code }),
    ...(typeof description === 'string' ? { description } : {}),
    ...(numbers === null ? {} : { parameters: numbers }),
    ...(times === undefined ? {} : { times }),
    ...(skip === undefined ? {} : { skip }),
  };
}

type Action = (control: ChatControl, body: JsonObject) => unknown;

const ACTIONS: Readonly<Record<string, Action>> = {
  userSays: (control, body) =>
    control.userSays({
      text: text(body, 'text'),
      chatId: optional(body, 'chatId'),
      userId: optional(body, 'userId'),
      replyTo: optional(body, 'replyTo'),
      threadId: optional(body, 'threadId'),
    }),
  userPresses: (control, body) =>
    control.userPresses({
      messageId: integer(body, 'messageId'),
      data: text(body, 'data'),
      chatId: optional(body, 'chatId'),
      userId: optional(body, 'userId'),
    }),
  userPressesStale: (control, body) =>
    control.userPressesStale({
      messageId: integer(body, 'messageId'),
      data: text(body, 'data'),
      chatId: integer(body, 'chatId'),
      userId: optional(body, 'userId'),
    }),
  userEdits: (control, body) =>
    control.userEdits({
      messageId: integer(body, 'messageId'),
      text: text(body, 'text'),
      chatId: optional(body, 'chatId'),
      userId: optional(body, 'userId'),
    }),
  block: (control, body) => control.block(integer(body, 'userId')),
  unblock: (control, body) => control.unblock(integer(body, 'userId')),
  deactivate: (control, body) => control.deactivate(integer(body, 'userId')),
  kick: (control, body) => control.kick(integer(body, 'chatId')),
  invite: (control, body) => control.invite(integer(body, 'chatId')),
  addGroup: (control, body) =>
    control.addGroup({ chatId: integer(body, 'chatId'), title: text(body, 'title') }),
  makeForum: (control, body) => control.makeForum(integer(body, 'chatId')),
  addTopic: (control, body) => ({
    threadId: control.addTopic(integer(body, 'chatId'), text(body, 'name')),
  }),
  migrate: (control, body) => ({
    chatId: control.migrate(integer(body, 'chatId'), optional(body, 'toChatId')),
  }),
  setMembership: (control, body) =>
    control.setMembership({
      chatId: integer(body, 'chatId'),
      userId: body['userId'] === 'bot' ? 'bot' : integer(body, 'userId'),
      status: choice(body, 'status', STATUSES),
    }),
  failNext: (control, body) => {
    const { faults } = body;
    control.failNext(...(isList(faults) ? faults : [body]).map(toFault));
  },
  clearFaults: (control) => control.clearFaults(),
  history: (control, body) => control.history(optional(body, 'chatId')),
  calls: (control) => control.calls(),
  state: (control) => ({
    updatesWaiting: control.updatesWaiting(),
    faultsWaiting: control.faultsWaiting(),
  }),
};

/** `{"action": "block", "userId": 7}` and so on; the answer is what the action returns. */
export async function runControl(control: ChatControl, body: JsonObject): Promise<Act<unknown>> {
  const { action } = body;
  const name = typeof action === 'string' ? action : '';
  const run = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (run === undefined) {
    const error = `action is one of ${Object.keys(ACTIONS).join(', ')}.`;
    return { ok: false, status: 400, error };
  }
  try {
    return { ok: true, value: (await run(control, body)) ?? {} };
  } catch (error) {
    if (error instanceof ControlError) return { ok: false, status: 400, error: error.message };
    throw error;
  }
}
