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
    [{ VOLDESK_KEEP_DAYS: '7,1,90,365' }, 'four growing numbers of days'],
    [{ VOLDESK_FEED: 'bloomberg' }, 'VOLDESK_FEED'],
    [{ VOLDESK_FEED: 'alpaca' }, 'not in this version'],
    [{ VOLDESK_FEED: 'sim,replay' }, 'sim is a market of its own'],
    [{ VOLDESK_FEED: 'ibkr,replay', IBKR_PORT: '4002' }, 'replay is a market of its own'],
    [{ VOLDESK_FEED: 'ibkr' }, 'IBKR_PORT: expected the port'],
    [{ VOLDESK_BROKER: 'ibkr', IBKR_PORT: '4002' }, 'name ibkr in VOLDESK_FEED too'],
    [{ VOLDESK_BROKER: 'alpaca' }, 'it has paper and ibkr'],
    [{ IBKR_PORT: 'gateway' }, 'IBKR_PORT'],
    [{ IBKR_ACCOUNT: 'mine' }, 'such as DU1234567'],
    [{ IBKR_RESTART_AT: 'at night' }, 'IBKR_RESTART_AT: expected a time in New York'],
    [{ IBKR_LINES: '5' }, 'IBKR_LINES'],
    [{ IBKR_LOGIN_AT: '25' }, 'IBKR_LOGIN_AT: expected an hour in New York'],
    [{ DERIBIT_WS_URL: 'https://example.com' }, 'begins with wss://'],
    [{ DERIBIT_HTTP_URL: 'example.com' }, 'begins with https://'],
    [{ CBOE_URL: 'ftp://example.com' }, 'CBOE_URL: expected an address'],
    [{ YAHOO_URL: 'yahoo' }, 'YAHOO_URL: expected an address'],
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

test('a gateway is a feed, and a broker beside the feed', () => {
  const live = {
    VOLDESK_FEED: 'ibkr',
    VOLDESK_BROKER: 'ibkr',
    IBKR_PORT: '4002',
    IBKR_ACCOUNT: 'DU1234567',
    IBKR_RESTART_AT: '23:45',
    IBKR_LOGIN_AT: '9',
    IBKR_LINES: '300',
  };
  const parsed = parseConfig(live);
  const expected = {
    VOLDESK_FEED: ['ibkr'],
    IBKR_PORT: 4002,
    IBKR_LOGIN_AT: '9:00',
    IBKR_LINES: 300,
  };
  expect(parsed).toMatchObject({ ok: true, value: expected });
  expect(parseConfig({ ...live, VOLDESK_BROKER: 'paper' }).ok).toBe(true);
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
