import { describe, expect, it } from 'vitest';
import { pageDirectory } from '../../src/sandbox/static-page.js';
import { openChat, raw } from './harness.js';

describe('the page', () => {
  it('lies beside the compiled server, or where it was built last', () => {
    expect(pageDirectory('/a/dist/sandbox/static-page.js')).toBe('/a/dist/sandbox/page');
    expect(pageDirectory('/a/src/sandbox/static-page.ts')).toBe('/a/dist/sandbox/page');
  });

  it('is served with a strict policy, or says that it is not built', async () => {
    const { url } = await openChat();
    const response = await fetch(url);
    if (response.status === 200) {
      expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'self'/);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    } else {
      expect(response.status).toBe(503);
      expect(await response.text()).toContain('npm run build');
    }
  });

  it('gives no other file of the machine', async () => {
    const chat = await openChat();
    const { host } = new URL(chat.url);
    const paths = [
      '/../local-chat.js',
      '/..%2flocal-chat.js',
      '/.env',
      '/a/../../x',
      '//etc/passwd',
    ];
    for (const path of paths) {
      const answer = await raw(chat, { path, headers: { host } });
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });
});
