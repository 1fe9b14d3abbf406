import { InputFile, InputMediaBuilder } from 'grammy';
import { describe, expect, it } from 'vitest';
import { OWNER, TOKEN, jpeg, newest, openChat, png, refusalOf } from './harness.js';

function bad(text: string): { code: number; description: string } {
  return { code: 400, description: `Bad Request: ${text}` };
}

const CHART = png(1600, 1000);

describe('sending a photo', () => {
  it('names its sizes ascending and gives the same bytes back', async () => {
    const { api, apiRoot } = await openChat();
    const message = await api.sendPhoto(OWNER, new InputFile(CHART, 'chart one.png'), {
      caption: '*VIX* 17',
      parse_mode: 'MarkdownV2',
    });
    expect(message).toMatchObject({
      caption: 'VIX 17',
      caption_entities: [{ type: 'bold', offset: 0, length: 3 }],
    });
    const widths = message.photo.map(({ width }) => width);
    expect(widths).toEqual([90, 320, 1600]);
    const original = message.photo.at(-1);
    expect(original).toMatchObject({ width: 1600, height: 1000, file_size: CHART.length });
    const file = await api.getFile(original?.file_id ?? '');
    expect(file).toMatchObject({ file_size: CHART.length, file_path: 'photos/file_1.png' });
    const bytes = await fetch(`${apiRoot}/file/bot${TOKEN}/${file.file_path ?? ''}`);
    expect(Buffer.from(await bytes.arrayBuffer()).equals(CHART)).toBe(true);
  });

  it('shows the person the same bytes as a picture', async () => {
    const chat = await openChat();
    await chat.api.sendPhoto(OWNER, new InputFile(jpeg(30, 20)), { caption: 'c' });
    const message = newest(chat);
    expect(message).toMatchObject({ text: null, caption: 'c', document: null });
    const response = await fetch(new URL(message.photo ?? '', chat.url));
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await response.arrayBuffer()).equals(jpeg(30, 20))).toBe(true);
  });

  it('can be sent again by its id', async () => {
    const chat = await openChat();
    const first = await chat.api.sendPhoto(OWNER, new InputFile(CHART));
    const id = first.photo[0]?.file_id ?? '';
    const second = await chat.api.sendPhoto(OWNER, id);
    expect(second.photo).toEqual(first.photo);
    const wrongKind = refusalOf(chat.api.sendDocument(OWNER, id));
    expect(await wrongKind).toMatchObject(bad('type of file mismatch'));
  });

  it('refuses what is no photo', async () => {
    const { api, apiRoot, control } = await openChat();
    const send = (file: Buffer): Promise<unknown> => api.sendPhoto(OWNER, new InputFile(file));
    expect(await refusalOf(send(Buffer.from('text')))).toMatchObject(bad('IMAGE_PROCESS_FAILED'));
    expect(await refusalOf(send(Buffer.alloc(0)))).toMatchObject(bad('file must be non-empty'));
    const invalid = bad('PHOTO_INVALID_DIMENSIONS');
    expect(await refusalOf(send(png(9000, 1001)))).toMatchObject(invalid);
    expect(await refusalOf(send(png(2100, 100)))).toMatchObject(invalid);
    const large = await refusalOf(send(png(10, 10, 10 * 1024 * 1024)));
    expect(large.description).toMatch(/too big for a photo; the maximum size is 10485760 bytes$/);
    const wrong = bad('wrong file identifier/HTTP URL specified');
    expect(await refusalOf(api.sendPhoto(OWNER, 'AgACnothing'))).toMatchObject(wrong);
    expect(await refusalOf(api.sendPhoto(OWNER, 'attach://nothing'))).toMatchObject(wrong);
    const address = refusalOf(api.sendPhoto(OWNER, 'https://example.org/a.png'));
    expect(await address).toMatchObject(bad('failed to get HTTP URL content'));
    const none = await fetch(`${apiRoot}/bot${TOKEN}/sendPhoto?chat_id=${OWNER}`);
    expect(await none.json()).toMatchObject({
      description: 'Bad Request: there is no photo in the request',
    });
    expect(control.history()).toHaveLength(0);
  });

  it('counts 1024 of a caption after parsing', async () => {
    const { api } = await openChat();
    const most = `<i>${'&lt;'.repeat(1024)}</i>`;
    const options = { caption: most, parse_mode: 'HTML' } as const;
    const message = await api.sendPhoto(OWNER, new InputFile(CHART), options);
    expect(message.caption).toHaveLength(1024);
    const over = api.sendPhoto(OWNER, new InputFile(CHART), { caption: 'x'.repeat(1025) });
    expect(await refusalOf(over)).toMatchObject(bad('message caption is too long'));
  });
});

