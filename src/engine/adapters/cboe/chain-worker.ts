import { parentPort, workerData } from 'node:worker_threads';
import type { ReaderData, ReaderMessage, ReaderReply } from './chain-messages.js';
import { OptionsFileReader } from './options-file.js';

/** Reads one file after the other as its bytes come, and hands it back packed. */
function run(): void {
  const port = parentPort;
  if (!port) throw new Error('runs as a worker only');
  const { underlying } = workerData as ReaderData;
  let reader = new OptionsFileReader(underlying);
  port.on('message', (message: ReaderMessage) => {
    if (message.kind === 'begin') reader = new OptionsFileReader(underlying);
    else if (message.kind === 'bytes') reader.bytes(message.piece);
    else {
      const read = reader.end();
      const reply: ReaderReply = read.ok
        ? { kind: 'packed', options: read.value }
        : { kind: 'refused', error: read.error };
      port.postMessage(reply, read.ok ? [read.value.cells.buffer as ArrayBuffer] : []);
    }
  });
}

run();
