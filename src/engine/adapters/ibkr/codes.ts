/** What a code means to an order that has been sent. */
export type OrderMeaning =
  /** A remark: the order lives. */
  | 'warning'
  | 'rejected'
  | 'cancelled'
  /** The cancel came too late, or the order is unknown there. */
  | 'not-cancellable'
  /** Says something is wrong but not whether the order lives: the gateway is asked. */
  | 'doubt';

const WARNINGS = new Set([399, 404, 434]);
const REJECTIONS = new Set([
  103, 104, 105, 107, 109, 110, 200, 201, 203, 321, 382, 383, 387, 388, 391, 392,
]);
const NOT_CANCELLABLE = new Set([135, 136, 161, 10_147, 10_148]);

/** Remarks of the gateway, which end nothing (vendor's list of message codes). */
export function isWarning(code: number, text: string): boolean {
  return (code >= 2100 && code < 3000) || WARNINGS.has(code) || /^Warning:/i.test(text);
}

export function orderMeaning(code: number, text: string): OrderMeaning {
  if (code === 202) return 'cancelled';
  if (NOT_CANCELLABLE.has(code)) return 'not-cancellable';
  if (isWarning(code, text)) return 'warning';
  return REJECTIONS.has(code) ? 'rejected' : 'doubt';
}

/** Market data is shown delayed, in part or not at all, for want of a subscription. */
export const NOT_SUBSCRIBED = new Set([354, 10_089, 10_090, 10_167, 10_168, 10_186]);
/** No such contract: a hole in a chain, not asked for again. */
export const NO_SUCH_CONTRACT = 200;
export const TOO_FAST = 100;
export const TOO_MANY_LINES = 101;
export const COMPETING_SESSION = 10_197;
export const CLIENT_ID_IN_USE = 326;
/** The gateway has lost the vendor's servers; the socket to us lives and is kept. */
export const UPSTREAM_LOST = new Set([1100, 2110]);
export const UPSTREAM_BACK_EMPTY = 1101;
export const UPSTREAM_BACK_WHOLE = 1102;
export const PORT_RESET = 1300;
export const MARKET_FARM_BROKEN = 2103;
export const FARM_BROKEN = new Set([MARKET_FARM_BROKEN, 2105, 2157]);
export const FARM_FINE = new Set([2104, 2106, 2158]);

export function isReadOnly(code: number, text: string): boolean {
  return code === 321 && /read-?only/i.test(text);
}
