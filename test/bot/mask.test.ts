import { GrammyError, HttpError } from 'grammy';
import { describe, expect, it } from 'vitest';
import { createMask, describeError, maskedLog } from '../../src/bot/mask.js';
import { MemoryLog, TOKEN } from './support/desk.js';

const mask = createMask([TOKEN]);

describe('the token', () => {
  it('is hidden in text, in addresses and in any token of the same shape', () => {
    const other = '987654321:BBotherBBotherBBotherBBotherBBother';
    const text = `https://h/bot${TOKEN}/getMe ${encodeURIComponent(TOKEN)} ${other}`;
    expect(mask(text)).toBe('https://h/bot<token>/getMe <token> <token>');
  });

  it('is hidden in errors of the client, with the address that they wrap', () => {
    const inner = new Error(`request to http://h/bot${TOKEN}/getUpdates failed, reason: reset`);
    const text = describeError(new HttpError("Network request for 'getUpdates' failed!", inner));
    expect(text).toContain('reason: reset');
    expect(mask(text)).not.toContain(TOKEN);
  });

  it('does not reach the log, however deep it hides', () => {
    const log = new MemoryLog();
    const error = new GrammyError(
      `Call to ${TOKEN}`,
      { ok: false, error_code: 400, description: `bad ${TOKEN}` },
      'sendMessage',
      { text: TOKEN },
    );
    const masked = maskedLog(log, mask);
    masked.error('send-failed', { error, nested: { list: [{ url: `/bot${TOKEN}/x` }] } });
    masked.warn(`event ${TOKEN}`);
    expect(log.lines).toHaveLength(2);
    expect(log.text()).not.toContain(TOKEN);
    expect(log.text()).toContain('<token>');
  });
});
