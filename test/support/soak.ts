/** How long a proof runs: `npm run soak` is short, `npm run soak -- --long` gives full figures. */
export const SOAK: 'short' | 'long' = process.env['VOLDESK_SOAK'] === 'long' ? 'long' : 'short';

/** One seed for every proof, so that a failure comes again. */
export const SOAK_SEED = 20_261_121;
