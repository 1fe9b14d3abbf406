import type { HttpClient } from '../../src/engine/ports/http.js';

/** A client that tells when nothing is on its way, so that virtual time can wait for real sockets. */
export interface CountedHttp extends HttpClient {
  /** Resolves once no request has been on its way for a few turns of the event loop. */
  idle(): Promise<void>;
}

const QUIET_TURNS = 3;

export function countedHttp(http: HttpClient): CountedHttp {
  let pending = 0;
  async function during<T>(run: Promise<T>): Promise<T> {
    pending++;
    try {
      return await run;
    } finally {
      pending--;
    }
  }
  return {
    get: (url, headers) => during(http.get(url, headers)),
    download: (url, into, headers) => during(http.download(url, into, headers)),
    async idle() {
      for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
        await new Promise((resolve) => setImmediate(resolve));
        if (pending > 0) quiet = -1;
      }
    },
  };
}
