/** `reducing` lets exits alone through; so does `halted`, which also ends what is working. */
export type TradingState = 'active' | 'reducing' | 'halted';
