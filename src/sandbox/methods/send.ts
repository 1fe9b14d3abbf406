import { wireMessage } from '../bot-view.js';
import { blankMessage } from '../deliver.js';
import type { Formatted } from '../formatted.js';
import { isList, isObject } from '../json.js';
import { readKeyboard } from '../keyboard.js';
import type { Outcome } from '../outcome.js';
import { badRequest, done } from '../outcome.js';
import type { Keyboard, StoredMessage } from '../records.js';
import type { World } from '../world.js';
import type { Call } from './call.js';
import type { Media, MediaKind } from './media.js';
import { keepMedia, readMedia, resolveMedia } from './media.js';
import type { Place } from './target.js';
import { readPlace, spend } from './target.js';
import { captionOf, readCaption, readText } from './text.js';

const ALBUM_LEAST = 2;
const ALBUM_MOST = 10;

interface Content {
  readonly text?: Formatted;
  readonly caption?: Formatted | null;
  readonly photo?: number;
  readonly document?: number;
  readonly keyboard?: Keyboard;
  readonly mediaGroupId?: string;
}

function post(world: World, { chat, replyTo, threadId }: Place, content: Content): StoredMessage {
  const sender = { from: 'bot', userId: world.bot.id } as const;
  const blank = blankMessage(world, chat.chatId, sender);
  return world.keep({ ...blank, replyTo, threadId, ...content });
}

export function sendMessage(call: Call): Outcome<unknown> {
  const { world, parameters } = call;
  const text = readText(parameters);
  if (!text.ok) return text;
  const keyboard = readKeyboard(parameters, 'new-message');
  if (!keyboard.ok) return keyboard;
  const place = readPlace(call);
  if (!place.ok) return place;
  const spent = spend(world, place.value.chat.chatId);
  if (!spent.ok) return spent;
  const content = { text: text.value, keyboard: keyboard.value };
  return done(wireMessage(world, post(world, place.value, content)));
}

function sendFile(call: Call, kind: MediaKind): Outcome<unknown> {
  const { world, parameters } = call;
  const media = readMedia(call, kind);
  if (!media.ok) return media;
  const caption = captionOf(parameters);
  if (!caption.ok) return caption;
  const keyboard = readKeyboard(parameters, 'new-message');
  if (!keyboard.ok) return keyboard;
  const place = readPlace(call);
  if (!place.ok) return place;
  const spent = spend(world, place.value.chat.chatId);
  if (!spent.ok) return spent;
  const content = {
    [kind]: keepMedia(world, media.value),
    caption: caption.value,
    keyboard: keyboard.value,
  };
  return done(wireMessage(world, post(world, place.value, content)));
}

export function sendPhoto(call: Call): Outcome<unknown> {
  return sendFile(call, 'photo');
}

export function sendDocument(call: Call): Outcome<unknown> {
  return sendFile(call, 'document');
}

interface AlbumItem {
  readonly kind: MediaKind;
  readonly media: Media;
  readonly caption: Formatted | null;
}

function readItem(call: Call, item: unknown): Outcome<AlbumItem> {
  if (!isObject(item)) return badRequest("can't parse InputMedia: expected an Object");
  const { type, media: reference, caption, parse_mode: parseMode } = item;
  if (type !== 'photo' && type !== 'document') {
    return badRequest("can't parse InputMedia: type must be one of photo, document");
  }
  if (typeof reference !== 'string' || reference === '') return badRequest('media not found');
  const media = resolveMedia(call, type, reference);
  if (!media.ok) return media;
  const formatted = readCaption({
    text: typeof caption === 'string' ? caption : '',
    parseMode: typeof parseMode === 'string' ? parseMode : '',
    entities: item['caption_entities'],
  });
  if (!formatted.ok) return formatted;
  return done({ kind: type, media: media.value, caption: formatted.value });
}

/** The single medium of `editMessageMedia`. */
export function readInputMedia(call: Call): Outcome<AlbumItem> {
  const item = call.parameters.nested('media');
  return item === undefined
    ? badRequest("can't parse InputMedia: media is empty")
    : readItem(call, item);
}

function readAlbum(call: Call): Outcome<readonly AlbumItem[]> {
  const list = call.parameters.nested('media');
  if (!isList(list)) return badRequest("can't parse media JSON object");
  if (list.length < ALBUM_LEAST) return badRequest('too few messages to send as an album');
  if (list.length > ALBUM_MOST) return badRequest('too many messages to send as an album');
  const items: AlbumItem[] = [];
  for (const [index, raw] of list.entries()) {
    const item = readItem(call, raw);
    if (!item.ok) {
      const reason = item.failure.description.replace(/^Bad Request: /, '');
      return badRequest(`failed to send message #${index + 1} with the error message "${reason}"`);
    }
    items.push(item.value);
  }
  return new Set(items.map(({ kind }) => kind)).size > 1
    ? badRequest("document can't be mixed with other media types")
    : done(items);
}

export function sendMediaGroup(call: Call): Outcome<unknown> {
  const { world } = call;
  const album = readAlbum(call);
  if (!album.ok) return album;
  const place = readPlace(call);
  if (!place.ok) return place;
  const spent = spend(world, place.value.chat.chatId, album.value.length);
  if (!spent.ok) return spent;
  const mediaGroupId = String(13_000_000_000_000 + world.count('album'));
  const messages = album.value.map(({ kind, media, caption }) =>
    post(world, place.value, { [kind]: keepMedia(world, media), caption, mediaGroupId }),
  );
  return done(messages.map((message) => wireMessage(world, message)));
}
