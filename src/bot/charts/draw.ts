import { createRequire } from 'node:module';
import { GlobalFonts, type Canvas } from '@napi-rs/canvas';
import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import { chartConfig } from './chart-config.js';
import { palettePng } from './png.js';
import type { ChartSpec, ThemeName } from './spec.js';
import { CHART_SIZE, FONT_FAMILY } from './themes.js';

/**
 * Fonts go to the canvas library itself: `registerFont` of chartjs-node-canvas throws over it. The
 * family is our own name, so a machine without fonts and one with many draw the same.
 *
 * @throws Error where a font file is missing or no font.
 */
function registerFonts(): void {
  const require = createRequire(import.meta.url);
  for (const name of ['DejaVuSans', 'DejaVuSans-Bold']) {
    const path = require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
    if (!GlobalFonts.registerFromPath(path, FONT_FAMILY)) throw new Error(`no font at ${path}`);
  }
}

/** Chart.js calls `toBuffer` of the canvas to encode; ours makes a palette PNG of the same pixels. */
const encoder = {
  id: 'voldesk-png',
  beforeInit: (chart: { readonly canvas: unknown }) => {
    const canvas = chart.canvas as Canvas;
    const trueColour = canvas.toBuffer.bind(canvas);
    canvas.toBuffer = () => {
      const { width: widthPx, height: heightPx } = canvas;
      const pixels = { pixels: canvas.data(), widthPx, heightPx };
      const png = palettePng(pixels) ?? trueColour('image/png');
      // Gives the pixels back at once: the collector does not see how large they are.
      canvas.width = 1;
      canvas.height = 1;
      return png;
    };
  },
};

/**
 * Draws specs on the calling thread, which it blocks; the renderer does it in a worker.
 *
 * @returns a function from spec and theme to PNG bytes, 2 pixels to the logical pixel.
 */
export function createDrawing(): (spec: ChartSpec, theme: ThemeName) => Buffer {
  registerFonts();
  const charts = new ChartJSNodeCanvas({ width: CHART_SIZE.widthPx, height: CHART_SIZE.heightPx });
  return (spec, theme) => {
    const config = chartConfig(spec, theme);
    const plugins = [...(config.plugins ?? []), encoder];
    return charts.renderToBufferSync({ ...config, plugins });
  };
}
