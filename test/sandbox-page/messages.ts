import type { ChatMessage } from '../../src/sandbox/page/wire.js';

/** A bot's message in the owner's chat; 2026-11-20 15:00 UTC. */
export function messageOf(parts: Partial<ChatMessage> = {}): ChatMessage {
  return {
    chatId: 1000,
    messageId: 1,
    from: 'bot',
    userId: 1,
    atMs: Date.UTC(2026, 10, 20, 15),
    text: 'hello',
    caption: null,
    html: null,
    photo: null,
    document: null,
    fileName: null,
    buttons: [],
    replyTo: null,
    editedAtMs: null,
    deleted: false,
    threadId: null,
    ...parts,
  };
}
