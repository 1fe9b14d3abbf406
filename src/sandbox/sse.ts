import type { ServerResponse } from 'node:http';
import type { World } from './world.js';

/** A comment now and then keeps the line open. */
const HEARTBEAT_MS = 15_000;
/** A reader that takes nothing is cut off rather than buffered for. */
const MOST_BUFFERED_BYTES = 8 * 1024 * 1024;

/** Streams messages and chat actions until the reader leaves. */
export function streamEvents(world: World, response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  const write = (text: string): void => {
    if (response.writableLength > MOST_BUFFERED_BYTES) response.destroy();
    else response.write(text);
  };
  const event = (name: string, data: unknown): void => {
    write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  write('retry: 1000\n: connected\n\n');
  const stopListening = world.events.listen({
    message: (message) => event('message', message),
    action: (action) => event('action', action),
  });
  let cancelBeat = (): void => undefined;
  const beat = (): void => {
    cancelBeat = world.clock.at(world.clock.nowMs() + HEARTBEAT_MS, () => {
      write(': beat\n\n');
      beat();
    });
  };
  beat();
  response.once('close', () => {
    stopListening();
    cancelBeat();
  });
}
