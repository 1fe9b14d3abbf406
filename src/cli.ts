#!/usr/bin/env node
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { chatCommand } from './cli/chat.js';
import { datasetCommand } from './cli/dataset.js';
import { eventsCommand } from './cli/events.js';
import { historyCommand } from './cli/history.js';
import type { HistoryTools } from './cli/history-tools.js';
import { openFetch } from './cli/open-fetch.js';
import { recordCommand } from './cli/record.js';
import { scoreCommand } from './cli/score.js';
import { loadConfig } from './config.js';
import { openSentence } from './desk/start-error.js';
import { version } from './desk/start-desk.js';
import { openTickStore } from './engine/adapters/sqlite/tick-store.js';
import { createWallClock } from './engine/adapters/system/wall-clock.js';
import { newYorkDay } from './engine/domain/new-york.js';
import { err, ok } from './engine/domain/result.js';

const wall = createWallClock();

function finish(exitCode: number): void {
  process.exitCode = exitCode;
}

async function openStore() {
  const config = loadConfig();
  if (!config.ok) return err({ reason: config.error.sentences.join(' ') });
  const path = join(resolve(config.value.VOLDESK_HOME), 'ticks.db');
  const opened = await openTickStore({ path, clock: wall });
  if (!opened.ok) return err({ reason: openSentence(opened.error) });
  const store = opened.value;
  return ok({ store, close: () => store.close() });
}

const tools: HistoryTools = {
  openStore,
  today: () => newYorkDay(wall.nowMs()),
  out: process.stdout,
  notes: process.stderr,
  finish,
};

/** The package's own `config/`, whether from source or from the build. */
const eventsFile = join(import.meta.dirname, '..', 'config', 'events.json');

const program = new Command('voldesk')
  .description('The options-volatility desk that lives in a Telegram chat.')
  .version(version())
  .addCommand(historyCommand(tools, () => openFetch(tools, wall, loadConfig())))
  .addCommand(datasetCommand(tools))
  .addCommand(eventsCommand({ ...tools, file: eventsFile }))
  .addCommand(scoreCommand(tools))
  .addCommand(chatCommand({ wall, finish }))
  .addCommand(
    recordCommand({
      wall,
      out: process.stdout,
      notes: process.stderr,
      finish,
      onStop(run) {
        const signals = ['SIGINT', 'SIGTERM'] as const;
        for (const signal of signals) process.on(signal, run);
        return () => {
          for (const signal of signals) process.off(signal, run);
        };
      },
    }),
  );

await program.parseAsync();
