import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const NEEDED = 'import lightgbm, onnx, onnxruntime, scipy, sklearn, torch, tqdm, matplotlib';

/**
 * A Python that has what the training needs: that of `training/install`, else the machine's own; null
 * where neither has.
 */
export function trainingPython(): string | null {
  const venv = process.env['VOLDESK_TRAINING_VENV'] ?? join(ROOT, 'var', 'training-venv');
  const candidates = [join(venv, 'bin', 'python'), 'python3'];
  const fits = (python: string) =>
    (python === 'python3' || existsSync(python)) &&
    spawnSync(python, ['-c', NEEDED], { stdio: 'ignore' }).status === 0;
  return candidates.find(fits) ?? null;
}

/** Runs the small training; throws with what it said where it fails. */
export function trainSmall(python: string, folders: { dataset: string; out: string }): void {
  const run = spawnSync(
    python,
    ['-m', 'voldesk_training', '--small', '--data', folders.dataset, '--out', folders.out],
    { cwd: join(ROOT, 'training'), encoding: 'utf8' },
  );
  if (run.status !== 0) throw new Error(run.stderr);
}
