import { describe, expect, test } from 'vitest';
import { loadUniverse, parseConfig, parseInstant } from '../src/config.js';

function sentences(environment: NodeJS.ProcessEnv): readonly string[] {
  const parsed = parseConfig(environment);
  return parsed.ok ? [] : parsed.error.sentences;
}

test('an empty environment is a simulated market with a paper broker', () => {
  const parsed = parseConfig({});
  expect(parsed).toMatchObject({
    ok: true,
    value: {
      VOLDESK_FEED: ['sim'],
      VOLDESK_BROKER: 'paper',
      VOLDESK_HOME: './var',
      VOLDESK_CHAT_PORT: 8787,
      VOLDESK_HEALTH_PORT: 8788,
      VOLDESK_SIM_SEED: 1,
      VOLDESK_SIM_SCENARIO: 'calm',
      VOLDESK_SIM_SPEED: 1,
    },
  });
});

test('a variable left blank is not set', () => {
  expect(parseConfig({ TELEGRAM_BOT_TOKEN: ' ', VOLDESK_CHAT_PORT: '' })).toEqual(parseConfig({}));
});

test('owners are a list of numbers, a group may name a topic', () => {
  const parsed = parseConfig({ VOLDESK_OWNER_ID: '12, 34', VOLDESK_GROUP_ID: '-100123:7' });
  expect(parsed).toMatchObject({
    ok: true,
    value: { VOLDESK_OWNER_ID: [12, 34], VOLDESK_GROUP_ID: { chatId: -100123, topicId: 7 } },
  });
});

describe('what cannot be is refused by name', () => {
  test.each([
    [{ VOLDESK_OWNER_ID: '@me' }, 'VOLDESK_OWNER_ID'],
    [{ VOLDESK_GROUP_ID: 'desk' }, 'VOLDESK_GROUP_ID'],
    [{ VOLDESK_CHAT_PORT: '99999' }, 'VOLDESK_CHAT_PORT'],
    [{ VOLDESK_SIM_SCENARIO: 'boom' }, 'VOLDESK_SIM_SCENARIO'],
    [{ VOLDESK_SIM_SPEED: '0' }, 'VOLDESK_SIM_SPEED'],
    [{ VOLDESK_REPLAY_START: 'yesterday' }, 'VOLDESK_REPLAY_START'],
    [{ VOLDESK_FEED: 'bloomberg' }, 'VOLDESK_FEED'],
    [{ VOLDESK_FEED: 'ibkr' }, 'not in this version'],
    [{ VOLDESK_FEED: 'sim,replay' }, 'name one'],
    [{ VOLDESK_BROKER: 'ibkr' }, 'not in this version'],
    [{ DATABASE_URL: 'postgres://x' }, 'DATABASE_URL'],
  ])('%o', (environment, part) => {
    expect(sentences(environment).join(' ')).toContain(part);
  });

  test('a token is never repeated in what is said', () => {
    const token = '123456789:AAaaBBbbCCccDDddEEeeFFffGGgg';
    const said = sentences({ TELEGRAM_BOT_TOKEN: token, VOLDESK_OWNER_ID: 'x' }).join(' ');
    expect(said).not.toContain(token);
  });
});

describe('instants', () => {
  test.each([
    ['2008-11-20T16:15', '2008-11-20T21:15:00.000Z'],
    ['2020-03-16 09:30:00', '2020-03-16T13:30:00.000Z'],
    ['2020-03-16', '2020-03-16T13:30:00.000Z'],
    ['2020-03-16T13:30:00Z', '2020-03-16T13:30:00.000Z'],
    ['2020-03-16T09:30-04:00', '2020-03-16T13:30:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(new Date(parseInstant(text) ?? 0).toISOString()).toBe(expected);
  });

  test.each(['', 'now', '2020-02-30', '2020-03-16T25:00', '16:15'])('"%s" is none', (text) => {
    expect(parseInstant(text)).toBeNull();
  });
});

test('the universe that ships is read, and a missing one is said', () => {
  const shipped = loadUniverse(`${import.meta.dirname}/..`);
  expect(shipped.ok && shipped.value.symbols.map(({ symbol }) => symbol)).toContain('VIX');
  expect(loadUniverse('/nowhere')).toMatchObject({ ok: false, error: { code: 'bad-config' } });
});
