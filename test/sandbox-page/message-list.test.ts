import { describe, expect, it } from 'vitest';
import {
  draftOf,
  EMPTY_LIST,
  highestId,
  reduce,
  type ListEvent,
  type MessageList,
} from '../../src/sandbox/page/message-list.js';
import type { ChatMessage } from '../../src/sandbox/page/wire.js';
import { messageOf } from './messages.js';

function after(...events: readonly ListEvent[]): MessageList {
  return events.reduce(reduce, EMPTY_LIST);
}

function received(parts: Partial<ChatMessage>): ListEvent {
  return { kind: 'received', message: messageOf(parts) };
}

function typed(localId: string, text: string): ListEvent {
  const message = draftOf({ text, chatId: 1000, userId: 1000, atMs: 5 });
  return { kind: 'typed', localId, message };
}

function texts(list: MessageList): readonly (string | null)[] {
  return list.entries.map((entry) => entry.message.text);
}

const mine = { from: 'user', userId: 1000 } as const;

describe('the list of messages', () => {
  it('stands in the order of ids, in whatever order they come', () => {
    const ids = [3, 1, 2].map((messageId) => received({ messageId, text: String(messageId) }));
    expect(texts(after(...ids))).toEqual(['1', '2', '3']);
  });

  it('keeps one copy of a message that comes twice', () => {
    const once = after(received({ messageId: 1 }));
    expect(reduce(once, received({ messageId: 1 }))).toBe(once);
  });

  it('replaces an edited message at its place under the same key', () => {
    const before = after(received({ messageId: 1 }), received({ messageId: 2, text: 'b' }));
    const edited = reduce(before, received({ messageId: 1, text: 'new', editedAtMs: 9 }));
    expect(texts(edited)).toEqual(['new', 'b']);
    expect(edited.entries[0]?.key).toBe(before.entries[0]?.key);
  });

  it('ignores a copy that is older than the edit it knows', () => {
    const edited = received({ text: 'second', editedAtMs: 20 });
    expect(texts(after(edited, received({ text: 'first', editedAtMs: 10 })))).toEqual(['second']);
    expect(texts(after(edited, received({ text: 'original' })))).toEqual(['second']);
  });

  it('takes a change of the same second', () => {
    const list = after(
      received({ text: 'a', editedAtMs: 20 }),
      received({ text: 'b', editedAtMs: 20 }),
    );
    expect(texts(list)).toEqual(['b']);
  });

  it('removes a deleted message and does not bring it back from a late copy', () => {
    const list = after(received({}), received({ deleted: true }), received({ editedAtMs: 99 }));
    expect(list.entries).toEqual([]);
  });

  it('forgets a message whose deletion comes before it', () => {
    expect(after(received({ deleted: true }), received({})).entries).toEqual([]);
  });

  it('merges what a reconnect fetched with what the stream brought meanwhile', () => {
    const list = after(
      received({ messageId: 1, text: 'one' }),
      received({ messageId: 4, text: 'four' }),
      {
        kind: 'fetched',
        messages: [
          messageOf({ messageId: 1, text: 'one, edited', editedAtMs: 7 }),
          messageOf({ messageId: 2, text: 'two' }),
          messageOf({ messageId: 3, deleted: true }),
        ],
      },
    );
    expect(texts(list)).toEqual(['one, edited', 'two', 'four']);
    expect(highestId(list)).toBe(4);
  });
});

describe('what is typed', () => {
  it('shows at once and becomes the server’s message under the same key', () => {
    const sending = after(received({ messageId: 1 }), typed('d1', '/vix'));
    expect(sending.entries[1]?.delivery).toBe('sending');
    const sent = reduce(sending, { kind: 'sent', localId: 'd1', messageId: 2 });
    expect(sent.entries[1]).toMatchObject({ key: 'd1', delivery: 'delivered' });
    expect(sent.entries[1]?.message.messageId).toBe(2);
  });

  it('is not shown twice when the stream is faster than the answer', () => {
    const list = after(typed('d1', '/vix'), received({ ...mine, messageId: 2, text: '/vix' }), {
      kind: 'sent',
      localId: 'd1',
      messageId: 2,
    });
    expect(list.entries).toHaveLength(1);
    expect(list.entries[0]).toMatchObject({ key: 'd1', delivery: 'delivered' });
  });

  it('is not shown twice when the answer is faster than the stream', () => {
    const list = after(
      typed('d1', '/vix'),
      { kind: 'sent', localId: 'd1', messageId: 2 },
      received({ ...mine, messageId: 2, text: '/vix' }),
    );
    expect(list.entries).toHaveLength(1);
  });

  it('stands before the reply that overtook it', () => {
    const list = after(typed('d1', '/vix'), received({ messageId: 3, text: 'reply' }), {
      kind: 'sent',
      localId: 'd1',
      messageId: 2,
    });
    expect(texts(list)).toEqual(['/vix', 'reply']);
  });

  it('of the same words twice gives two messages', () => {
    const list = after(
      typed('d1', 'ok'),
      typed('d2', 'ok'),
      received({ ...mine, messageId: 2, text: 'ok' }),
      received({ ...mine, messageId: 3, text: 'ok' }),
    );
    expect(list.entries.map((entry) => entry.key)).toEqual(['d1', 'd2']);
  });

  it('is marked when it fails and can be tried again or dropped', () => {
    const failed = after(typed('d1', '/vix'), { kind: 'failed', localId: 'd1' });
    expect(failed.entries[0]?.delivery).toBe('failed');
    const again = reduce(failed, { kind: 'retried', localId: 'd1' });
    expect(again.entries[0]?.delivery).toBe('sending');
    expect(reduce(failed, { kind: 'discarded', localId: 'd1' }).entries).toEqual([]);
  });

  it('stays where a failure is reported after the stream showed it', () => {
    const list = after(typed('d1', 'ok'), received({ ...mine, messageId: 2, text: 'ok' }), {
      kind: 'failed',
      localId: 'd1',
    });
    expect(list.entries[0]?.delivery).toBe('delivered');
  });

  it('outlives a server that starts over, unlike its old messages', () => {
    const list = after(received({ messageId: 90 }), typed('d1', 'later'), { kind: 'restarted' });
    expect(texts(list)).toEqual(['later']);
  });
});
