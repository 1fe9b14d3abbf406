import type { ChartSpec, ThemeName } from './spec.js';

/** What the renderer and its worker tell each other. */
export interface DrawRequest {
  readonly id: number;
  readonly spec: ChartSpec;
  readonly theme: ThemeName;
}

export type DrawAnswer =
  | { readonly id: number; readonly png: Uint8Array }
  | { readonly id: number; readonly error: string };
