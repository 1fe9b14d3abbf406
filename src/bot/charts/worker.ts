import { parentPort } from 'node:worker_threads';
import { createDrawing } from './draw.js';
import type { DrawAnswer, DrawRequest } from './messages.js';
import { WARM_UP } from './warm-up.js';

const port = parentPort;
if (!port) throw new Error('the chart worker runs in a worker thread only');

const draw = createDrawing();
// The first chart of a thread costs several times the next one: compiling and glyphs.
draw(WARM_UP, 'light');
draw(WARM_UP, 'dark');

port.on('message', ({ id, spec, theme }: DrawRequest) => {
  let answer: DrawAnswer;
  try {
    // A copy of its own, as a slice of the shared pool cannot be transferred.
    answer = { id, png: Uint8Array.from(draw(spec, theme)) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(answer, 'png' in answer ? [answer.png.buffer as ArrayBuffer] : []);
});
