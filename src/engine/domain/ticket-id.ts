import type { TicketId } from './ticket.js';

/** Crockford's base 32: no I, L, O, U, so that a typed id is not misread. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ID_BYTES = 10;
const BITS_PER_LETTER = 5n;

/** @param hex ten random bytes in hexadecimal: 80 bits, 16 letters. */
export function newTicketId(hex: string): TicketId {
  if (!/^[0-9a-f]{20}$/.test(hex)) throw new Error(`not ${ID_BYTES} bytes in hexadecimal`);
  let bits = BigInt(`0x${hex}`);
  let id = '';
  for (let i = 0; i < 16; i++) {
    id = (LETTERS[Number(bits & 31n)] ?? '0') + id;
    bits >>= BITS_PER_LETTER;
  }
  return id as TicketId;
}
