import { describe, expect, it } from 'vitest';
import { completions, moveHighlight, planKey } from '../../src/sandbox/page/completion.js';
import { COMMANDS } from './scripted-chat.js';

const enter = { name: 'Enter', shift: false, composing: false };

function names(typed: string): readonly string[] {
  return completions(typed, COMMANDS).map(({ command }) => command);
}

describe('the list of commands', () => {
  it('offers all after a slash, those with the prefix first', () => {
    expect(names('/')).toEqual(['vix', 'curve', 'score', 'help']);
    expect(names('/C')).toEqual(['curve', 'score']);
    expect(names('/v')).toEqual(['vix', 'curve']);
  });

  it('goes away once arguments begin and never shows for plain words', () => {
    expect(names('/vix ')).toEqual([]);
    expect(names('vix')).toEqual([]);
    expect(names(' /vix')).toEqual([]);
  });

  it('moves the highlight round both ends', () => {
    expect(moveHighlight(null, 1, 3)).toBe(0);
    expect(moveHighlight(null, -1, 3)).toBe(2);
    expect(moveHighlight(2, 1, 3)).toBe(0);
    expect(moveHighlight(0, -1, 3)).toBe(2);
    expect(moveHighlight(null, 1, 0)).toBeNull();
  });
});

describe('a key in the message field', () => {
  const options = completions('/v', COMMANDS);

  it('sends what is typed on Enter while nothing is chosen', () => {
    expect(planKey(enter, { options, highlight: null })).toEqual({ kind: 'send-text' });
  });

  it('sends the chosen command on Enter', () => {
    expect(planKey(enter, { options, highlight: 1 })).toEqual({
      kind: 'send-command',
      command: 'curve',
    });
  });

  it('completes the first command on Tab and leaves Tab alone without a list', () => {
    const tab = { ...enter, name: 'Tab' };
    expect(planKey(tab, { options, highlight: null })).toEqual({ kind: 'insert', command: 'vix' });
    expect(planKey(tab, { options: [], highlight: null })).toEqual({ kind: 'type' });
  });

  it('makes a new line with Shift and Enter', () => {
    const key = { ...enter, shift: true };
    expect(planKey(key, { options: [], highlight: null })).toEqual({ kind: 'type' });
  });

  it('leaves an unfinished character to the input method', () => {
    const key = { ...enter, composing: true };
    expect(planKey(key, { options, highlight: 0 })).toEqual({ kind: 'type' });
  });

  it('moves and closes the list', () => {
    const state = { options, highlight: null };
    expect(planKey({ ...enter, name: 'ArrowUp' }, state)).toEqual({ kind: 'move', step: -1 });
    expect(planKey({ ...enter, name: 'Escape' }, state)).toEqual({ kind: 'close' });
  });
});
