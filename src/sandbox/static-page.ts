import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { send } from './http.js';
import { mimeTypeOf } from './mime.js';

const POLICY =
  "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/** Beside the compiled module; a run from the sources takes what was last built. */
export function pageDirectory(modulePath: string): string {
  const here = dirname(modulePath);
  const parent = dirname(here);
  if (basename(parent) !== 'src') return join(here, 'page');
  return join(dirname(parent), 'dist', 'sandbox', 'page');
}

const DIRECTORY = pageDirectory(fileURLToPath(import.meta.url));

/** `/`, `/app.js`, `/parts/list.js` … ; never a hidden file, never upwards. */
const PAGE_PATH = /^\/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*(?:[A-Za-z0-9_-][A-Za-z0-9._-]*)?$/;

/** Serves the chat page; @returns whether the path is one of its files. */
export function servePage(response: ServerResponse, path: string): boolean {
  if (!PAGE_PATH.test(path)) return false;
  const name = path === '/' ? 'index.html' : path.slice(1);
  let body: Buffer;
  try {
    body = readFileSync(join(DIRECTORY, name));
  } catch {
    if (path !== '/') return false;
    const type = 'text/plain; charset=utf-8';
    send(response, { status: 503, type, body: 'The chat page is not built: npm run build.\n' });
    return true;
  }
  const type = mimeTypeOf(name);
  const isText = /^text\/|json$|svg/.test(type);
  send(response, {
    status: 200,
    type: isText ? `${type}; charset=utf-8` : type,
    body,
    headers: { 'content-security-policy': POLICY, 'x-frame-options': 'DENY' },
  });
  return true;
}
