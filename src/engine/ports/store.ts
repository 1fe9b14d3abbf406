import type { Notice } from '../domain/notice.js';
import type { Role, UserId, UserSettings } from '../domain/people.js';
import type { EpochMs } from '../domain/units.js';
import type { AlertRows } from './alert-rows.js';
import type { ChatStore } from './chat-store.js';
import type { Journal } from './journal.js';
import type { PaperRows } from './paper-rows.js';

export interface Member {
  readonly userId: UserId;
  readonly role: Role;
  readonly addedBy: UserId;
  readonly addedAtMs: EpochMs;
}

/**
 * The desk's own book (`desk.db`): synchronous, on the main thread, and on disk when a call
 * returns. Everything in one `transaction` is kept or none of it.
 */
export interface Store {
  transaction<T>(run: () => T): T;

  members(): readonly Member[];
  putMember(member: Member): void;
  removeMember(userId: UserId): void;

  settings(userId: UserId): UserSettings | null;
  putSettings(userId: UserId, settings: UserSettings): void;

  /** Notices not yet handed on, oldest first. A known id is not taken again. */
  addNotice(notice: Notice): 'added' | 'known';
  pendingNotices(): readonly Notice[];
  markNoticeHanded(id: string, atMs: EpochMs): void;
  /** Notices handed on before an instant need not be told from new ones any more. */
  forgetNoticesBefore(atMs: EpochMs): void;

  /** The last due instant for which a job has run; null if it never ran. */
  jobDoneAtMs(name: string): EpochMs | null;
  markJobDone(name: string, dueAtMs: EpochMs): void;

  readonly chat: ChatStore;
  readonly journal: Journal;
  readonly paper: PaperRows;
  readonly alerts: AlertRows;
  /** Copies the database to a file that another process can open. */
  backup(path: string): Promise<void>;
  diskBytes(): number;
  close(): void;
}
