import type { MemberView, PeopleApi } from './api.js';
import { DEFAULT_SETTINGS, type UserId } from './domain/people.js';
import { err, ok } from './domain/result.js';
import type { Clock } from './ports/clock.js';
import type { Store } from './ports/store.js';

/**
 * Roles by numeric user id. Owners come from the configuration alone and cannot be changed in the
 * chat; traders and viewers are what an owner has granted. Everybody else is a stranger.
 */
export function createPeople(options: {
  readonly store: Store;
  readonly owners: readonly UserId[];
  readonly wall: Clock;
}): PeopleApi {
  const { store, owners, wall } = options;
  const granted = new Map(store.members().map((member) => [member.userId, member]));

  function roleOf(userId: UserId) {
    if (owners.includes(userId)) return 'owner' as const;
    return granted.get(userId)?.role ?? ('stranger' as const);
  }

  return {
    roleOf,
    members(): readonly MemberView[] {
      const fixed = owners.map((userId) => ({ userId, role: 'owner' as const, addedAtMs: null }));
      const others = [...granted.values()].filter(({ userId }) => !owners.includes(userId));
      return [
        ...fixed,
        ...others.map(({ userId, role, addedAtMs }) => ({ userId, role, addedAtMs })),
      ];
    },
    grant(by, userId, role) {
      if (roleOf(by) !== 'owner') return err({ code: 'not-owner' });
      if (owners.includes(userId)) return err({ code: 'is-owner', userId });
      const member = { userId, role, addedBy: by, addedAtMs: wall.nowMs() };
      store.putMember(member);
      granted.set(userId, member);
      return ok({ userId, role, addedAtMs: member.addedAtMs });
    },
    revoke(by, userId) {
      if (roleOf(by) !== 'owner') return err({ code: 'not-owner' });
      if (owners.includes(userId)) return err({ code: 'is-owner', userId });
      if (!granted.has(userId)) return err({ code: 'not-member', userId });
      store.removeMember(userId);
      granted.delete(userId);
      return ok(undefined);
    },
    settings: (userId) => store.settings(userId) ?? DEFAULT_SETTINGS,
    saveSettings: (userId, settings) => store.putSettings(userId, settings),
  };
}