describe('sending a document', () => {
  it('keeps name, media type and bytes', async () => {
    const chat = await openChat();
    const csv = Buffer.from('day,pnl\r\n2026-11-20,12\r\n');
    const message = await chat.api.sendDocument(OWNER, new InputFile(csv, 'trades nov.csv'));
    expect(message.document).toMatchObject({
      file_name: 'trades nov.csv',
      mime_type: 'text/csv',
      file_size: csv.length,
    });
    const shown = newest(chat);
    expect(shown.fileName).toBe('trades nov.csv');
    const response = await fetch(new URL(shown.document ?? '', chat.url));
    expect(response.headers.get('content-disposition')).toContain('attachment');
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(Buffer.from(await response.arrayBuffer()).equals(csv)).toBe(true);
  });

  it('takes 50 MB and answers 413 to more', async () => {
    const { api } = await openChat();
    const bytes = Buffer.alloc(50 * 1024 * 1024 + 1, 1);
    const most = await api.sendDocument(OWNER, new InputFile(bytes.subarray(1), 'big.bin'));
    expect(most.document.file_size).toBe(50 * 1024 * 1024);
    const big = refusalOf(api.getFile(most.document.file_id));
    expect(await big).toMatchObject(bad('file is too big'));
    const over = refusalOf(api.sendDocument(OWNER, new InputFile(bytes, 'big.bin')));
    expect(await over).toMatchObject({ code: 413, description: 'Request Entity Too Large' });
    const far = Buffer.alloc(60 * 1024 * 1024);
    const drained = refusalOf(api.sendDocument(OWNER, new InputFile(far, 'big.bin')));
    expect(await drained).toMatchObject({ code: 413 });
  }, 60_000);

  it('needs a document', async () => {
    const { apiRoot } = await openChat();
    const none = await fetch(`${apiRoot}/bot${TOKEN}/sendDocument?chat_id=${OWNER}`);
    expect(await none.json()).toMatchObject({
      description: 'Bad Request: there is no document in the request',
    });
  });
});

describe('an album', () => {
  const photo = (size: number, caption?: string): ReturnType<typeof InputMediaBuilder.photo> =>
    InputMediaBuilder.photo(
      new InputFile(png(size, size)),
      caption === undefined ? {} : { caption },
    );
  const document = (name: string): ReturnType<typeof InputMediaBuilder.document> =>
    InputMediaBuilder.document(new InputFile(Buffer.from(name), name));

  it('sends messages that share a group', async () => {
    const { api, control } = await openChat();
    const messages = await api.sendMediaGroup(OWNER, [photo(10, 'first'), photo(20)]);
    expect(messages).toHaveLength(2);
    expect(new Set(control.history().map((m) => m.mediaGroupId)).size).toBe(1);
    expect(messages[0]).toHaveProperty('media_group_id');
    expect(messages[0]?.caption).toBe('first');
    expect(control.history().every((m) => m.photo !== null && m.mediaGroupId !== null)).toBe(true);
    const files = await api.sendMediaGroup(OWNER, [document('a.csv'), document('b.csv')]);
    expect(files).toMatchObject([
      { document: { file_name: 'a.csv' } },
      { document: { file_name: 'b.csv' } },
    ]);
  });

  it('has two to ten items of one kind', async () => {
    const { api, control } = await openChat();
    const one = refusalOf(api.sendMediaGroup(OWNER, [photo(9)]));
    expect(await one).toMatchObject(bad('too few messages to send as an album'));
    const eleven = Array.from({ length: 11 }, () => photo(9));
    expect(await refusalOf(api.sendMediaGroup(OWNER, eleven))).toMatchObject(
      bad('too many messages to send as an album'),
    );
    // The client's types know the rule as well, so the request is written by hand.
    const mixed = api.raw.sendMediaGroup({
      chat_id: OWNER,
      media: [photo(9), document('a')] as ReturnType<typeof photo>[],
    });
    expect(await refusalOf(mixed)).toMatchObject(
      bad("document can't be mixed with other media types"),
    );
    expect(control.history()).toHaveLength(0);
  });

  it('names the item that is wrong, and sends none', async () => {
    const { api, control } = await openChat();
    const broken = refusalOf(
      api.sendMediaGroup(OWNER, [photo(9), InputMediaBuilder.photo('nothing')]),
    );
    expect(await broken).toMatchObject(
      bad(
        'failed to send message #2 with the error message "wrong file identifier/HTTP URL specified"',
      ),
    );
    expect(control.history()).toHaveLength(0);
  });
});

