import { Api, InputFile } from 'grammy';
import { describe, expect, it } from 'vitest';
import { OWNER, TOKEN, lineBroke, openChat, png, postJson, raw, refusalOf } from './harness.js';

describe('the Bot API over HTTP', () => {
  it('knows its token and nothing else', async () => {
    const { apiRoot, url } = await openChat();
    const wrong = new Api('7000000001:other', { apiRoot });
    expect(await refusalOf(wrong.getMe())).toMatchObject({
      code: 401,
      description: 'Unauthorized',
    });
    const encoded = await fetch(`${apiRoot}/bot7000000001%3Alocal-token/getMe`);
    expect(encoded.status).toBe(200);
    for (const path of ['bot', 'bot/getMe', `bot${TOKEN}`, `bot${TOKEN}/`, `bot${TOKEN}/fly`]) {
      const response = await fetch(url + path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.json()).toEqual({
        ok: false,
        error_code: 404,
        description: 'Not Found',
      });
    }
  });

  it('takes method names in any letter case, by GET and by POST', async () => {
    const { apiRoot } = await openChat();
    const get = await fetch(`${apiRoot}/bot${TOKEN}/GETME`);
    expect(await get.json()).toMatchObject({ ok: true, result: { is_bot: true } });
    const post = await fetch(`${apiRoot}/bot${TOKEN}/getme`, { method: 'POST' });
    expect(post.status).toBe(200);
    const put = await fetch(`${apiRoot}/bot${TOKEN}/getme`, { method: 'PUT' });
    expect(put.status).toBe(404);
  });

  it('merges parameters of the query with those of the body', async () => {
    const { apiRoot, control } = await openChat();
    const path = `${apiRoot}/bot${TOKEN}/sendMessage?chat_id=${OWNER}`;
    await fetch(path, { method: 'POST', body: new URLSearchParams({ text: 'form & more' }) });
    await postJson(path, { text: 'json', parse_mode: null });
    const form = new FormData();
    form.set('text', 'multipart\r\nwith lines');
    await fetch(path, { method: 'POST', body: form });
    await fetch(`${path}&text=query`);
    expect(control.history().map(({ text }) => text)).toEqual([
      'form & more',
      'json',
      'multipart\r\nwith lines',
      'query',
    ]);
  });

  it("takes an ordinary client's upload", async () => {
    const { apiRoot, control } = await openChat();
    const form = new FormData();
    form.set('chat_id', String(OWNER));
    form.set('photo', new Blob([new Uint8Array(png(7, 8))]), 'a "quoted" name.png');
    const response = await fetch(`${apiRoot}/bot${TOKEN}/sendPhoto`, {
      method: 'POST',
      body: form,
    });
    expect(await response.json()).toMatchObject({ ok: true, result: { photo: [{ width: 7 }] } });
    expect(control.history()).toHaveLength(1);
  });

  it('refuses bodies that it cannot read', async () => {
    const chat = await openChat();
    const path = `/bot${TOKEN}/sendMessage?chat_id=1000&text=x`;
    const host = new URL(chat.url).host;
    const post = async (type: string, body: string | Buffer): Promise<unknown> => {
      const headers = { host, 'content-type': type };
      const answer = await raw(chat, { method: 'POST', path, headers, body });
      return JSON.parse(answer.body);
    };
    const failing = (text: string): object => ({
      ok: false,
      error_code: 400,
      description: `Bad Request: ${text}`,
    });
    expect(await post('application/json', '{')).toEqual(failing("can't parse JSON object"));
    expect(await post('application/json', '[1]')).toEqual(failing("can't parse JSON object"));
    const latin = Buffer.from([0x74, 0x3d, 0xe9]);
    const urlencoded = 'application/x-www-form-urlencoded';
    expect(await post(urlencoded, latin)).toEqual(failing('strings must be encoded in UTF-8'));
    const broken = failing("can't parse multipart/form-data body");
    expect(await post('multipart/form-data; boundary=b', '--b\r\nhalf')).toEqual(broken);
    expect(await post('multipart/form-data', '')).toEqual(broken);
    expect(chat.control.history()).toHaveLength(0);
  });
});

describe('a fault by script', () => {
  it('answers as it is told, as often as it is told', async () => {
    const { api, control } = await openChat();
    control.failNext({
      method: 'sendMessage',
      mode: 'answer',
      code: 429,
      description: 'Too Many Requests: retry after 7',
      parameters: { retry_after: 7 },
      times: 2,
    });
    const sent = (): Promise<unknown> => api.sendMessage(OWNER, 'x');
    expect(await refusalOf(sent())).toMatchObject({ code: 429, parameters: { retry_after: 7 } });
    expect(await refusalOf(sent())).toMatchObject({ code: 429 });
    await sent();
    expect(control.history()).toHaveLength(1);
    expect(control.calls().map(({ code }) => code)).toEqual([429, 429, 200]);
  });

  it('breaks the line before anything is done', async () => {
    const { api, control } = await openChat();
    control.failNext({ method: '*', mode: 'drop-connection-before' });
    expect(await lineBroke(api.sendMessage(OWNER, 'x'))).toBe(true);
    expect(control.history()).toHaveLength(0);
  });

  it('breaks the line after it was done', async () => {
    const { api, control } = await openChat();
    control.failNext({ method: 'SENDMESSAGE', mode: 'drop-connection-after' });
    expect(await lineBroke(api.sendMessage(OWNER, 'x'))).toBe(true);
    expect(control.history()).toHaveLength(1);
  });

  it('resets an upload half-way', async () => {
    const { api, control } = await openChat();
    control.failNext({ method: 'sendPhoto', mode: 'reset-mid-upload' });
    const upload = api.sendPhoto(OWNER, new InputFile(png(9, 9, 2_000_000)));
    expect(await lineBroke(upload)).toBe(true);
    expect(control.history()).toHaveLength(0);
  });

  it('hangs until the client gives up', async () => {
    const { apiRoot, control } = await openChat();
    control.failNext({ method: 'getMe', mode: 'hang' });
    const patience = AbortSignal.timeout(50);
    await expect(fetch(`${apiRoot}/bot${TOKEN}/getMe`, { signal: patience })).rejects.toThrow();
    expect(control.faultsWaiting()).toBe(0);
  });

  it('waits for its turn and its method', async () => {
    const { api, control } = await openChat();
    const fault = { mode: 'answer', code: 500 } as const;
    control.failNext({ ...fault, method: 'sendMessage', skip: 1 }, { ...fault, method: 'getChat' });
    await api.getMe();
    await api.sendMessage(OWNER, 'x');
    expect(await refusalOf(api.getChat(OWNER))).toMatchObject({ code: 500 });
    expect(await refusalOf(api.sendMessage(OWNER, 'x'))).toMatchObject({ code: 500 });
    control.failNext({ ...fault, method: '*', times: 9 });
    control.clearFaults();
    await api.getMe();
  });
});
