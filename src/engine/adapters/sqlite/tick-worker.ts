// The thread that owns `ticks.db`: it answers the calls of `tick-messages.ts`, one reply each.
import { parentPort, workerData } from 'node:worker_threads';
import type { Log } from '../../ports/log.js';
import { backupTo } from './backup.js';
import { openDatabase } from './open.js';
import { TickDatabase } from './tick-database.js';
import type { TickCalls, TickMessage, TickRequest, TickWorkerData } from './tick-messages.js';
import { TICK_SCHEMA } from './tick-migrations.js';

/** Another process, such as an import, may be writing bars. */
const BUSY_TIMEOUT_MS = 10_000;

if (!parentPort) throw new Error('tick-worker runs as a worker thread');
const port = parentPort;

function send(message: TickMessage): void {
  port.postMessage(message);
}

function logTo(level: keyof Log): Log['info'] {
  return (event, fields = {}) => send({ kind: 'log', level, event, fields });
}

const log: Log = {
  debug: logTo('debug'),
  info: logTo('info'),
  warn: logTo('warn'),
  error: logTo('error'),
};

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function answer(ticks: TickDatabase, request: TickRequest): Promise<unknown> {
  switch (request.call) {
    case 'write':
      ticks.mention(request.input.fresh);
      ticks.write(request.input);
      return null;
    case 'ticks':
      return ticks.quotes.span(request.input);
    case 'optionsAt':
      return ticks.optionsAt(request.input);
    case 'flow':
      return ticks.flowOf(request.input);
    case 'gaps':
      return ticks.surfaces.gaps(request.input);
    case 'surfaces':
      return ticks.surfacesOf(request.input);
    case 'putBars':
      return ticks.daily.put(request.input);
    case 'bars':
      return ticks.daily.bars(request.input);
    case 'series':
      return ticks.daily.series();
    case 'compact': {
      const turns = ticks.compact(request.input.nowMs);
      while (ticks.db.open && turns.next().done !== true) await nextTurn();
      return null;
    }
    case 'size':
      return ticks.size();
    case 'backup':
      await backupTo(ticks.db, request.input.path);
      return null;
    case 'close':
      ticks.db.close();
      return null;
  }
}

function transferOf(request: TickRequest, output: unknown): ArrayBuffer[] {
  const { call } = request;
  if (call !== 'ticks' && call !== 'optionsAt' && call !== 'flow') return [];
  const { packed } = output as TickCalls[typeof call]['out'];
  return [packed.values.buffer as ArrayBuffer];
}

async function serve(ticks: TickDatabase, request: TickRequest): Promise<void> {
  const { id } = request;
  try {
    const output = await answer(ticks, request);
    port.postMessage(
      { kind: 'done', id, output } satisfies TickMessage,
      transferOf(request, output),
    );
  } catch (error) {
    send({ kind: 'failed', id, reason: error instanceof Error ? error.message : String(error) });
  }
  if (request.call === 'close') port.close();
}

const { path, retention } = workerData as TickWorkerData;
const opened = openDatabase({
  path,
  schema: TICK_SCHEMA,
  busyTimeoutMs: BUSY_TIMEOUT_MS,
  check: 'none',
  log,
});
if (opened.ok) {
  const ticks = new TickDatabase(opened.value, retention);
  port.on('message', (request: TickRequest) => void serve(ticks, request));
  send({ kind: 'opened' });
} else {
  send({ kind: 'refused', error: opened.error });
}
