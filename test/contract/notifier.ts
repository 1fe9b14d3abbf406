import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DigestView } from '../../src/engine/domain/digest.js';
import type { Notice } from '../../src/engine/domain/notice.js';
import { day } from '../../src/engine/domain/trading-day.js';
import type { Notifier } from '../../src/engine/ports/notifier.js';

export interface NotifierRig {
  notifier(): Notifier;
  /** What people have been told so far, oldest first; each text names the digest's day. */
  told(): Promise<readonly string[]>;
  /** The program ends and starts again over what it has kept. */
  restart(): Promise<void>;
  /** Nobody can be reached until `reach`. */
  cutOff(): void;
  reach(): void;
  close(): Promise<void>;
}

/** A notice whose text the rig's cards make from its day alone. */
export function digestOf(on: string): Notice {
  const view = { day: day(on) } as DigestView;
  return { id: `digest:contract:${on}`, createdAtMs: 0, body: { kind: 'digest', view } };
}

/** What every way of taking news to people keeps. */
export function notifierContract(name: string, build: () => Promise<NotifierRig>): void {
  describe(`${name} keeps the contract of a notifier`, () => {
    let rig: NotifierRig;

    beforeEach(async () => {
      rig = await build();
    });

    afterEach(() => rig.close());

    const give = async (on: string) => {
      const given = await rig.notifier().deliver(digestOf(on));
      expect(given).toEqual({ ok: true, value: undefined });
    };

    const mentions = (texts: readonly string[], on: string) =>
      texts.filter((text) => text.includes(on)).length;

    test('a notice is told', async () => {
      await give('2026-11-20');
      expect(mentions(await rig.told(), '2026-11-20')).toBe(1);
    });

    test('the same notice is told once, however often it is given', async () => {
      await give('2026-11-20');
      await give('2026-11-20');
      await rig.told();
      await give('2026-11-20');
      expect(mentions(await rig.told(), '2026-11-20')).toBe(1);
    });

    test('notices are told in the order in which they were given', async () => {
      const days = ['2026-11-18', '2026-11-20', '2026-11-19'];
      for (const on of days) await give(on);
      const texts = await rig.told();
      const places = days.map((on) => texts.findIndex((text) => text.includes(on)));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(places).not.toContain(-1);
    });

    test('a restart neither loses nor repeats a notice', async () => {
      await give('2026-11-20');
      await rig.restart();
      await give('2026-11-20');
      await give('2026-11-23');
      const texts = await rig.told();
      expect(mentions(texts, '2026-11-20')).toBe(1);
      expect(mentions(texts, '2026-11-23')).toBe(1);
    });

    test('taken in durable hands while nobody can be reached, a notice is told later', async () => {
      rig.cutOff();
      await give('2026-11-20');
      rig.reach();
      expect(mentions(await rig.told(), '2026-11-20')).toBe(1);
    });
  });
}
