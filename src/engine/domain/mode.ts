/** What stands behind every figure and order: shown on each card, never inferred from it. */
export type Mode = 'SIM' | 'REPLAY' | 'PAPER' | 'LIVE';
