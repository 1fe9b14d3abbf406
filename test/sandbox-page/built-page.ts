import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Compiles the page as it is now into a fresh folder. @returns the folder. */
export function buildPage(): string {
  const source = join(ROOT, 'src/sandbox/page');
  const target = mkdtempSync(join(tmpdir(), 'voldesk-page-'));
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', source, '--outDir', target]);
  for (const name of readdirSync(source)) {
    if (/\.(?:html|css|svg)$/.test(name)) cpSync(join(source, name), join(target, name));
  }
  return target;
}
