import type { AnyCommand } from '../bot/command.js';
import { curve } from './curve.js';
import { digest } from './digest.js';
import { help } from './help.js';
import { id } from './id.js';
import { quote } from './quote.js';
import { settings } from './settings.js';
import { start } from './start.js';
import { status } from './status.js';
import { users } from './users.js';
import { vix } from './vix.js';

/** Every command: the menu, `/help`, the role check and the locale check follow from this list. */
export const COMMANDS: readonly AnyCommand[] = [
  start,
  vix,
  curve,
  quote,
  digest,
  status,
  settings,
  users,
  id,
  help,
];
