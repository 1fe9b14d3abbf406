import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { runEventImport } from '../../src/cli/events.js';
import { parseEventCalendar } from '../../src/engine/adapters/files/event-calendar-file.js';
import { calendarReach, eventsOn } from '../../src/engine/domain/event-calendar.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { folderOf } from '../support/folder.js';
import { sharedPath } from '../support/shared.js';

const REPORTS = `date,event
2026-01-09,NFP
 2026-01-13 ,CPI
2026/02/11,NFP
2026-02-14,CPI
2026-02-30,CPI
2026-03-11,Party
`;
const MEETINGS = `date,meeting_end,kind,notes
2026-01-28,2026-01-28,scheduled,Jan 27-28
`;

class Text extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function run(path: string, file: string) {
  const [out, notes] = [new Text(), new Text()];
  const tools = { file, out, notes, finish: () => undefined };
  const code = await runEventImport({ path, format: 'json' }, tools);
  return { code, notes: notes.text, out: out.text };
}

async function calendarAt(file: string) {
  const parsed = parseEventCalendar(await readFile(file, 'utf8'));
  if (!parsed.ok) throw new Error(parsed.error.sentences.join(' '));
  return parsed.value;
}

const made: { remove(): void }[] = [];
afterAll(() => made.forEach((folder) => folder.remove()));

function desk(files: Readonly<Record<string, string>> = {}) {
  const folder = folderOf({
    'reports.csv': REPORTS,
    'meetings.csv': MEETINGS,
    'holidays.csv': 'date,type\n2026-01-01,holiday\n',
    ...files,
  });
  made.push(folder);
  return { folder: folder.path, file: join(folder.path, 'events.json') };
}

describe('events import', () => {
  it('takes what it knows, repairs dates, refuses the rest, and counts each', async () => {
    const { folder, file } = desk();
    const { code, out } = await run(folder, file);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      files: { read: 2, passedOver: 1 },
      rows: 7,
      taken: 4,
      unchanged: 0,
      repaired: 2,
      refused: 3,
      repairs: { trimmed: 1, reformatted: 1 },
      refusals: { weekend: 1, 'bad-date': 1, 'unknown-event': 1 },
      firstDay: '2026-01-01',
      lastDay: '2027-12-31',
    });
    const calendar = await calendarAt(file);
    const on = eventsOn(calendar, { day: day('2026-02-11'), symbol: 'SPY' });
    expect(on.events).toMatchObject([
      { kind: 'cpi', basis: 'estimated' },
      { kind: 'jobs', basis: 'published' },
    ]);
  });

  it('changes nothing the second time, and leaves no half file', async () => {
    const { folder, file } = desk();
    await run(folder, file);
    const before = await readFile(file, 'utf8');
    const { out } = await run(folder, file);
    expect(JSON.parse(out)).toMatchObject({ taken: 0, unchanged: 4 });
    expect(await readFile(file, 'utf8')).toBe(before);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('puts published days in the place of estimated ones', async () => {
    const { folder, file } = desk();
    await run(folder, file);
    await writeFile(join(folder, 'more.csv'), 'date,event\n2026-02-13,CPI\n');
    await run(join(folder, 'more.csv'), file);
    const february = (await calendarAt(file)).events.filter(
      (event) => event.kind === 'cpi' && event.day.startsWith('2026-02'),
    );
    expect(february).toMatchObject([{ day: '2026-02-13', basis: 'published' }]);
  });

  it('says in one sentence what is wrong, and leaves a damaged calendar alone', async () => {
    const { folder, file } = desk();
    expect(await run(join(folder, 'none'), file)).toMatchObject({ code: 1, out: '' });
    const holidays = await run(join(folder, 'holidays.csv'), file);
    expect(holidays.notes).toContain('None of the 1 files');
    await writeFile(file, 'not json');
    const damaged = await run(folder, file);
    expect(damaged).toMatchObject({ code: 1 });
    expect(damaged.notes).toBe(
      'events.json is not changed, because it cannot be read: it is not JSON.\n',
    );
    expect(await readFile(file, 'utf8')).toBe('not json');
  });
});

const calendars = sharedPath('data', 'calendars');

describe.skipIf(calendars === null)('events import of the shared data', () => {
  it('takes every row of both calendars and knows 2022 to 2026', async () => {
    const file = desk().file;
    const { code, out } = await run(calendars ?? '', file);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rows: 224, refused: 0, files: { read: 2 } });
    const calendar = await calendarAt(file);
    expect(calendar.firstDay).toBe('2022-01-01');
    const on = (of: string) =>
      eventsOn(calendar, { day: day(of), symbol: 'SPY' }).events.map(({ kind }) => kind);
    expect(on('2022-06-15')).toEqual(['fomc']);
    expect(on('2026-12-10')).toEqual(['cpi']);
    expect(calendarReach(calendar, day('2026-10-01')).state).toBe('fresh');
  });
});
