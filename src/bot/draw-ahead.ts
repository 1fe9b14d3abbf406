import type { ChartRenderer, ChartSpec, ThemeName } from './charts/spec.js';

/** Pictures begun and not yet fetched; an older one is drawn anew when its turn comes. */
const MOST_BEGUN = 8;

export interface DrawAhead extends ChartRenderer {
  /** Begins a picture that `render` will soon be asked for, while its row is still being kept. */
  begin(spec: ChartSpec, theme: ThemeName): void;
}

/** A renderer that can begin early; a picture begun is fetched once. */
export function drawAhead(charts: ChartRenderer): DrawAhead {
  const begun = new Map<string, Promise<Uint8Array>>();
  const keyOf = (spec: ChartSpec, theme: ThemeName) => JSON.stringify([spec, theme]);
  return {
    begin(spec, theme) {
      const key = keyOf(spec, theme);
      if (begun.has(key)) return;
      const drawing = charts.render(spec, theme);
      // Whoever fetches it hears of a failure; nobody may come.
      drawing.catch(() => undefined);
      begun.set(key, drawing);
      const oldest = begun.keys().next().value;
      if (begun.size > MOST_BEGUN && oldest !== undefined) begun.delete(oldest);
    },
    render(spec, theme) {
      const key = keyOf(spec, theme);
      const drawing = begun.get(key) ?? charts.render(spec, theme);
      begun.delete(key);
      return drawing;
    },
    close: () => charts.close(),
  };
}
