import type { JsonObject } from './json.js';
import { isList, isObject } from './json.js';
import type { Outcome } from './outcome.js';
import { badRequest, done } from './outcome.js';
import type { Parameters } from './parameters.js';
import type { Keyboard, StoredButton } from './records.js';

const MOST_BUTTONS = 100;
const MOST_IN_A_ROW = 8;
const CALLBACK_BYTES = 64;
const OTHER_KINDS = [
  'copy_text',
  'login_url',
  'pay',
  'switch_inline_query',
  'switch_inline_query_chosen_chat',
  'switch_inline_query_current_chat',
  'web_app',
];

function wrongUrl(url: string): boolean {
  try {
    const { protocol, hostname } = new URL(
      /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`,
    );
    return !['http:', 'https:', 'tg:'].includes(protocol) || hostname === '';
  } catch {
    return true;
  }
}

function toButton(wire: JsonObject): Outcome<StoredButton> {
  const { text, callback_data: data, url } = wire;
  if (typeof text !== 'string') {
    return badRequest('can\'t parse inline keyboard button: Can\'t find field "text"');
  }
  if (text === '') return badRequest('BUTTON_TEXT_INVALID');
  if (typeof url === 'string') {
    if (wrongUrl(url)) {
      return badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
    }
    return done({ text, data: null, url, wire });
  }
  if (typeof data === 'string') {
    const bytes = Buffer.byteLength(data);
    if (bytes === 0 || bytes > CALLBACK_BYTES) return badRequest('BUTTON_DATA_INVALID');
    return done({ text, data, url: null, wire });
  }
  if (OTHER_KINDS.some((kind) => wire[kind] !== undefined)) {
    return done({ text, data: null, url: null, wire });
  }
  return badRequest(
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  );
}

function toKeyboard(rows: unknown): Outcome<Keyboard> {
  if (!isList(rows)) {
    return badRequest(
      'can\'t parse reply keyboard markup: Field "inline_keyboard" must be of type Array',
    );
  }
  const keyboard: StoredButton[][] = [];
  for (const row of rows) {
    if (!isList(row)) return badRequest("can't parse inline keyboard row");
    const buttons: StoredButton[] = [];
    for (const wire of row) {
      if (!isObject(wire)) return badRequest("can't parse inline keyboard button");
      const button = toButton(wire);
      if (!button.ok) return button;
      buttons.push(button.value);
    }
    if (buttons.length > MOST_IN_A_ROW) return badRequest('reply markup is too long');
    if (buttons.length > 0) keyboard.push(buttons);
  }
  if (keyboard.flat().length > MOST_BUTTONS) return badRequest('reply markup is too long');
  return done(keyboard);
}

const OTHER_MARKUP = ['keyboard', 'remove_keyboard', 'force_reply'];

/**
 * The inline keyboard of a call; empty where there is none. Other markup is taken and not shown,
 * except where `place` is an edit, which allows none.
 */
export function readKeyboard(
  parameters: Parameters,
  place: 'new-message' | 'edit',
): Outcome<Keyboard> {
  if (!parameters.has('reply_markup') || parameters.text('reply_markup') === '') {
    const isNested = isObject(parameters.nested('reply_markup'));
    if (!isNested) return done([]);
  }
  const markup = parameters.nested('reply_markup');
  if (!isObject(markup)) return badRequest("can't parse reply keyboard markup JSON object");
  if (markup['inline_keyboard'] !== undefined) return toKeyboard(markup['inline_keyboard']);
  if (OTHER_MARKUP.some((kind) => markup[kind] !== undefined)) {
    return place === 'edit' ? badRequest('inline keyboard expected') : done([]);
  }
  return Object.keys(markup).length === 0
    ? done([])
    : badRequest("can't parse reply keyboard markup: object expected as reply markup");
}
