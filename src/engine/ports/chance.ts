/** Randomness as a port: ids and jitter. Simulations use their own seeded stream instead. */
export interface Chance {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** `bytes` random bytes in lower-case hexadecimal. */
  hex(bytes: number): string;
}
