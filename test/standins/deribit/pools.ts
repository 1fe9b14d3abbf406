/** Credits of one address as the venue grants them. */
export class Pool {
  private left: number;
  private atMs: number;

  constructor(
    private readonly nowMs: () => number,
    private readonly of: { readonly pool: number; readonly perSecond: number },
  ) {
    this.left = of.pool;
    this.atMs = nowMs();
  }

  /** @returns whether the cost could be paid. */
  pay(cost: number): 'paid' | 'short' {
    const nowMs = this.nowMs();
    const gained = ((nowMs - this.atMs) / 1_000) * this.of.perSecond;
    this.left = Math.min(this.of.pool, this.left + gained);
    this.atMs = nowMs;
    if (this.left < cost) return 'short';
    this.left -= cost;
    return 'paid';
  }
}
