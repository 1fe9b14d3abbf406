const FIRST_REQUEST_ID = 1_000_000_000;
const FIRST_DATA_ID = 1_500_000_000;

/**
 * Numbers of orders, questions and data lines, in ranges of their own: the protocol answers all three
 * by number alone.
 */
export class Ids {
  private orderId = 1;
  private requestId = FIRST_REQUEST_ID;
  private dataId = FIRST_DATA_ID;

  /** The gateway's next order number; ours never goes back, also where the gateway's does. */
  takeNextValid(orderId: number): void {
    this.orderId = Math.max(this.orderId, orderId);
  }

  order(): number {
    return this.orderId++;
  }

  request(): number {
    return this.requestId++;
  }

  data(): number {
    return this.dataId++;
  }
}