describe('editing media', () => {
  it('swaps the picture and its caption under the same number', async () => {
    const chat = await openChat();
    const { message_id } = await chat.api.sendPhoto(OWNER, new InputFile(CHART), { caption: 'a' });
    const before = newest(chat).photo;
    await chat.api.editMessageMedia(
      OWNER,
      message_id,
      InputMediaBuilder.photo(new InputFile(png(40, 40)), { caption: 'b' }),
    );
    expect(newest(chat)).toMatchObject({ messageId: message_id, caption: 'b' });
    expect(newest(chat).photo).not.toBe(before);
  });

  it('adds a picture to a text message', async () => {
    const chat = await openChat();
    const { message_id } = await chat.api.sendMessage(OWNER, 'text');
    const media = InputMediaBuilder.photo(new InputFile(png(40, 40)), { caption: 'now a picture' });
    await chat.api.editMessageMedia(OWNER, message_id, media);
    expect(newest(chat)).toMatchObject({ text: null, caption: 'now a picture' });
    const text = refusalOf(chat.api.editMessageText(OWNER, message_id, 'x'));
    expect(await text).toMatchObject(bad('there is no text in the message to edit'));
  });

  it('edits and removes a caption', async () => {
    const chat = await openChat();
    const { message_id } = await chat.api.sendPhoto(OWNER, new InputFile(CHART), { caption: 'a' });
    await chat.api.editMessageCaption(OWNER, message_id, { caption: 'b' });
    expect(newest(chat).caption).toBe('b');
    await chat.api.editMessageCaption(OWNER, message_id);
    expect(newest(chat).caption).toBeNull();
    const again = await refusalOf(chat.api.editMessageCaption(OWNER, message_id));
    expect(again.description).toMatch(/^Bad Request: message is not modified/);
  });

  it('does not change a known picture into itself', async () => {
    const { api } = await openChat();
    const message = await api.sendPhoto(OWNER, new InputFile(CHART), { caption: 'a' });
    const id = message.photo[0]?.file_id ?? '';
    const media = InputMediaBuilder.photo(id, { caption: 'a' });
    const same = await refusalOf(api.editMessageMedia(OWNER, message.message_id, media));
    expect(same.description).toMatch(/message is not modified/);
  });
});

describe('a file id', () => {
  it('must be one that was given out', async () => {
    const { api, apiRoot } = await openChat();
    expect(await refusalOf(api.getFile('AgACxyz'))).toMatchObject(bad('invalid file_id'));
    const wrongToken = await fetch(`${apiRoot}/file/bot1:x/photos/file_1.png`);
    expect(wrongToken.status).toBe(401);
    const unknown = await fetch(`${apiRoot}/file/bot${TOKEN}/photos/file_1.png`);
    expect(unknown.status).toBe(404);
  });
});
