/** The venue as a process of its own: prints its port, answers `report`, `quiet` and `drop` on stdin. */
import { createInterface } from 'node:readline';
import { createWallClock } from '../../../src/engine/adapters/system/wall-clock.js';
import { RehearsedMarket } from './rehearsed.js';
import { startDeribit } from './venue.js';

const [tickEveryMs, strikesPerExpiry] = process.argv.slice(2).map(Number);
const market = new RehearsedMarket({ coins: ['BTC'], strikesPerExpiry: strikesPerExpiry ?? 10 });
const venue = await startDeribit({
  clock: createWallClock(),
  source: market,
  tickEveryMs: tickEveryMs ?? 1_000,
});

function say(of: unknown): void {
  process.stdout.write(`${JSON.stringify(of)}\n`);
}

function report(): void {
  const { port, violations } = venue;
  const cpuMs = process.cpuUsage().user / 1_000 + process.cpuUsage().system / 1_000;
  say({ port, sent: venue.sent, violations, channels: venue.channels(), cpuMs });
}

report();
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'drop') venue.misbehave({ kind: 'drop' });
  if (line === 'quiet') venue.misbehave({ kind: 'silence', of: 'all', state: 'on' });
  if (line === 'end') break;
  // What was written to sockets goes out before the answer does.
  if (line === 'quiet') await venue.settled();
  report();
}
await venue.close();
process.exit(0);
