/** Uniform on 32 bits from a well-mixed state (finaliser of MurmurHash3, Appleby, public domain). */
function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** What a stream of random numbers is for: streams of different purposes are independent. */
export const PURPOSE = {
  initial: 1,
  overnight: 2,
  intraday: 3,
  jumps: 4,
  bridgeSpot: 5,
  bridgeVariance: 6,
  tracking: 7,
  basis: 8,
  sizes: 9,
  lastTrade: 10,
  btcDay: 11,
  btcBridge: 12,
  stale: 13,
  volume: 14,
  ethDay: 15,
  ethBridge: 16,
  coinVolDay: 17,
  coinVolBridge: 18,
  coinWander: 19,
  coinListing: 20,
} as const;

export type Purpose = keyof typeof PURPOSE;

/** Hash of integers: the name of one independent draw or stream. */
export function hash(seed: number, purpose: Purpose, path: readonly number[]): number {
  let h = mix32(mix32(seed + 0x9e3779b9) ^ Math.imul(PURPOSE[purpose], 0x9e3779b1));
  for (const part of path) h = mix32(h ^ Math.imul(part | 0, 0x85ebca77) ^ 0x27d4eb2f) + h;
  return mix32(h);
}

/** One more part on a hash, for walks that hash the same prefix many times. */
export function hashMore(prefix: number, part: number): number {
  return mix32((mix32(prefix ^ Math.imul(part, 0x85ebca77)) + prefix) | 0);
}

/** Uniform in (0, 1) from a hash. */
export function uniformOf(h: number): number {
  return (h + 0.5) / 4_294_967_296;
}

/** Standard normal from a hash (Box–Muller on two derived uniforms). */
export function normalOf(h: number): number {
  const angle = 2 * Math.PI * uniformOf(mix32(h ^ 0x68bc21eb));
  return Math.sqrt(-2 * Math.log(uniformOf(mix32(h ^ 0x02e5be93)))) * Math.cos(angle);
}

/** A sequence of random numbers: xoshiro128** (Blackman and Vigna 2018), seeded from one hash. */
export class RandomStream {
  private a: number;
  private b: number;
  private c: number;
  private d: number;
  private spare: number | null = null;

  constructor(seedHash: number) {
    // Weyl sequence through the mixer, as its authors advise; the state is never all zero.
    this.a = mix32(seedHash + 0x9e3779b9);
    this.b = mix32(seedHash + 0x3c6ef372);
    this.c = mix32(seedHash + 0xdaa66d2b);
    this.d = mix32(seedHash + 0x78dde6e4) | 1;
  }

  /** Uniform in (0, 1). */
  uniform(): number {
    const scrambled = Math.imul(this.b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = (this.d << 11) | (this.d >>> 21);
    return uniformOf(result);
  }

  /** Standard normal (Marsaglia's polar method). */
  normal(): number {
    if (this.spare !== null) {
      const kept = this.spare;
      this.spare = null;
      return kept;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.spare = v * scale;
      return u * scale;
    }
  }

  /** Number of events of a Poisson law with a small mean (Knuth's product method). */
  poisson(mean: number): number {
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > floor; product *= this.uniform()) count++;
    return count;
  }
}

const BRIDGE_LEVELS_MAX = 20;

export interface BridgeAt {
  /** Hash of the interval; equal prefixes give equal paths. */
  readonly prefix: number;
  /** Position in the interval, 0 to 1. */
  readonly fraction: number;
  /** Halvings before the path is taken as straight. */
  readonly levels: number;
}

/**
 * A Brownian bridge from 0 to 0 with unit variance over its interval, read at any point without
 * the points between (midpoint displacement, each midpoint its own hashed normal).
 */
export function bridgeAt({ prefix, fraction, levels }: BridgeAt): number {
  let left = 0;
  let right = 0;
  let position = fraction;
  let node = 1;
  let deviation = 0.5;
  for (let level = 0; level < Math.min(levels, BRIDGE_LEVELS_MAX); level++) {
    if (position === 0) return left;
    const middle = (left + right) / 2 + deviation * normalOf(hashMore(prefix, node));
    deviation *= Math.SQRT1_2;
    if (position < 0.5) {
      right = middle;
      position *= 2;
      node = 2 * node;
    } else {
      left = middle;
      position = 2 * position - 1;
      node = 2 * node + 1;
    }
  }
  return left + (right - left) * position;
}
