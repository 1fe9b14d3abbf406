import type { Right } from '../../domain/instrument.js';
import { parseDay, type TradingDay } from '../../domain/trading-day.js';

/** Trading classes by underlying; classes with odd deliverables have other names and are passed over. */
const CLASSES: Readonly<Record<string, readonly string[]>> = {
  SPX: ['SPX', 'SPXW'],
  SPY: ['SPY'],
  VIX: ['VIX', 'VIXW'],
  UVXY: ['UVXY'],
  QQQ: ['QQQ'],
  IWM: ['IWM'],
};

export const CBOE_UNDERLYINGS: readonly string[] = Object.keys(CLASSES);

export interface OptionName {
  readonly root: string;
  readonly expiry: TradingDay;
  readonly right: Right;
  readonly strike: number;
}

const OCC = /^([A-Z]+)(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/;

/** `SPXW260828P06790000`; null for anything else. Strikes have three decimals. */
export function readOptionName(text: string): OptionName | null {
  const found = OCC.exec(text);
  if (!found) return null;
  const [, root = '', yy = '', mm = '', dd = '', right, strike] = found;
  const expiry = parseDay(`20${yy}-${mm}-${dd}`);
  if (!expiry) return null;
  return { root, expiry, right: right === 'C' ? 'call' : 'put', strike: Number(strike) / 1000 };
}

export function isClassOf(root: string, underlying: string): boolean {
  return CLASSES[underlying]?.includes(root) ?? false;
}
