import type { Formatted } from './formatted.js';
import type { JsonObject } from './json.js';

export interface StoredUser {
  readonly userId: number;
  readonly firstName: string;
  readonly username: string;
  readonly languageCode: string;
  /** A deactivated account cannot be written to. */
  readonly state: 'active' | 'deactivated';
}

export type MemberStatus =
  'creator' | 'administrator' | 'member' | 'restricted' | 'left' | 'kicked';

export type ChatKind = 'private' | 'group' | 'supergroup';

export interface StoredChat {
  readonly chatId: number;
  readonly kind: ChatKind;
  /** Of groups; empty in private. */
  readonly title: string;
  /** The bot's own standing; `kicked` in private means that the user blocked it. */
  readonly bot: MemberStatus;
  readonly botRights: readonly BotRight[];
  readonly forum: 'forum' | 'plain';
  readonly migratedTo: number | null;
  readonly members: Readonly<Record<string, MemberStatus>>;
  readonly pinned: readonly number[];
}

export type BotRight = 'can_pin_messages' | 'can_manage_topics' | 'can_delete_messages';

export interface StoredTopic {
  readonly chatId: number;
  readonly threadId: number;
  readonly name: string;
}

export interface StoredFile {
  readonly fileNumber: number;
  readonly kind: 'photo' | 'document';
  readonly name: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
  /** Of photos, in pixels; 0 for documents. */
  readonly width: number;
  readonly height: number;
  /** First half of the content's SHA-256, in base64url. */
  readonly hash: string;
  readonly createdAtMs: number;
}

export interface StoredButton {
  readonly text: string;
  readonly data: string | null;
  readonly url: string | null;
  /** As the bot sent it; it is given back so. */
  readonly wire: JsonObject;
}

export type Keyboard = readonly (readonly StoredButton[])[];

export type ServiceEvent =
  | { readonly kind: 'pinned'; readonly messageId: number }
  | { readonly kind: 'topic-created'; readonly name: string }
  | { readonly kind: 'migrated-to'; readonly chatId: number }
  | { readonly kind: 'migrated-from'; readonly chatId: number };

export interface StoredMessage {
  readonly chatId: number;
  readonly messageId: number;
  readonly from: 'bot' | 'user';
  readonly userId: number;
  readonly atMs: number;
  readonly editedAtMs: number | null;
  readonly state: 'present' | 'deleted';
  readonly text: Formatted | null;
  readonly caption: Formatted | null;
  readonly photo: number | null;
  readonly document: number | null;
  readonly keyboard: Keyboard;
  readonly replyTo: number | null;
  readonly threadId: number | null;
  readonly mediaGroupId: string | null;
  readonly service: ServiceEvent | null;
}

export interface StoredUpdate {
  readonly updateId: number;
  readonly atMs: number;
  readonly kind: string;
  readonly body: unknown;
}

export interface StoredQuery {
  readonly queryId: string;
  readonly atMs: number;
}

export interface BotCommandRow {
  readonly command: string;
  readonly description: string;
}

export interface StoredCommands {
  /** `default`, `all_private_chats`, `chat:1000`, `chat_member:-2000:5` … */
  readonly scope: string;
  readonly languageCode: string;
  readonly commands: readonly BotCommandRow[];
}
