import type { AlertApi } from '../../src/engine/domain/vol-alert.js';

/** Alerts that say what a test gives them; what was not given must not be asked for. */
export function fakeAlerts(parts: Partial<AlertApi> = {}): AlertApi {
  const never = (): never => {
    throw new Error('not part of this test');
  };
  return {
    offers: never,
    check: never,
    add: never,
    list: never,
    remove: never,
    snooze: never,
    setBuiltIn: never,
    builtIn: () => 'on',
    ...parts,
  };
}
