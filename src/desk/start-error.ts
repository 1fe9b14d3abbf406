import type { OpenError } from '../engine/adapters/sqlite/open.js';

/** Why the desk did not start, as one clear sentence for the person at the terminal. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export function openSentence(error: OpenError): string {
  switch (error.code) {
    case 'newer-database':
      return (
        `${error.path} was written by a newer voldesk (its version is ${error.found}, ` +
        `this program knows ${error.known}). Update voldesk; nothing was changed.`
      );
    case 'in-use':
      return `Another voldesk is using ${error.path}. Stop it first, or set VOLDESK_HOME.`;
    case 'locked':
      return `Another program holds ${error.path}. Close it, then start again.`;
    case 'not-ours':
      return `${error.path} is not a file of voldesk's making. Move it away, or set VOLDESK_HOME.`;
    case 'corrupt':
      return `${error.path} is damaged (${error.reason}). Restore a backup, or move it away.`;
    case 'failed':
      return `${error.path} cannot be opened: ${error.reason}.`;
  }
}

/** A port that cannot be listened on, by the variable that names it. */
export function listenSentence(cause: unknown, what: { variable: string; port: number }): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return code === 'EADDRINUSE'
    ? `Port ${what.port} is in use. Stop the other program, or set ${what.variable}.`
    : `Port ${what.port} cannot be listened on (${code}). Set ${what.variable}.`;
}
