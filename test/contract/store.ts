import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Notice } from '../../src/engine/domain/notice.js';
import { DEFAULT_SETTINGS, type UserId } from '../../src/engine/domain/people.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { DAY_MS } from '../../src/engine/domain/units.js';
import type { NewOutboxRow } from '../../src/engine/ports/chat-store.js';
import type { Store } from '../../src/engine/ports/store.js';
import { journalContract } from './journal.js';
import { OutboxModel, outboxSteps } from './outbox-model.js';

/** One place that holds a book: opening it again after `close` finds what was kept. */
export interface StoreHome {
  open(): Store;
  dispose(): void;
}

export const NOW_MS = Date.UTC(2026, 10, 20, 21, 5);

export function userId(id: number): UserId {
  return id as UserId;
}

export function digestNotice(id: string, createdAtMs = NOW_MS): Notice {
  const stamp = {
    mode: 'SIM',
    nowMs: createdAtMs,
    asOfMs: createdAtMs,
    delayMs: 0,
    source: 'sim',
  } as const;
  const view = {
    stamp,
    day: day('2026-11-20'),
    vix: { level: 17.25, change: -0.5, changePct: -2.8169 },
    measures: {
      zScore60: -0.4,
      percentile252: 41.3,
      daysAbove25: 0,
      m1: 18.1,
      m2: null,
      slopePct: null,
      spxDrawdownPct: -1.2,
      ruleScorePct: 12,
    },
    spx: { level: 6612.5, change: null, changePct: null },
    spy: null,
    movers: [{ symbol: 'SPY', move: { level: 660, change: 3, changePct: 0.456 } }],
    nextSession: { day: day('2026-11-23'), kind: 'full' },
  } as const;
  return { id, createdAtMs, body: { kind: 'digest', view } };
}

export function outboxRow(body: string, more: Partial<NewOutboxRow> = {}): NewOutboxRow {
  const plain = { chatId: 1000, priority: 1, createdAtMs: NOW_MS, replaceKey: null, onceKey: null };
  return { ...plain, body, ...more };
}

