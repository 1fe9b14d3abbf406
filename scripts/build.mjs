// Compiles the program and the chat page, and lays the page's static files beside them.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

function compile(project) {
  execFileSync(process.execPath, [tsc, '-p', join(root, project)], { stdio: 'inherit' });
}

compile('tsconfig.build.json');
const page = join(root, 'src', 'sandbox', 'page');
if (existsSync(join(page, 'tsconfig.json'))) {
  compile('src/sandbox/page/tsconfig.json');
  const built = join(root, 'dist', 'sandbox', 'page');
  mkdirSync(built, { recursive: true });
  for (const name of readdirSync(page)) {
    if (/\.(html|css|svg|ico|webmanifest)$/.test(name)) cpSync(join(page, name), join(built, name));
  }
}
const cli = join(root, 'dist', 'cli.js');
if (existsSync(cli)) chmodSync(cli, 0o755);
