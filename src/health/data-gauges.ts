import {
  DATA_PROBLEMS,
  type DataProblem,
  type FeedQuality,
} from '../engine/domain/data-quality.js';
import type { Measured } from './health-server.js';

const HELP: Readonly<Record<DataProblem, string>> = {
  stale: 'Times that a live feed went quiet',
  crossed: 'Quotes with the bid above the ask',
  'high-iv': 'Options that their venue marks above 300 % volatility',
  gap: 'Times of more than 5 s without a price of a live feed',
  'no-underlying': 'Options without a price of what they are on',
  dropped: 'Messages that a feed says it has missed',
};

/** `voldesk_data_<problem>_hour`: all feeds together, in the last hour of market time. */
export function dataGauges(quality: () => readonly FeedQuality[]): readonly Measured[] {
  return DATA_PROBLEMS.map((problem) => ({
    name: `voldesk_data_${problem.replaceAll('-', '_')}_hour`,
    help: `${HELP[problem]}, in the last hour`,
    read: () => quality().reduce((sum, { hour }) => sum + hour[problem], 0),
  }));
}
