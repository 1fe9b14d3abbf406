import type { TimeOfDay } from './new-york.js';
import type { Brand } from './units.js';

/** Numeric id of a person at the chat service; names change, ids do not. */
export type UserId = Brand<number, 'UserId'>;

/** Most rights first. A stranger has none. */
export type Role = 'owner' | 'trader' | 'viewer' | 'stranger';

const RANK: Record<Role, number> = { owner: 3, trader: 2, viewer: 1, stranger: 0 };

export function atLeast(role: Role, needed: Role): boolean {
  return RANK[role] >= RANK[needed];
}

export type Language = 'en' | 'zh';
export type ThemeName = 'light' | 'dark';

export interface UserSettings {
  readonly language: Language;
  /** IANA zone in which times are shown. */
  readonly zone: string;
  readonly theme: ThemeName;
  /** No sound inside these hours of the user's zone; null is never quiet. */
  readonly quiet: { readonly from: TimeOfDay; readonly to: TimeOfDay } | null;
}

export const DEFAULT_SETTINGS: UserSettings = {
  language: 'en',
  zone: 'America/New_York',
  theme: 'light',
  quiet: null,
};
