import { PORT_RESET, UPSTREAM_BACK_EMPTY, UPSTREAM_BACK_WHOLE, UPSTREAM_LOST } from './codes.js';

/** What a message about the gateway's own connection to the vendor says. */
export function upstreamNews(code: number): 'lost' | 'back' | 'reset' | 'other' {
  if (UPSTREAM_LOST.has(code)) return 'lost';
  if (code === UPSTREAM_BACK_EMPTY || code === UPSTREAM_BACK_WHOLE) return 'back';
  return code === PORT_RESET ? 'reset' : 'other';
}
