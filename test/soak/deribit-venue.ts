import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface VenueReport {
  readonly port: number;
  readonly sent: { readonly tickers: number; readonly others: number };
  readonly violations: readonly string[];
  readonly channels: number;
  /** Time on the processor since its start. */
  readonly cpuMs: number;
}

export interface VenueProcess {
  readonly first: VenueReport;
  tell(word: 'report' | 'quiet' | 'drop'): Promise<VenueReport>;
  end(): Promise<void>;
}

const FILE = join(import.meta.dirname, '..', 'standins', 'deribit', 'venue-process.ts');

/** The venue outside of this process, so that the two do not take turns on one thread. */
export async function spawnVenue(of: {
  readonly tickEveryMs: number;
  readonly strikesPerExpiry: number;
}): Promise<VenueProcess> {
  const args = ['--import', 'tsx', FILE, String(of.tickEveryMs), String(of.strikesPerExpiry)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const waiting: ((report: VenueReport) => void)[] = [];
  const next = () => new Promise<VenueReport>((resolve) => waiting.push(resolve));
  const first = next();
  createInterface({ input: child.stdout }).on('line', (line) => {
    waiting.shift()?.(JSON.parse(line) as VenueReport);
  });
  return {
    first: await first,
    tell(word) {
      const answer = next();
      child.stdin.write(`${word}\n`);
      return answer;
    },
    async end() {
      child.stdin.write('end\n');
      await gone;
    },
  };
}