/** What every store of the desk's book keeps to. */
export function storeContract(name: string, makeHome: () => StoreHome): void {
  describe(`${name} keeps the book's contract`, () => {
    let home: StoreHome;
    let store: Store;
    const bodies = (atMs = NOW_MS) => store.chat.due(atMs, 100).map((row) => row.body);
    const reopen = () => {
      store.close();
      store = home.open();
    };

    beforeEach(() => {
      home = makeHome();
      store = home.open();
    });
    afterEach(() => {
      store.close();
      home.dispose();
    });

    peopleContract(() => ({ store, reopen }));
    noticeContract(() => ({ store, reopen }));
    transactionContract(() => ({ store, reopen }));
    journalContract(() => ({ store, reopen }));
    alertContract(() => ({ store, reopen }));

    test('rows go by priority, then by age', () => {
      store.chat.enqueue(outboxRow('notice', { chatId: 1, priority: 2 }));
      store.chat.enqueue(outboxRow('answer', { chatId: 2, priority: 1 }));
      store.chat.enqueue(outboxRow('money', { chatId: 3, priority: 0 }));
      store.chat.enqueue(outboxRow('later money', { chatId: 4, priority: 0 }));
      expect(bodies()).toEqual(['money', 'later money', 'answer', 'notice']);
      expect(store.chat.due(NOW_MS, 2)).toHaveLength(2);
    });

    test('a postponed row holds back the ones behind it in its chat, and no other', () => {
      const first = store.chat.enqueue(outboxRow('first')) ?? -1;
      store.chat.enqueue(outboxRow('second'));
      store.chat.enqueue(outboxRow('other chat', { chatId: 2000 }));
      store.chat.postpone(first, { notBeforeMs: NOW_MS + 5_000, attempts: 3 });
      expect(bodies()).toEqual(['other chat']);
      const [head] = store.chat.due(NOW_MS + 5_000, 1);
      expect(head).toMatchObject({ id: first, body: 'first', attempts: 3 });
      store.chat.done(first);
      expect(bodies()).toEqual(['second', 'other chat']);
    });

    test('the next due instant is that of the first row that may go', () => {
      expect(store.chat.nextDueAtMs()).toBeNull();
      const first = store.chat.enqueue(outboxRow('first')) ?? -1;
      store.chat.enqueue(outboxRow('second'));
      store.chat.postpone(first, { notBeforeMs: NOW_MS + 5_000, attempts: 1 });
      expect(store.chat.nextDueAtMs()).toBe(NOW_MS + 5_000);
    });

    test('a newer edit replaces the one that waits, even one that is on the wire', () => {
      const old = store.chat.enqueue(outboxRow('old', { replaceKey: 'edit:1' })) ?? -1;
      const fresh = store.chat.enqueue(outboxRow('new', { replaceKey: 'edit:1' }));
      expect(fresh).not.toBe(old);
      expect(bodies()).toEqual(['new']);
      store.chat.done(old);
      expect(bodies()).toEqual(['new']);
    });

    test('a newer edit does not go before the wait of the one it replaces is over', () => {
      const old = store.chat.enqueue(outboxRow('old', { replaceKey: 'edit:1' })) ?? -1;
      store.chat.postpone(old, { notBeforeMs: NOW_MS + 30_000, attempts: 1 });
      store.chat.enqueue(outboxRow('new', { replaceKey: 'edit:1' }));
      expect(bodies()).toEqual([]);
      expect(bodies(NOW_MS + 30_000)).toEqual(['new']);
    });

    test('a once-key is taken once, also after its row went and after a restart', () => {
      const id = store.chat.enqueue(outboxRow('digest', { onceKey: 'digest:1' })) ?? -1;
      expect(store.chat.enqueue(outboxRow('again', { onceKey: 'digest:1' }))).toBeNull();
      store.chat.done(id);
      reopen();
      const late = { onceKey: 'digest:1', createdAtMs: NOW_MS + 30 * DAY_MS };
      expect(store.chat.enqueue(outboxRow('again', late))).toBeNull();
      expect(store.chat.waiting()).toBe(0);
    });

    test('ids are never given twice', () => {
      const id = store.chat.enqueue(outboxRow('one')) ?? -1;
      store.chat.done(id);
      reopen();
      expect(store.chat.enqueue(outboxRow('two'))).toBeGreaterThan(id);
    });

    test('a chat that moved keeps its rows and their order', () => {
      store.chat.enqueue(outboxRow('one', { chatId: -5 }));
      store.chat.enqueue(outboxRow('two', { chatId: -5, priority: 0 }));
      store.chat.rewriteChat(-5, -1_001_234_567_890);
      const rows = store.chat.due(NOW_MS, 10);
      expect(rows.map((row) => row.chatId)).toEqual([-1_001_234_567_890, -1_001_234_567_890]);
      expect(rows.map((row) => row.body)).toEqual(['two', 'one']);
    });

    test('an update is claimed once until it is forgotten', () => {
      expect(store.chat.claimUpdate(77, NOW_MS)).toBe(true);
      expect(store.chat.claimUpdate(77, NOW_MS + 1)).toBe(false);
      reopen();
      store.chat.forgetUpdatesBefore(NOW_MS);
      expect(store.chat.claimUpdate(77, NOW_MS)).toBe(false);
      store.chat.forgetUpdatesBefore(NOW_MS + 1);
      expect(store.chat.claimUpdate(77, NOW_MS)).toBe(true);
    });

    test('dialogues and facts are kept by their key', () => {
      expect(store.chat.dialog('a')).toBeNull();
      store.chat.putDialog('a', 'step 1');
      store.chat.putDialog('a', 'step 2');
      store.chat.putFact('a', 'a fact');
      reopen();
      expect(store.chat.dialog('a')).toBe('step 2');
      store.chat.deleteDialog('a');
      expect(store.chat.dialog('a')).toBeNull();
      expect(store.chat.fact('a')).toBe('a fact');
      expect(store.chat.fact('b')).toBeNull();
    });

    test('the outbox agrees with its model whatever is done to it', () => {
      let run = 0;
      const property = fc.property(fc.array(outboxSteps, { maxLength: 25 }), (steps) => {
        store.transaction(() => {
          for (const row of store.chat.due(Number.MAX_SAFE_INTEGER, 1_000)) drain(row.id);
        });
        const model = new OutboxModel(`run ${String(run++)} `);
        for (const step of steps) {
          model.apply(store.chat, step);
          expect(store.chat.waiting()).toBe(model.waiting());
          expect(store.chat.nextDueAtMs()).toBe(model.nextDueAtMs());
          expect(store.chat.due(model.nowMs, 100)).toEqual(model.due());
        }
      });
      fc.assert(property, { numRuns: 40 });

      function drain(firstId: number): void {
        store.chat.done(firstId);
        const [next] = store.chat.due(Number.MAX_SAFE_INTEGER, 1);
        if (next) drain(next.id);
      }
    });
  });
}

