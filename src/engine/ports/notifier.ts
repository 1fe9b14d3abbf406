import type { Notice } from '../domain/notice.js';
import type { Result } from '../domain/result.js';

export interface NotifyError {
  readonly code: 'failed';
  readonly reason: string;
}

/** Takes news to people. Safe to call again with the same notice: its id is delivered once. */
export interface Notifier {
  /** Resolves once the notice is in durable hands, which may be before anyone has read it. */
  deliver(notice: Notice): Promise<Result<void, NotifyError>>;
}
