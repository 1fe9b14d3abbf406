import { describe, expect, it } from 'vitest';
import { createChance } from '../../../../src/engine/adapters/system/chance.js';
import { freeDiskBytes } from '../../../../src/engine/adapters/system/disk.js';
import { createLog, type LogOptions } from '../../../../src/engine/adapters/system/log.js';
import { maskFields, maskSecrets } from '../../../../src/engine/adapters/system/mask.js';

// Made up; the shape is Telegram's: a number, a colon, 35 characters.
const TOKEN = `1234567890:${'AbCdE_-123'.repeat(3)}xyz42`;

function capture(options: Pick<LogOptions, 'level' | 'format'>) {
  let text = '';
  const log = createLog({ ...options, destination: { write: (line: string) => (text += line) } });
  return { log, text: () => text, lines: () => text.trimEnd().split('\n') };
}

describe('secrets in a text', () => {
  it.each([
    ['a bot token', `token is ${TOKEN}.`, 'token is ***.'],
    [
      'a call',
      `https://api.telegram.org/bot${TOKEN}/getMe`,
      'https://api.telegram.org/bot***/getMe',
    ],
    ['a file', `/file/bot${TOKEN}/photos/1.jpg`, '/file/bot***/photos/1.jpg'],
    ['a short token in a path', '/bot1:abc/getMe', '/bot***/getMe'],
    [
      'a key in a query',
      'https://x.example/query?apikey=QWERTY&symbol=IBM',
      'https://x.example/query?apikey=***&symbol=IBM',
    ],
    ['a token in a query', '/x?a=1&access_token=abc&b=2', '/x?a=1&access_token=***&b=2'],
    ['a key alone', '/x?key=abc', '/x?key=***'],
    ['a form body', 'grant=x&client_secret=abc', 'grant=x&client_secret=***'],
    ['a database address', 'postgres://desk:hunter2@db:5432/desk', 'postgres://***@db:5432/desk'],
    ['a header', 'Authorization: Bearer abcdefghijkl', 'Authorization: Bearer ***'],
  ])('%s is masked', (_name, text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each([
    'VX/2026-12-16',
    '14:32:10',
    'digest:2026-11-20',
    'monkey=1',
    'https://a.example/?day=2026-11-20',
  ])('%s is left alone', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});

describe('secrets in fields', () => {
  it.each([
    'token',
    'botToken',
    'secret',
    'ALPACA_SECRET',
    'key',
    'apiKey',
    'api_key',
    'ALPHAVANTAGE_KEY',
    'password',
    'account',
    'ibAccount',
  ])('%s is masked by its name', (name) => {
    expect(maskFields({ [name]: 'plain' })).toEqual({ [name]: '***' });
    expect(maskFields({ deep: [{ [name]: 12345 }] })).toEqual({ deep: [{ [name]: '***' }] });
  });

  it('other names and absent values are left alone', () => {
    const fields = { monkey: 'x', keyboard: 'y', tokens: 3, key: null, accounts: ['a'] };
    expect(maskFields(fields)).toEqual(fields);
  });

  it('a secret deep inside an error’s message, stack and cause is masked', () => {
    const error = new Error('failed', { cause: new Error(`GET /bot${TOKEN}/getMe`) });
    const text = JSON.stringify(maskFields({ error }));
    expect(text).toContain('failed');
    expect(text).toContain('/bot***/getMe');
    expect(text).not.toContain(TOKEN);
  });

  it('a value that refers to itself ends', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(JSON.stringify(maskFields({ loop }))).toContain('…');
  });
});

describe('the log', () => {
  it('writes one JSON object a line with level, time and event', () => {
    const { log, lines } = capture({ level: 'info' });
    log.info('feed-ready', { feed: 'sim', count: 3 });
    log.error('tick-lost');
    const [first, second] = lines().map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toMatchObject({ level: 'info', event: 'feed-ready', feed: 'sim', count: 3 });
    expect(first?.['time']).toMatch(/^\d{4}-\d{2}-\d{2}T/);
    expect(second).toMatchObject({ level: 'error', event: 'tick-lost' });
  });

  it('leaves out what is below its level', () => {
    const { log, text } = capture({ level: 'warn' });
    log.debug('a');
    log.info('b');
    log.warn('c');
    expect(text()).toContain('"event":"c"');
    expect(text()).not.toContain('"event":"b"');
    const silent = capture({ level: 'silent' });
    silent.log.error('d');
    expect(silent.text()).toBe('');
  });

  it('never writes a secret, in either format', () => {
    for (const format of ['json', 'text'] as const) {
      const { log, text } = capture({ level: 'debug', format });
      log.debug(`call ${TOKEN}`, {
        url: `/bot${TOKEN}/x`,
        token: 'plain-secret',
        error: new Error(TOKEN),
      });
      expect(text()).toContain('***');
      expect(text()).not.toContain(TOKEN);
      expect(text()).not.toContain('plain-secret');
    }
  });

  it('writes words for eyes when asked', () => {
    const { log, lines } = capture({ level: 'info', format: 'text' });
    log.info('feed-ready', { feed: 'sim', count: 3 });
    expect(lines()[0]).toMatch(/Z info feed-ready feed=sim count=3$/);
  });
});

describe('chance', () => {
  it('draws uniform numbers in [0, 1) and hexadecimal bytes', () => {
    const chance = createChance();
    const draws = Array.from({ length: 2000 }, () => chance.uniform());
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    // Mean of 2,000 uniform draws: standard error 0.0065, so ten of them.
    expect(Math.abs(draws.reduce((sum, x) => sum + x, 0) / 2000 - 0.5)).toBeLessThan(0.065);
    expect(chance.hex(10)).toMatch(/^[0-9a-f]{20}$/);
    expect(chance.hex(10)).not.toBe(chance.hex(10));
  });
});

describe('the disk', () => {
  it('tells its free bytes, and null for a path that is not there', async () => {
    expect(await freeDiskBytes('.')).toBeGreaterThan(0);
    expect(await freeDiskBytes('./no/such/folder')).toBeNull();
  });
});
