import { configured } from './configured.js';
import { putlite } from './putlite.js';

/** Every strategy of the house, one line each. */
export const strategies = [configured(putlite)] as const;
