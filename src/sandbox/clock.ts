/** The time of the local chat, given from outside so that tests move it by hand. */
export interface SandboxClock {
  /** Epoch milliseconds; never goes backwards. */
  nowMs(): number;
  /** Runs once at or after an instant; @returns what cancels it. */
  at(atMs: number, run: () => void): () => void;
}
