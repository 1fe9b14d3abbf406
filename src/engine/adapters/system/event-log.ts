import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { newYorkDay } from '../../domain/new-york.js';
import type { JournalRow } from '../../domain/record.js';
import type { Log } from '../../ports/log.js';
import { maskSecrets } from './mask.js';

export interface EventLogOptions {
  /** Holds the files; made where missing. */
  readonly directory: string;
  /** Written on each line where it is given: tells one market's journal from another's. */
  readonly world?: string;
  readonly log: Log;
}

/** A copy of the journal for other programs: one JSON object a line, one file a New York day. */
export interface EventLog {
  /** Takes rows that are committed. Returns at once and never throws; files are written later. */
  append(rows: readonly JournalRow[]): void;
  /** Everything taken so far is in its file, or was logged as lost. */
  flush(): Promise<void>;
  /** Flushes. What is appended later is not taken. */
  close(): Promise<void>;
}

/** Account numbers of brokers, such as `DU1234567`: the letters stay, and the last three digits. */
const ACCOUNT_NUMBER = /\b(D?[FIU]|DU[A-Z]?)\d{2,}(\d{3})\b/g;

function eventLine(row: JournalRow, world: string | undefined): string {
  const { record, seq, atMs, wallMs, hash } = row;
  const at = new Date(atMs).toISOString();
  const text = JSON.stringify({ world, seq, at, wallMs, hash, ...record });
  return `${maskSecrets(text).replace(ACCOUNT_NUMBER, '$1…$2')}\n`;
}

class FileEventLog implements EventLog {
  private waiting: JournalRow[] = [];
  private state: 'open' | 'closed' = 'open';
  private draining: Promise<void> | null = null;

  constructor(private readonly options: EventLogOptions) {}

  append(rows: readonly JournalRow[]): void {
    if (this.state === 'closed') return;
    for (const row of rows) this.waiting.push(row);
    if (this.waiting.length > 0) this.draining ??= this.drain();
  }

  async flush(): Promise<void> {
    while (this.draining) await this.draining;
  }

  close(): Promise<void> {
    this.state = 'closed';
    return this.flush();
  }

  private async drain(): Promise<void> {
    // What a step does to the money comes first; its lines are made afterwards.
    await nextTurn();
    while (this.waiting.length > 0) {
      const taken = this.waiting;
      this.waiting = [];
      try {
        await this.write(taken);
      } catch (error) {
        this.options.log.warn('event-log-failed', { lost: taken.length, cause: String(error) });
      }
    }
    this.draining = null;
  }

  private async write(taken: readonly JournalRow[]): Promise<void> {
    const texts = new Map<string, string>();
    for (const row of taken) {
      const file = `${newYorkDay(row.atMs)}.jsonl`;
      texts.set(file, (texts.get(file) ?? '') + eventLine(row, this.options.world));
    }
    await mkdir(this.options.directory, { recursive: true });
    for (const [file, text] of texts) await appendFile(join(this.options.directory, file), text);
  }
}

/** A row that cannot be written is logged and lost: the journal itself has it. */
export function createEventLog(options: EventLogOptions): EventLog {
  return new FileEventLog(options);
}
