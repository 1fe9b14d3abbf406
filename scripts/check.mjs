// Types and lint in one lane, tests in the other: side by side they share the processors.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cwd = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a script of the package; what it prints is kept until it ends where `kept`. */
function run(script, output) {
  return new Promise((resolve) => {
    const startMs = Date.now();
    const stdio = output === 'kept' ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
    const child = spawn('npm', ['run', '--silent', script], { cwd, stdio });
    const said = [];
    child.stdout?.on('data', (chunk) => said.push(chunk));
    child.stderr?.on('data', (chunk) => said.push(chunk));
    child.on('close', (code) => {
      const seconds = Math.round((Date.now() - startMs) / 1000);
      resolve({ script, code: code ?? 1, seconds, said: Buffer.concat(said).toString() });
    });
  });
}

async function lane(scripts, output) {
  const ended = [];
  for (const script of scripts) ended.push(await run(script, output));
  return ended;
}

const lanes = await Promise.all([lane(['typecheck', 'lint'], 'kept'), lane(['test'], 'shown')]);
const all = lanes.flat();
for (const { said } of all) process.stdout.write(said);
for (const { script, code, seconds } of all) {
  process.stdout.write(`${script}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s\n`);
}
process.exit(all.every(({ code }) => code === 0) ? 0 : 1);
