/** What only a person can put right at a broker's gateway; words under `gateway-todo`. */
export type GatewayNeedCode =
  | 'live-account'
  | 'account'
  | 'server-version'
  | 'login'
  | 'unreachable'
  | 'client-id-in-use'
  | 'competing-session'
  | 'read-only'
  | 'fill-corrected'
  | 'undecodable';

export interface GatewayNeed {
  readonly code: GatewayNeedCode;
  /** What the gateway said, without account numbers. */
  readonly detail: string;
}

/** `degraded`: the socket lives, the gateway has lost the vendor or another login has the data. */
export type GatewayPhase = 'down' | 'connecting' | 'syncing' | 'ready' | 'degraded';

/** The program between us and a broker, as it is now. */
export interface GatewayView {
  readonly name: string;
  readonly phase: GatewayPhase;
  /** Masked, such as `DU…567`; null before the account is proven. */
  readonly account: string | null;
  /** The gravest thing that waits for a person; null where nothing does. */
  readonly need: GatewayNeed | null;
}
