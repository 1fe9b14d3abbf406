/**
 * Plays putlite over simulated sessions in each scenario and writes docs/putlite-days.md.
 * Run: `npx tsx scripts/putlite-days.ts [sessions]` (250 unless told; two scenarios at a time).
 * Ends with 1 where a day broke a rule.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { simScenarios, type SimScenario } from '../src/engine/adapters/sim/sim-feed.js';
import { DAYS_SEED, FIRST_DAY, playDays, shippedCalendar } from '../test/support/putlite-days.js';

const PATH = join(import.meta.dirname, '..', 'docs', 'putlite-days.md');
const SESSIONS = 250;
const AT_ONCE = 2;
/** Gates of the clock, which say no for most of each day. */
const HOURS = new Set(['session', 'window', 'cut-off', 'armed']);

/** What one scenario gave, as plain data; money in dollars. */
interface Outcome {
  readonly scenario: SimScenario;
  readonly days: number;
  readonly earlyCloses: number;
  readonly blackoutDays: number;
  readonly daysTraded: number;
  readonly trades: number;
  readonly wins: number;
  readonly realisedUsd: number;
  readonly worstDayUsd: number;
  /** The largest loss over its plan; null where no trade lost. */
  readonly largestLoss: { readonly lossUsd: number; readonly plannedUsd: number } | null;
  readonly gapThroughs: number;
  readonly exits: readonly (readonly [string, number])[];
  readonly refusals: readonly (readonly [string, number])[];
  readonly problems: readonly string[];
}

function countBy(names: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return mostFirst(counts);
}

function mostFirst(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

async function playOne(scenario: SimScenario, sessions: number): Promise<Outcome> {
  const played = await playDays({
    scenario,
    sessions,
    seed: DAYS_SEED,
    calendar: shippedCalendar(),
  });
  const { trades, realised } = played;
  const losses = trades
    .map(({ cashMicros, plannedLossMicros }) => ({
      lossUsd: (0 - cashMicros) / 1e6,
      plannedUsd: plannedLossMicros / 1e6,
    }))
    .filter(({ lossUsd }) => lossUsd > 0)
    .sort((a, b) => b.lossUsd / b.plannedUsd - a.lossUsd / a.plannedUsd);
  return {
    scenario,
    days: played.days,
    earlyCloses: played.earlyCloses,
    blackoutDays: played.blackoutDays,
    daysTraded: played.daysTraded,
    trades: trades.length,
    wins: trades.filter(({ cashMicros }) => cashMicros > 0).length,
    realisedUsd: trades.reduce((sum, { cashMicros }) => sum + cashMicros, 0) / 1e6,
    worstDayUsd: Math.min(0, ...realised.values()) / 1e6,
    largestLoss: losses[0] ?? null,
    gapThroughs: trades.filter(({ gapThrough }) => gapThrough === 'yes').length,
    exits: countBy(trades.map(({ exitRule }) => exitRule ?? 'none')),
    refusals: mostFirst(played.refusals),
    problems: played.problems,
  };
}

/** Plays one scenario in a process of its own. */
async function playApart(scenario: SimScenario, sessions: number): Promise<Outcome> {
  const words = ['--import', 'tsx', import.meta.filename, '--one', scenario, String(sessions)];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.on('data', (bytes: Buffer) => (told += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${scenario} ended with ${code}`);
  process.stderr.write(`${scenario} is played\n`);
  return JSON.parse(told) as Outcome;
}

async function playAll(sessions: number): Promise<readonly Outcome[]> {
  const found = new Map<SimScenario, Outcome>();
  const left = [...simScenarios];
  const next = async (): Promise<void> => {
    for (let one = left.shift(); one; one = left.shift()) {
      found.set(one, await playApart(one, sessions));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  return simScenarios.flatMap((scenario) => found.get(scenario) ?? []);
}

function usd(dollars: number): string {
  const figure = Math.abs(dollars).toFixed(2);
  return dollars < 0 ? `−$${figure}` : `$${figure}`;
}

function listOf(counts: readonly (readonly [string, number])[]): string {
  return counts.map(([name, count]) => `${name} ${count}`).join(', ') || '–';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function figures(outcomes: readonly Outcome[]): string {
  const head = [
    'market',
    'days',
    'traded',
    'trades',
    'wins',
    'realised',
    'worst day',
    'largest loss of its plan',
    'gap-throughs',
    'left by',
  ];
  const rows = outcomes.map((of) => [
    of.scenario,
    String(of.days),
    String(of.daysTraded),
    String(of.trades),
    String(of.wins),
    usd(of.realisedUsd),
    usd(of.worstDayUsd),
    of.largestLoss
      ? `${usd(of.largestLoss.lossUsd)} of ${usd(of.largestLoss.plannedUsd)}`
      : 'no loss',
    String(of.gapThroughs),
    listOf(of.exits),
  ]);
  return table(head, rows);
}

function refusals(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((of) => [
    of.scenario,
    listOf(of.refusals.filter(([name]) => !HOURS.has(name))),
    listOf(of.refusals.filter(([name]) => HOURS.has(name))),
  ]);
  return table(['market', 'inside the window', 'outside it'], rows);
}

function page(outcomes: readonly Outcome[], sessions: number): string {
  const [any] = outcomes;
  return `# putlite on simulated days

What the order path does with putlite over ${sessions} sessions in a row of each simulated market. The
market is made up: these figures show that the rules hold and that the mechanics work, and say nothing
about what the strategy would earn.

Made by \`npx tsx scripts/putlite-days.ts ${sessions}\`: seed ${DAYS_SEED}, from ${FIRST_DAY}, the shipped
\`config/strategies.yaml\` and \`config/events.json\`, prices and looks once a minute (a desk
looks every few seconds, so it leaves nearer to its stop). putlite is armed each morning with one unit,
and the owner sends every ticket. Each market starts after calm history and has ${any?.earlyCloses ?? 0} early closes and
${any?.blackoutDays ?? 0} blackout days in its span. \`npm run soak\` plays 20 days of each, with \`-- --long\` 250.

On each day it is held that nothing is open and no order works after 15:30 (12:30 on an early close),
here and at the broker; that no entry is made on a blackout day, out of hours, or after a loss past its
plan; that every look without a ticket names a gate; that no loss is past its worst case, and one past
its plan is booked and told as \`gap-through\`; that the ledger balances and its cash is the broker's; and
that the day has its report. Days that broke one of these: ${outcomes.flatMap(({ problems }) => problems).length}.

## Trades

${figures(outcomes)}

Fees are in the money. A market without trades is one in which the gates kept the bot out.

## Looks without a ticket

Rows of the journal by the first gate that said no. A look that fails the same gates as the one before
has no row, so these count changes of mind, not minutes.

${refusals(outcomes)}
`;
}

const [first, scenario, count] = process.argv.slice(2);
if (first === '--one') {
  const one = simScenarios.find((each) => each === scenario);
  if (!one) throw new Error(`no such scenario: ${scenario}`);
  process.stdout.write(JSON.stringify(await playOne(one, Number(count))));
} else {
  const sessions = first === undefined ? SESSIONS : Number(first);
  const outcomes = await playAll(sessions);
  const style = await resolveConfig(PATH);
  writeFileSync(PATH, await format(page(outcomes, sessions), { ...style, filepath: PATH }));
  const problems = outcomes.flatMap((of) => of.problems.map((each) => `${of.scenario}: ${each}`));
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