type Desk = () => { readonly store: Store; readonly reopen: () => void };

function peopleContract(desk: Desk): void {
  test('members are kept with their newest role until removed', () => {
    const owner = userId(1000);
    const member = { userId: userId(7_123_456_789), addedBy: owner, addedAtMs: NOW_MS };
    desk().store.putMember({ ...member, role: 'viewer' });
    desk().store.putMember({ ...member, role: 'trader' });
    desk().reopen();
    expect(desk().store.members()).toEqual([{ ...member, role: 'trader' }]);
    desk().store.removeMember(member.userId);
    expect(desk().store.members()).toEqual([]);
  });

  test('settings come back as they were put, with and without quiet hours', () => {
    const quiet = {
      language: 'zh',
      zone: 'Asia/Shanghai',
      theme: 'dark',
      quiet: { from: '22:30', to: '7:00' },
    } as const;
    expect(desk().store.settings(userId(1))).toBeNull();
    desk().store.putSettings(userId(1), quiet);
    desk().store.putSettings(userId(2), quiet);
    desk().store.putSettings(userId(2), DEFAULT_SETTINGS);
    desk().reopen();
    expect(desk().store.settings(userId(1))).toEqual(quiet);
    expect(desk().store.settings(userId(2))).toEqual(DEFAULT_SETTINGS);
  });

  test('a job remembers the latest instant for which it ran', () => {
    expect(desk().store.jobDoneAtMs('digest')).toBeNull();
    desk().store.markJobDone('digest', NOW_MS);
    desk().store.markJobDone('digest', NOW_MS - DAY_MS);
    desk().reopen();
    expect(desk().store.jobDoneAtMs('digest')).toBe(NOW_MS);
  });
}

function noticeContract(desk: Desk): void {
  test('a notice waits, oldest first, until it is handed on', () => {
    const older = digestNotice('digest:2026-11-19', NOW_MS - DAY_MS);
    const newer = digestNotice('digest:2026-11-20');
    expect(desk().store.addNotice(newer)).toBe('added');
    expect(desk().store.addNotice(older)).toBe('added');
    desk().reopen();
    expect(desk().store.pendingNotices()).toEqual([older, newer]);
    desk().store.markNoticeHanded(older.id, NOW_MS);
    expect(desk().store.pendingNotices()).toEqual([newer]);
  });

  test('a notice that was handed on long ago is forgotten, and one that waits never', () => {
    const [handed, waiting] = [
      digestNotice('digest:2026-11-19'),
      digestNotice('digest:2026-11-20'),
    ];
    desk().store.addNotice(handed);
    desk().store.addNotice(waiting);
    desk().store.markNoticeHanded(handed.id, NOW_MS);
    desk().store.forgetNoticesBefore(NOW_MS);
    expect(desk().store.addNotice(handed)).toBe('known');
    desk().store.forgetNoticesBefore(NOW_MS + 1);
    expect(desk().store.addNotice(handed)).toBe('added');
    expect(
      desk()
        .store.pendingNotices()
        .map(({ id }) => id),
    ).toContain(waiting.id);
  });

  test('a notice is taken once, also after it was handed on', () => {
    const notice = digestNotice('digest:2026-11-20');
    desk().store.addNotice(notice);
    expect(desk().store.addNotice(notice)).toBe('known');
    desk().store.markNoticeHanded(notice.id, NOW_MS);
    desk().reopen();
    expect(desk().store.addNotice(notice)).toBe('known');
    expect(desk().store.pendingNotices()).toEqual([]);
  });
}

