import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { callback } from '../../src/bot/callback.js';
import { command, type Card } from '../../src/bot/command.js';
import { chartOf, html, OWNER, TestDesk } from './support/desk.js';

let shown = 0;

const show = command({
  name: 'show',
  aliases: [],
  role: 'viewer',
  chats: ['private'],
  menu: 'unlisted',
  section: 'market',
  args: z.object({
    form: z.enum(['text', 'chart', 'other', 'same', 'boom']),
    toast: z.enum(['toast', 'quiet']).default('quiet'),
  }),
  run: (_context, { form, toast }): Promise<Card> => {
    if (form === 'boom') return Promise.reject(new Error('bug'));
    shown += form === 'same' ? 0 : 1;
    const forms = ['text', 'chart', 'other', 'same', 'boom'] as const;
    const chart = form === 'chart' ? chartOf('one') : form === 'other' ? chartOf('two') : null;
    return Promise.resolve({
      kind: 'card',
      text: html(form === 'same' ? 'same' : `${form} ${shown}`),
      ...(chart && { chart }),
      ...(toast === 'toast' && { toast: html('<b>Done</b>') }),
      buttons: [
        forms.map((name) => ({
          kind: 'command' as const,
          label: html(name),
          data: callback('show', { name, toast }),
        })),
      ],
    });
  },
});

let desk: TestDesk;
beforeEach(async () => {
  shown = 0;
  desk = await TestDesk.start({ commands: [show], chat: { limits: null } });
});
afterEach(() => desk.close());

const press = (form: string, toast = 'quiet') => desk.presses(`show ${form} ${toast}`);

describe('a press', () => {
  it('edits text in place', async () => {
    await desk.ask('/show text');
    await press('text');
    expect(desk.texts()).toEqual(['text 2']);
    expect(desk.calls('editMessageText')).toBe(1);
  });

  it('edits a picture in place', async () => {
    await desk.ask('/show chart');
    await press('other');
    expect(desk.texts()).toEqual(['other 2']);
    expect(desk.calls('editMessageMedia')).toBe(1);
  });

  it('uploads nothing where the picture stays the same', async () => {
    await desk.ask('/show chart');
    await press('chart');
    expect(desk.texts()).toEqual(['chart 2']);
    expect(desk.calls('editMessageCaption')).toBe(1);
    expect(desk.calls('editMessageMedia')).toBe(0);
  });

  it('sends a new message where text becomes a picture, and takes the old one away', async () => {
    await desk.ask('/show text');
    await press('chart');
    expect(desk.texts()).toEqual(['chart 2']);
    await press('text');
    expect(desk.texts()).toEqual(['text 3']);
    expect(desk.calls('deleteMessage')).toBe(2);
  });

  it('that changes nothing is a success', async () => {
    await desk.ask('/show same');
    await press('same');
    expect(desk.bot.state()).toMatchObject({ dropped: 0, waiting: 0 });
    expect(desk.texts()).toEqual(['same']);
  });

  it('on a message that is gone sends a new one', async () => {
    await desk.ask('/show text');
    desk.control.failNext({
      method: 'editMessageText',
      mode: 'answer',
      code: 400,
      description: 'Bad Request: message to edit not found',
    });
    await press('text');
    expect(desk.texts()).toContain('text 2');
    expect(desk.calls('sendMessage')).toBe(2);
  });

  it('is answered with the toast of the card, as plain text', async () => {
    await desk.ask('/show text');
    await expect(press('text', 'toast')).resolves.toMatchObject({ answer: 'Done' });
    await expect(press('text')).resolves.toMatchObject({ answer: null });
  });

  it('is answered before the picture is drawn', async () => {
    await desk.ask('/show chart');
    desk.control.failNext({ method: 'editMessageMedia', mode: 'hang' });
    const messageId = desk.written()[0]?.messageId ?? 0;
    await desk.control.userPresses({ messageId, data: 'show other quiet' });
    expect(desk.texts()).toEqual(['chart 1']);
  });

  it('of a button that no longer means anything says so and changes nothing', async () => {
    await desk.ask('/show text');
    const stale = { chatId: OWNER, messageId: desk.written()[0]?.messageId ?? 0 };
    for (const data of ['gone', 'show nonsense', '_p 00 1', '_d 00 1']) {
      const answer = await desk.control.userPressesStale({ ...stale, data });
      expect(answer.answer).toContain('out of date');
    }
    expect(desk.texts()).toEqual(['text 1']);
  });

  it('that meets a bug answers with its id and changes nothing', async () => {
    await desk.ask('/show text');
    const answer = await press('boom');
    expect(answer.answer).toMatch(/error [0-9A-F]{6}/u);
    expect(desk.texts()).toEqual(['text 1']);
  });

  it('many times in a row ends at the newest card', async () => {
    await desk.ask('/show text');
    const messageId = desk.written()[0]?.messageId ?? 0;
    for (let turn = 0; turn < 12; turn++) {
      void desk.control.userPressesStale({ chatId: OWNER, messageId, data: 'show text' });
    }
    await desk.pass(() => desk.bot.state().handled === 13 && desk.bot.state().waiting === 0);
    expect(desk.texts()).toEqual(['text 13']);
    expect(desk.calls('editMessageText')).toBeLessThan(12);
  });
});

describe('a long card', () => {
  const long = (lines: number): string =>
    Array.from({ length: lines }, (_, line) => `line ${line} ${'x'.repeat(40)}`).join('\n');

  it('is paged with buttons that turn in place, with picture and without', async () => {
    await desk.close();
    const list = command({
      ...show,
      name: 'list',
      args: z.object({ form: z.enum(['text', 'chart']) }),
      run: (_context, { form }) =>
        Promise.resolve({
          kind: 'card',
          text: html(`<b>${long(200)}</b>`),
          ...(form === 'chart' && { chart: chartOf('one') }),
        }),
    });
    desk = await TestDesk.start({ commands: [list], chat: { limits: null } });
    for (const form of ['text', 'chart']) {
      await desk.ask(`/list ${form}`);
      const card = desk.written().at(-1);
      const next = card?.buttons[0]?.[2];
      expect(card?.buttons[0]?.map(({ text }) => text)).toEqual([
        '◀',
        form === 'text' ? '1/3' : '1/10',
        '▶',
      ]);
      await desk.control.userPresses({ messageId: card?.messageId ?? 0, data: next?.data ?? '' });
      await desk.pass(() => desk.written().at(-1)?.buttons[0]?.[1]?.text.startsWith('2/') ?? false);
      expect(desk.texts().at(-1)).toMatch(/^line \d+ x+/u);
      expect(desk.written().at(-1)?.photo === null).toBe(form === 'text');
    }
  });
});
