import { expect, test } from 'vitest';
import type { ChartSpec } from '../../src/bot/charts/spec.js';
import { drawAhead } from '../../src/bot/draw-ahead.js';

function specOf(title: string): ChartSpec {
  return {
    ...{ kind: 'line', title, delta: null, subtitle: '', mode: 'SIM', footer: '' },
    ...{ x: { kind: 'category', labels: [] }, y: { unit: '', decimals: 2 } },
    ...{ series: [], levels: [] },
  };
}

/** Draws a picture of one byte, the count of pictures so far. */
function counting() {
  const drawn: string[] = [];
  return {
    drawn,
    render(spec: ChartSpec) {
      drawn.push(spec.title);
      if (spec.title === 'bad') return Promise.reject(new Error('cannot be drawn'));
      return Promise.resolve(Uint8Array.of(drawn.length));
    },
    close: () => Promise.resolve(),
  };
}

test('a picture that was begun is drawn once and fetched once', async () => {
  const charts = counting();
  const ahead = drawAhead(charts);
  ahead.begin(specOf('a'), 'light');
  ahead.begin(specOf('a'), 'light');
  expect(await ahead.render(specOf('a'), 'light')).toEqual(Uint8Array.of(1));
  expect(await ahead.render(specOf('a'), 'light')).toEqual(Uint8Array.of(2));
  expect(charts.drawn).toEqual(['a', 'a']);
});

test('a picture of another theme is another picture', async () => {
  const charts = counting();
  const ahead = drawAhead(charts);
  ahead.begin(specOf('a'), 'light');
  await ahead.render(specOf('a'), 'dark');
  expect(charts.drawn).toHaveLength(2);
});

test('a failure is heard by the one who fetches, and by nobody else', async () => {
  const ahead = drawAhead(counting());
  ahead.begin(specOf('bad'), 'light');
  await Promise.resolve();
  await expect(ahead.render(specOf('bad'), 'light')).rejects.toThrow('cannot be drawn');
});

test('pictures that nobody fetches do not pile up', async () => {
  const charts = counting();
  const ahead = drawAhead(charts);
  for (let i = 0; i < 20; i++) ahead.begin(specOf(String(i)), 'light');
  await ahead.render(specOf('0'), 'light');
  await ahead.render(specOf('19'), 'light');
  expect(charts.drawn).toHaveLength(21);
});
