import { pino, type DestinationStream } from 'pino';
import type { Log } from '../../ports/log.js';
import { maskFields, maskSecrets } from './mask.js';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** `json`, one object a line (the default), or `text` for eyes. */
  readonly format?: 'json' | 'text';
  /** Default: standard error, written before the call returns, so that a crash loses nothing. */
  readonly destination?: DestinationStream;
}

/** One readable line of what pino would write as JSON. */
function textLines(to: DestinationStream): DestinationStream {
  return {
    write(line) {
      const { level, time, event, ...fields } = JSON.parse(line) as Record<string, unknown>;
      const words = Object.entries(fields).map(([name, value]) => {
        return `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
      });
      to.write(`${[time, level, event, ...words].join(' ')}\n`);
    },
  };
}

/** Structured log: `{ level, time, event, … }` with secrets masked by name and by shape. */
export function createLog(options: LogOptions): Log {
  const target = options.destination ?? pino.destination({ dest: 2, sync: true });
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.format === 'text' ? textLines(target) : target,
  );
  const line = (event: string, fields: Readonly<Record<string, unknown>>) => ({
    ...maskFields(fields),
    event: maskSecrets(event),
  });
  return {
    debug(event, fields = {}) {
      if (logger.isLevelEnabled('debug')) logger.debug(line(event, fields));
    },
    info(event, fields = {}) {
      if (logger.isLevelEnabled('info')) logger.info(line(event, fields));
    },
    warn(event, fields = {}) {
      if (logger.isLevelEnabled('warn')) logger.warn(line(event, fields));
    },
    error(event, fields = {}) {
      if (logger.isLevelEnabled('error')) logger.error(line(event, fields));
    },
  };
}