function transactionContract(desk: Desk): void {
  test('a transaction returns what it made and keeps all of it', () => {
    const { store } = desk();
    const made = store.transaction(() => {
      store.addNotice(digestNotice('digest:1'));
      return store.chat.enqueue(outboxRow('one'));
    });
    desk().reopen();
    expect(desk().store.chat.due(NOW_MS, 1)[0]?.id).toBe(made);
    expect(desk().store.pendingNotices()).toHaveLength(1);
  });

  test('a transaction that throws keeps nothing and passes the error on', () => {
    const { store } = desk();
    const run = () =>
      store.transaction(() => {
        store.addNotice(digestNotice('digest:1'));
        store.chat.enqueue(outboxRow('one', { onceKey: 'k' }));
        throw new Error('stop here');
      });
    expect(run).toThrow('stop here');
    expect(store.pendingNotices()).toEqual([]);
    expect(store.chat.enqueue(outboxRow('one', { onceKey: 'k' }))).not.toBeNull();
  });

  test('a caught inner transaction takes only its own part with it', () => {
    const { store } = desk();
    store.transaction(() => {
      store.chat.putFact('outer', 'kept');
      expect(() =>
        store.transaction(() => {
          store.chat.putFact('inner', 'lost');
          throw new Error('inner');
        }),
      ).toThrow('inner');
      store.transaction(() => store.chat.putFact('second inner', 'kept'));
    });
    expect(store.chat.fact('outer')).toBe('kept');
    expect(store.chat.fact('inner')).toBeNull();
    expect(store.chat.fact('second inner')).toBe('kept');
  });
}

function alertContract(book: () => { readonly store: Store; reopen(): void }): void {
  const row = { id: 'a1', by: userId(7), chat: 'private', text: 'VIX > 25' } as const;
  const rule = { ...row, createdAtMs: NOW_MS, snoozedUntilMs: null };

  test('rules outlive a restart, and a rule that goes takes what is kept of it along', () => {
    const group = { ...rule, id: 'b2', chat: 'group', createdAtMs: NOW_MS - 1 } as const;
    book().store.alerts.putRule(rule);
    book().store.alerts.putRule(group);
    book().store.alerts.putState('live', 'rule:a1', 'one');
    book().store.alerts.putState('live', 'rule:a1', 'two');
    book().store.alerts.putState('sim:1', 'rule:a1', 'other');
    book().store.alerts.putState('live', 'rule:b2', 'kept');
    book().reopen();
    const { alerts } = book().store;
    expect(alerts.rules()).toEqual([group, rule]);
    expect([...alerts.states('live')]).toEqual([
      ['rule:a1', 'two'],
      ['rule:b2', 'kept'],
    ]);
    alerts.removeRule('a1');
    expect(alerts.rules()).toEqual([group]);
    expect(alerts.states('sim:1').size).toBe(0);
    expect([...alerts.states('live').keys()]).toEqual(['rule:b2']);
  });

  test('a rule put again is changed', () => {
    book().store.alerts.putRule(rule);
    book().store.alerts.putRule({ ...rule, snoozedUntilMs: NOW_MS + 5 });
    expect(book().store.alerts.rules()).toEqual([{ ...rule, snoozedUntilMs: NOW_MS + 5 }]);
  });
}
