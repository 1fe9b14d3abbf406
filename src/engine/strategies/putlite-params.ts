import { z } from 'zod';
import type { TimeOfDay } from '../domain/new-york.js';

const timeOfDay = z
  .string()
  .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, 'expected a New York time such as 10:30');

const number = (least: number, most: number) => z.number().min(least).max(most);
const whole = (least: number, most: number) => z.int().min(least).max(most);

/** What an owner may set of putlite; each sentence says what the number risks. */
export const putliteParams = z
  .strictObject({
    underlying: z
      .enum(['SPX', 'SPY'])
      .default('SPY')
      .describe('SPX settles in cash; SPY in shares, and its short puts can be assigned early.'),
    maxSessionsToExpiry: whole(0, 1)
      .default(1)
      .describe('0 sells what expires today alone; 1 also tomorrow, which decays slower.'),
    windowFrom: timeOfDay
      .default('10:30')
      .describe('New York time of the first entry; earlier the day has not shown its range yet.'),
    windowTo: timeOfDay
      .default('13:30')
      .describe(
        'New York time of the last entry, an hour less on early closes; later gamma rules.',
      ),
    minMinutesToExit: whole(15, 300)
      .default(60)
      .describe('Least time left until the position is closed; with less there is little to earn.'),
    spreadWidthPoints: whole(1, 5)
      .default(5)
      .describe(
        'Distance of the strikes in points or dollars; all of it, less the credit, can go.',
      ),
    maxShortDelta: number(0.01, 0.2)
      .default(0.12)
      .describe('Largest delta of the sold put, about its chance to end in the money.'),
    targetShortDelta: number(0.01, 0.2)
      .default(0.1)
      .describe('Delta that is looked for; a higher one is paid better and hit more often.'),
    minDistanceInExpectedMoves: number(0.5, 5)
      .default(1)
      .describe('Least distance of the sold strike, in straddles to expiry; nearer is hit often.'),
    minCreditUsd: number(0.05, 5)
      .default(0.15)
      .describe('Least credit a share, also at the end of the band; less does not pay for costs.'),
    minCreditPctOfWidth: number(1, 50)
      .default(3)
      .describe('Least credit in percent of the width; less risks too much for what it earns.'),
    maxLegSpreadUsd: number(0.01, 2)
      .default(0.05)
      .describe('Widest bid to ask of a leg; a wide market takes the profit on the way out.'),
    limitBelowMidUsd: number(0, 1)
      .default(0.02)
      .describe(
        'How far under the middle the limit stands at first; each cent is profit given up.',
      ),
    bandBelowMidUsd: number(0, 1)
      .default(0.05)
      .describe('How far under the middle a person may move it; also where a re-quote ends.'),
    maxQuoteAgeSeconds: whole(1, 120)
      .default(20)
      .describe('Oldest quote that is acted on; older ones show a market that may have gone.'),
    maxDayRangeShare: number(0.1, 1)
      .default(0.75)
      .describe('Most of the expected move that the day may have used; above it the day trends.'),
    recentRangeMinutes: whole(15, 120)
      .default(60)
      .describe('Length of the look back for a quiet market; shorter finds quiet in any pause.'),
    maxRecentRangeShare: number(0.1, 3)
      .default(1.4)
      .describe(
        'Most range of that time over the expected move of as long; a plain hour has about 1.7.',
      ),
    minVrpVolPts: number(-5, 20)
      .default(1)
      .describe(
        'Least points of VIX over the realised volatility of 20 sessions; the pay for risk.',
      ),
    maxVixPoints: number(10, 80)
      .default(28)
      .describe('Highest VIX; above it moves through a stop are common.'),
    maxVixRisePoints: number(0, 3)
      .default(1.5)
      .describe('Largest rise of VIX on its last close; at 3 points the desk closes everything.'),
    maxTermRatio: number(0.7, 1.1)
      .default(1)
      .describe('Nearest VX future over the next (else VIX over VIX3M); above 1 fear is now.'),
    maxOpenPositions: whole(1, 3)
      .default(1)
      .describe('Positions open at a time; more of them lose together.'),
    targetCreditPct: number(40, 80)
      .default(50)
      .describe(
        'Part of the credit at which it is bought back, in percent; waiting risks it again.',
      ),
    stopSlippageTicks: whole(0, 10)
      .default(2)
      .describe('Ticks that the stop may cost beyond itself; too few and a loss passes its plan.'),
    minStopToCredit: number(1.2, 5)
      .default(1.5)
      .describe('Nearest stop, as a multiple of the credit; nearer is hit by noise.'),
    exitBeforeCloseMinutes: whole(40, 300)
      .default(45)
      .describe('Minutes before the close at which it is left; all is flat 30 minutes before it.'),
    feePerContractUsd: number(0, 10)
      .default(0.7)
      .describe('Costs of a contract each way, about 1.3 for SPX; counted in every loss.'),
  })
  .refine((of) => of.targetShortDelta <= of.maxShortDelta, {
    error: 'targetShortDelta must not be above maxShortDelta',
    path: ['targetShortDelta'],
  })
  .refine((of) => of.limitBelowMidUsd <= of.bandBelowMidUsd, {
    error: 'limitBelowMidUsd must not be above bandBelowMidUsd',
    path: ['limitBelowMidUsd'],
  })
  .refine((of) => minuteOf(of.windowFrom) < minuteOf(of.windowTo), {
    error: 'windowTo must be after windowFrom',
    path: ['windowTo'],
  });

export type PutliteParams = z.output<typeof putliteParams>;

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return 60 * hour + minute;
}

/** The entry window of a day, in New York times. */
export function entryTimes(of: PutliteParams): { from: TimeOfDay; to: TimeOfDay } {
  // The schema lets nothing else through.
  return { from: of.windowFrom as TimeOfDay, to: of.windowTo as TimeOfDay };
}
