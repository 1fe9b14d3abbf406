import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEventLog } from '../../../src/engine/adapters/system/event-log.js';
import type { DeskRecord, JournalRow } from '../../../src/engine/domain/record.js';
import type { Log } from '../../../src/engine/ports/log.js';
import { OWNER, ticketId, ticketOf } from '../../support/records.js';
import { tempFolder, type TempFolder } from './sqlite/temp-folder.js';

// A Friday, 20:30 in New York: the next day in UTC.
const EVENING_MS = Date.UTC(2026, 10, 21, 1, 30);
const TAP: DeskRecord = {
  kind: 'tap',
  ticketId: ticketId('T'),
  userId: OWNER,
  action: 'send',
  refusal: null,
};

function row(seq: number, changes: Partial<JournalRow> = {}): JournalRow {
  const hashes = { previousHash: 'a', hash: 'b' };
  return { seq, atMs: EVENING_MS, wallMs: EVENING_MS, record: TAP, ...hashes, ...changes };
}

let folder: TempFolder;
let warnings: string[];
beforeEach(() => {
  folder = tempFolder();
  warnings = [];
});
afterEach(() => folder.dispose());

function log(): Log {
  const quiet = () => undefined;
  return { debug: quiet, info: quiet, error: quiet, warn: (event) => void warnings.push(event) };
}

const eventLog = (path = 'home/events') =>
  createEventLog({ directory: folder.file(path), world: 'w', log: log() });
const lines = (file: string) =>
  readFileSync(folder.file(`home/events/${file}`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('rows become lines in order, in the file of their New York day', async () => {
  const events = eventLog();
  events.append([row(1), row(2)]);
  events.append([row(3, { atMs: EVENING_MS + 86_400_000 })]);
  await events.flush();
  expect(readdirSync(folder.file('home/events')).sort()).toEqual([
    '2026-11-20.jsonl',
    '2026-11-21.jsonl',
  ]);
  expect(lines('2026-11-20.jsonl').map(({ seq, kind, world }) => [seq, kind, world])).toEqual([
    [1, 'tap', 'w'],
    [2, 'tap', 'w'],
  ]);
  expect(lines('2026-11-21.jsonl')).toHaveLength(1);
});

test('rows that come while others are written are not lost, and none is taken after the close', async () => {
  const events = eventLog();
  for (let seq = 1; seq <= 200; seq++) {
    events.append([row(seq)]);
    if (seq % 20 === 0) await new Promise(setImmediate);
  }
  await events.close();
  events.append([row(201)]);
  await events.flush();
  expect(lines('2026-11-20.jsonl').map(({ seq }) => seq)).toEqual(
    Array.from({ length: 200 }, (_, n) => n + 1),
  );
});

test('nothing is written before the call returns, and a file is gone on with', async () => {
  const events = eventLog();
  events.append([row(1)]);
  expect(readdirSync(folder.path)).toEqual([]);
  await events.flush();
  const again = eventLog();
  again.append([row(2)]);
  await again.flush();
  expect(lines('2026-11-20.jsonl')).toHaveLength(2);
});

test('a folder that cannot be made is logged and nothing is thrown', async () => {
  writeFileSync(folder.file('file'), '');
  const events = eventLog('file/events');
  events.append([row(1)]);
  await events.flush();
  expect(warnings).toEqual(['event-log-failed']);
});

test('account numbers and tokens do not appear', async () => {
  const events = eventLog();
  const ticket = ticketOf('TTTT', { account: 'DU1234567' });
  const token = '424242:AAtestAAtestAAtestAAtestAAtestAA';
  const mismatch = { code: 'mismatch', differences: [`U7654321 holds 1`, token] } as const;
  events.append([
    row(1, { record: { kind: 'ticket', ticket } }),
    row(2, { record: { kind: 'alert', alert: mismatch } }),
  ]);
  await events.flush();
  const text = readFileSync(folder.file('home/events/2026-11-20.jsonl'), 'utf8');
  expect(text).not.toMatch(/1234567|7654321|AAtest/);
  expect(text).toContain('DU…567');
});
