import type { IncomingMessage } from 'node:http';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** Only names of this machine with the right port: another name is a rebound one. */
function isOwnHost(host: string | undefined, port: number): boolean {
  const names = LOOPBACK_NAMES.flatMap((name) =>
    port === 80 ? [name, `${name}:80`] : [`${name}:${port}`],
  );
  return names.includes(host?.toLowerCase() ?? '');
}

/**
 * Turns away what another web page sends through a person's browser.
 * @returns one sentence where the request is refused.
 */
export function refusalOf(request: IncomingMessage, port: number): string | null {
  const { host, origin } = request.headers;
  if (!isOwnHost(host, port)) return 'The Host header is not this machine.';
  if (origin !== undefined && origin.toLowerCase() !== `http://${host?.toLowerCase() ?? ''}`) {
    return 'The Origin header is another site.';
  }
  return null;
}
