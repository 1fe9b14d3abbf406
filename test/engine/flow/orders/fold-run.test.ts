import { describe, expect, it } from 'vitest';
import type { RunId } from '../../../../src/engine/domain/order-run.js';
import { foldRun, runIdOf } from '../../../../src/engine/flow/orders/fold-run.js';
import { NOW_MS, ref } from '../../../support/orders.js';
import { entry, RunLine } from '../../../support/runs.js';

const sent = () => {
  const line = new RunLine(entry());
  line.send(-52);
  return line;
};
const working = () => sent().placed('accepted');

describe('a run as folded from its records', () => {
  it('begins in waiting, before its first order', () => {
    expect(new RunLine(entry()).state).toMatchObject({ phase: 'waiting', n: 0, ref: null });
  });

  it('is placing once its order is on disk, and working once it is accepted', () => {
    const line = sent();
    expect(line.state).toMatchObject({
      phase: 'placing',
      n: 1,
      ref: `${line.runId}.1`,
      limitTicks: -52,
      orderUnits: 2,
    });
    expect(line.placed('accepted').state.phase).toBe('working');
  });

  it('passes over records that are of no run or of another', () => {
    const { state } = working();
    const other = 'other' as RunId;
    expect(foldRun(state, { kind: 'run-end', runId: other, outcome: 'filled' }, 0)).toBeNull();
    expect(foldRun(null, { kind: 'run-end', runId: other, outcome: 'filled' }, 0)).toBeNull();
    const disarmed = { kind: 'alert', alert: { code: 'broker-down' } } as const;
    expect(foldRun(state, disarmed, 0)).toBeNull();
    expect(runIdOf(disarmed)).toBeNull();
    expect(runIdOf({ kind: 'run', run: state.run })).toBe(state.run.id);
  });

  it('counts a unit once all its legs are filled', () => {
    const line = working().fillLeg(0, 2);
    expect(line.state.filledUnits).toBe(0);
    expect(line.fillLeg(1, 1).state).toMatchObject({ filledUnits: 1, orderFilledUnits: 1 });
    expect(line.fillLeg(1, 1).state).toMatchObject({ filledUnits: 2, phase: 'waiting' });
    expect(line.state.orderEnd).toEqual({ how: 'filled', units: 2 });
  });

  it('counts fills and no report: a full report waits for its fills', () => {
    const line = working().report('filled', 2);
    expect(line.state).toMatchObject({ phase: 'working', filledUnits: 0 });
    expect(line.fill(2).state).toMatchObject({ phase: 'waiting', filledUnits: 2 });
  });

  it('takes back nothing that a fill said', () => {
    const line = working().fill(1).report('working', 0).report('partly-filled', 0);
    expect(line.state).toMatchObject({ filledUnits: 1, phase: 'working' });
  });

  it('does not believe in a cancelled order’s remainder before its fills are here', () => {
    const line = working().cancel('reprice').report('cancelled', 1);
    expect(line.state).toMatchObject({ phase: 'cancelling', filledUnits: 0 });
    expect(line.fill(1).state).toMatchObject({ phase: 'waiting', filledUnits: 1 });
  });

  it('is the same whether reports come twice, late or out of order', () => {
    const once = working().cancel('reprice').report('cancelled').state;
    const often = sent().report('working').placed('accepted').report('submitted').cancel('reprice');
    often.report('working').report('cancelled').report('cancelled').report('working');
    expect(often.state).toEqual(once);
  });

  it('goes on cancelling whatever else is told of the order', () => {
    const line = working().cancel('halt').report('working').report('partly-filled');
    expect(line.fill(1).state).toMatchObject({ phase: 'cancelling', cancelReason: 'halt' });
  });

  it('is not changed by what says nothing new', () => {
    const { state } = working();
    const { run, ref: newest } = state;
    const base = { ref: newest ?? ref('none'), filledQuantity: 0, remainingQuantity: 2 };
    const report = { ...base, state: 'working', reason: null, atMs: NOW_MS } as const;
    const again = foldRun(state, { kind: 'report', runId: run.id, report }, NOW_MS + 9_000);
    expect(again).toBe(state);
  });

  it('keeps a report that came before the answer to the order', () => {
    expect(sent().report('filled', 2).fill(2).placed('unknown').state.phase).toBe('waiting');
    expect(sent().report('working').placed('unknown').state.phase).toBe('working');
    expect(sent().fill(1).placed('rejected').state).toMatchObject({
      phase: 'working',
      orderEnd: null,
    });
  });

  it('knows what became of an order that was rejected or never sent', () => {
    expect(sent().placed('rejected').state).toMatchObject({
      phase: 'waiting',
      orderEnd: { how: 'rejected', units: 0 },
      reason: 'said so',
    });
    expect(sent().placed('not-sent').state.orderEnd?.how).toBe('not-sent');
    expect(working().report('rejected').state.orderEnd?.how).toBe('rejected');
  });

  it('stays unknown until the broker says what became of it', () => {
    const line = sent().placed('unknown');
    expect(line.state.phase).toBe('unknown');
    expect(line.cancelAnswer('accepted').fillLeg(0, 1).state.phase).toBe('unknown');
    expect(line.report('unknown').state.phase).toBe('unknown');
    expect(line.report('working').state.phase).toBe('working');
  });

  it('is unknown where nobody answered the cancel, and resolved by a report', () => {
    const line = working().cancel('reprice').cancelAnswer('unknown');
    expect(line.state.phase).toBe('unknown');
    expect(line.report('cancelled', 0).state).toMatchObject({
      phase: 'waiting',
      cancelReason: 'reprice',
    });
  });

  it('works on where a cancel was refused, and remembers that one was asked', () => {
    const line = working()
      .cancel('halt')
      .cancelAnswer('refused', NOW_MS + 5);
    expect(line.state).toMatchObject({
      phase: 'working',
      cancelReason: 'halt',
      changedAtMs: NOW_MS + 5,
    });
  });

  it('passes over what concerns an order before the newest, but for its fills', () => {
    const line = working().cancel('reprice').report('cancelled');
    const first = line.newest;
    line.send(-51);
    line.report('filled', 2, first).report('rejected', 0, first);
    expect(line.state).toMatchObject({ phase: 'placing', n: 2, orderEnd: null });
    expect(line.fill(1, first).state).toMatchObject({ filledUnits: 1, orderFilledUnits: 0 });
  });

  it('counts a fill that comes after the end, and calls the end by its name', () => {
    const line = working().cancel('give-up').report('cancelled');
    line.take({ kind: 'run-end', runId: line.runId, outcome: 'cancelled' });
    expect(line.fill(1).state).toMatchObject({ phase: 'done', outcome: 'partly-filled' });
    expect(line.fill(1).state).toMatchObject({ phase: 'done', outcome: 'filled' });
    expect(line.report('working').cancel('halt').state.phase).toBe('done');
  });

  it('marks what the gate has refused', () => {
    const line = new RunLine(entry());
    line.take({ kind: 'send-refused', runId: line.runId, refusals: [{ code: 'gap-through' }] });
    expect(line.state).toMatchObject({ phase: 'waiting', cancelReason: 'refused', n: 0 });
  });

  it('ignores an answer for a reference that is not its newest', () => {
    const line = sent();
    const answer = { ref: ref('other.1'), answer: 'accepted', reason: null } as const;
    line.take({ kind: 'place-answer', runId: line.runId, ...answer });
    expect(line.state.phase).toBe('placing');
  });
});
