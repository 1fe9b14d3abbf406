import { describe, expect, it } from 'vitest';
import {
  actionWords,
  clockTime,
  dayKey,
  dayLabel,
  extensionOf,
  initials,
  preview,
  unreadBadge,
} from '../../src/sandbox/page/format.js';
import { layOut } from '../../src/sandbox/page/rows.js';
import { chatIdOf, parsePreferences } from '../../src/sandbox/page/preferences.js';
import { readMessage, readPeople } from '../../src/sandbox/page/wire.js';
import { pan, WHOLE, zoomAt } from '../../src/sandbox/page/zoom.js';
import { messageOf } from './messages.js';

const newYork = { language: 'en-GB', timeZone: 'America/New_York' };
const tenThirty = Date.UTC(2026, 10, 20, 15, 30);

describe('times', () => {
  it('are in the reader’s zone', () => {
    expect(clockTime(tenThirty, newYork)).toBe('10:30');
    expect(dayKey(Date.UTC(2026, 10, 20, 3), newYork)).toBe('2026-11-19');
  });

  it('name today and yesterday, the year only when it is another', () => {
    const label = (atMs: number) => dayLabel(atMs, tenThirty, newYork);
    expect(label(tenThirty)).toBe('Today');
    expect(label(tenThirty - 86_400_000)).toBe('Yesterday');
    expect(label(Date.UTC(2026, 10, 16, 15))).not.toContain('2026');
    expect(label(Date.UTC(2025, 10, 16, 15))).toContain('2025');
  });
});

describe('short forms', () => {
  it('quote a message in one line', () => {
    expect(preview(messageOf({ text: 'a\n  b' }))).toBe('a b');
    expect(preview(messageOf({ text: 'x'.repeat(200) }))).toHaveLength(120);
    expect(preview(messageOf({ text: null, photo: '/p' }))).toBe('Picture');
    expect(preview(messageOf({ text: null, document: '/d', fileName: 'a.csv' }))).toBe('a.csv');
  });

  it('fit their place', () => {
    expect(initials('Ada Lovelace King')).toBe('AL');
    expect(initials('')).toBe('?');
    expect(extensionOf('trades.csv')).toBe('CSV');
    expect(extensionOf('README')).toBe('FILE');
    expect(unreadBadge(120)).toBe('99+');
    expect(actionWords('upload_photo')).toBe('sending a picture…');
  });
});

describe('the layout', () => {
  const entry = (messageId: number, parts: Parameters<typeof messageOf>[0]) => ({
    key: `m${messageId}`,
    message: messageOf({ messageId, ...parts }),
    delivery: 'delivered' as const,
  });

  it('parts days and joins what one sender says within five minutes', () => {
    const days = layOut(
      [
        entry(1, { atMs: tenThirty - 86_400_000 }),
        entry(2, { atMs: tenThirty }),
        entry(3, { atMs: tenThirty + 60_000 }),
        entry(4, { atMs: tenThirty + 60_000, from: 'user', userId: 1000 }),
        entry(5, { atMs: tenThirty + 900_000, from: 'user', userId: 1000 }),
      ],
      1000,
      newYork,
    );
    expect(days.map((day) => day.rows.length)).toEqual([1, 4]);
    expect(days[1]?.rows.map(({ first, last }) => [first, last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ]);
    expect(days[1]?.rows.map(({ own }) => own)).toEqual([false, false, true, true]);
  });

  it('shows another person’s words on the bot’s side', () => {
    const [day] = layOut([entry(1, { from: 'user', userId: 4242 })], 1000, newYork);
    expect(day?.rows[0]?.own).toBe(false);
  });
});

describe('what the server and the browser keep', () => {
  it('is read without trust', () => {
    expect(readMessage({ chatId: 1000 })).toBeNull();
    expect(readMessage('x')).toBeNull();
    const message = readMessage({ chatId: 1, messageId: 2, buttons: [[{ text: 'a' }, 3], []] });
    expect(message?.buttons).toEqual([[{ text: 'a', data: null, url: null }]]);
    expect(readPeople({ users: [{ userId: 5, firstName: 'Ada' }] }).users).toEqual([
      { id: 5, name: 'Ada' },
    ]);
  });

  it('falls back to the owner’s private chat', () => {
    expect(parsePreferences('not json')).toEqual(parsePreferences(null));
    expect(parsePreferences('{"speakerId":-3,"theme":"pink"}')).toEqual({
      theme: 'system',
      room: 'private',
      speakerId: 1000,
    });
  });

  it('gives everybody a private chat of their own', () => {
    const stranger = parsePreferences('{"speakerId":4242}');
    expect(chatIdOf(stranger)).toBe(4242);
    expect(chatIdOf({ ...stranger, room: 'group' })).toBe(-2000);
  });
});

describe('zooming', () => {
  it('keeps the point under the finger where it is', () => {
    const at = { x: 100, y: -40 };
    const view = zoomAt({ scale: 2, x: 10, y: 20 }, at, 1.5);
    const under = (v: typeof view) => [(at.x - v.x) / v.scale, (at.y - v.y) / v.scale];
    expect(under(view)[0]).toBeCloseTo((100 - 10) / 2);
    expect(under(view)[1]).toBeCloseTo((-40 - 20) / 2);
  });

  it('ends at the whole picture and never loses it from sight', () => {
    expect(zoomAt({ scale: 1.2, x: 9, y: 9 }, { x: 0, y: 0 }, 0.5)).toEqual(WHOLE);
    const far = pan({ scale: 2, x: 0, y: 0 }, { x: 9999, y: -9999 }, { width: 400, height: 800 });
    expect(far).toEqual({ scale: 2, x: 200, y: -400 });
  });
});
