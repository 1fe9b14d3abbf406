// Runs the soak; `--long` asks for the full figures, everything else goes to vitest.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const words = process.argv.slice(2);
const size = words.includes('--long') ? 'long' : 'short';
const timeout = size === 'long' ? ['--testTimeout=0'] : [];
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--config',
    'vitest.soak.config.ts',
    ...timeout,
    ...words.filter((word) => word !== '--long'),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, VOLDESK_SOAK: size } },
);
process.exit(status ?? 1);
