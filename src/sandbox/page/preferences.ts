/** What the page remembers between visits; a blocked storage only means it forgets. */

export type Theme = 'system' | 'light' | 'dark';
export type Room = 'private' | 'group';

export interface Preferences {
  readonly theme: Theme;
  readonly room: Room;
  readonly speakerId: number;
}

export const OWNER_ID = 1000;
export const STRANGER_ID = 4242;
export const GROUP_ID = -2000;

const KEY = 'voldesk-chat';

export function isUserId(id: number): boolean {
  return Number.isSafeInteger(id) && id > 0;
}

/** Reads what was kept; anything unknown falls back to the owner's private chat. */
export function parsePreferences(kept: string | null): Preferences {
  let from: Partial<Record<keyof Preferences, unknown>> = {};
  try {
    const parsed: unknown = JSON.parse(kept ?? '{}');
    if (typeof parsed === 'object' && parsed !== null) from = parsed;
  } catch {
    from = {};
  }
  const { theme, room, speakerId } = from;
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    room: room === 'group' ? 'group' : 'private',
    speakerId: typeof speakerId === 'number' && isUserId(speakerId) ? speakerId : OWNER_ID,
  };
}

/** A private chat has the id of the person in it. */
export function chatIdOf(preferences: Preferences): number {
  return preferences.room === 'group' ? GROUP_ID : preferences.speakerId;
}

/** What is used of the browser's storage, named here so that tests need no browser. */
export interface KeptText {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export function loadPreferences(storage: Pick<KeptText, 'getItem'>): Preferences {
  try {
    return parsePreferences(storage.getItem(KEY));
  } catch {
    return parsePreferences(null);
  }
}

export function savePreferences(
  storage: Pick<KeptText, 'setItem'>,
  preferences: Preferences,
): void {
  try {
    storage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // A full or blocked storage: the choice lasts for this visit.
  }
}
