/**
 * Fits the rule of `src/engine/scoring/rule.ts` on a folder of daily histories and prints its
 * constants: `npx tsx scripts/fit-rule.ts <folder>`.
 */
import { readHistory } from '../src/engine/adapters/files/read-history.js';
import { sessionsWithLevel, type DailyValue } from '../src/engine/features/daily.js';
import { ELEVATED_VIX, zScore60 } from '../src/engine/features/measures.js';

const HORIZON_SESSIONS = 21;
const DROP = 0.2;

interface Sample {
  readonly z: number;
  readonly level: number;
  /** 1 where VIX closes 20 % lower at the end of the horizon. */
  readonly fell: 0 | 1;
}

function samplesOf(sessions: readonly DailyValue[]): Sample[] {
  return sessions.flatMap(({ value }, index) => {
    const later = sessions[index + HORIZON_SESSIONS]?.value;
    const z = zScore60(sessions.slice(Math.max(0, index - 59), index + 1));
    if (later === undefined || z === null) return [];
    return [{ z, level: value, fell: later <= (1 - DROP) * value ? (1 as const) : (0 as const) }];
  });
}

/** Maximum likelihood by Newton's method. */
function fitLogistic(samples: readonly Sample[]): { intercept: number; perSd: number } {
  let [intercept, perSd] = [0, 0];
  for (let round = 0; round < 50; round++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (const { z, fell } of samples) {
      const p = 1 / (1 + Math.exp(-(intercept + perSd * z)));
      const weight = p * (1 - p);
      g0 += fell - p;
      g1 += (fell - p) * z;
      h00 += weight;
      h01 += weight * z;
      h11 += weight * z * z;
    }
    const determinant = h00 * h11 - h01 * h01;
    intercept += (h11 * g0 - h01 * g1) / determinant;
    perSd += (h00 * g1 - h01 * g0) / determinant;
  }
  return { intercept, perSd };
}

/** Chance that a day that fell has the higher z-score of the two. */
function areaUnderCurve(samples: readonly Sample[]): number {
  const sorted = [...samples].sort((a, b) => a.z - b.z);
  const fallen = sorted.filter(({ fell }) => fell === 1).length;
  const ranks = sorted.reduce((sum, { fell }, index) => sum + fell * (index + 1), 0);
  return (ranks - (fallen * (fallen + 1)) / 2) / (fallen * (sorted.length - fallen));
}

function line(name: string, samples: readonly Sample[]): string {
  const { intercept, perSd } = fitLogistic(samples);
  const rate = samples.filter(({ fell }) => fell === 1).length / samples.length;
  const figures = [
    `n ${samples.length}`,
    `rate ${rate.toFixed(4)}`,
    `intercept ${intercept.toFixed(4)}`,
    `per sd ${perSd.toFixed(4)}`,
    `AUC ${areaUnderCurve(samples).toFixed(4)}`,
  ];
  return `${name}: ${figures.join(', ')}\n`;
}

const history = await readHistory({
  directory: process.argv[2] ?? '.',
  today: null,
  onProgress: () => undefined,
});
const vix = history?.series.find(({ series }) => series === 'VIX');
if (!vix) throw new Error('no VIX history in that folder');
const samples = samplesOf(sessionsWithLevel(vix.bars, null));
process.stdout.write(line('all sessions', samples));
process.stdout.write(
  line(
    'above 25',
    samples.filter(({ level }) => level > ELEVATED_VIX),
  ),
);
