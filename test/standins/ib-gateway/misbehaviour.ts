import type { FrameMode } from './session.js';
import type { Field } from './wire.js';

export type Farm = 'market' | 'history' | 'secdef';

/** All that the gateway can be told to do wrong, or to do right again. */
export type Misbehaviour =
  /** How frames leave from now on; `held` ones wait for `release` or another mode. */
  | { readonly kind: 'frames'; readonly mode: FrameMode }
  | { readonly kind: 'release' }
  /** A data farm breaks (2103, 2105, 2157), is back (2104, 2106, 2158) or sleeps (2108, 2107). */
  | { readonly kind: 'farm'; readonly farm: Farm; readonly state: 'down' | 'up' | 'inactive' }
  /** The gateway loses the broker's servers; the sockets stay. */
  | { readonly kind: 'server-lost'; readonly code?: 1100 | 2110 }
  /** It has them again: 1101 where subscriptions were lost, 1102 where they were kept. */
  | { readonly kind: 'server-back'; readonly data: 'lost' | 'kept' }
  /** Both of these, a while apart on the gateway's clock. */
  | { readonly kind: 'nightly-reset'; readonly downMs: number; readonly data: 'lost' | 'kept' }
  /** All sockets drop and the port is closed for a while; the book is kept. */
  | { readonly kind: 'restart'; readonly downMs: number }
  /** As a restart with no known end: a login waits for a person. `log-in` ends it. */
  | { readonly kind: 'log-out' }
  | { readonly kind: 'log-in' }
  /** New connections are served, closed at once, or accepted and never answered. */
  | { readonly kind: 'accept'; readonly mode: 'serve' | 'close' | 'mute' }
  /** New clients are told of accounts and farms, and never of an order id. */
  | { readonly kind: 'order-ids'; readonly mode: 'given' | 'withheld' }
  /** Present connections stay open; nothing is read or sent on them any more. */
  | { readonly kind: 'half-open' }
  | { readonly kind: 'drop' }
  /** A client id counts as used although nobody is connected with it. */
  | { readonly kind: 'linger'; readonly clientId: number; readonly state: 'on' | 'off' }
  | { readonly kind: 'read-only'; readonly state: 'on' | 'off' }
  /** Somebody logs in elsewhere and takes the market data (10197). */
  | { readonly kind: 'competing'; readonly state: 'on' | 'off' }
  | { readonly kind: 'subscriptions'; readonly missing: 'none' | 'all' | readonly string[] }
  /** Books of depth are to be emptied (317), and come anew. */
  | { readonly kind: 'depth-reset' }
  /** A message of a number that no client knows, to every client. */
  | { readonly kind: 'unknown-message' }
  /** A frame of any fields to every client: too short, too long, or wrong. */
  | { readonly kind: 'odd-message'; readonly fields: readonly Field[] }
  | { readonly kind: 'odd-bytes'; readonly bytes: Buffer }
  /** Orders are refused with 201 and these texts; null ends it. JSON need not be JSON. */
  | {
      readonly kind: 'reject-orders';
      readonly with: { readonly text: string; readonly json: string } | null;
    }
  /** Orders are worked, and nothing is said of them to anybody. */
  | { readonly kind: 'silent-orders'; readonly state: 'on' | 'off' }
  /** Order statuses come once, twice (executions too), or not at all. */
  | { readonly kind: 'statuses'; readonly mode: 'once' | 'twice' | 'none' }
  /** Cancels stay pending while they are held, and are done when they no longer are. */
  | { readonly kind: 'cancels'; readonly mode: 'done' | 'held' }
  /** Orders trade at the market's prices, or only by `fill`. */
  | { readonly kind: 'fills'; readonly mode: 'market' | 'manual' }
  /** The next order id of every client goes back to a number. */
  | { readonly kind: 'ids-roll-back'; readonly to: number }
  /** Announces (1300) a change of port, then drops every connection. */
  | { readonly kind: 'port-change' };

/** Codes and texts of a farm's states. */
export function farmNotice(
  farm: Farm,
  state: 'down' | 'up' | 'inactive',
): readonly [number, string] {
  const words: Record<Farm, Record<'down' | 'up' | 'inactive', readonly [number, string]>> = {
    market: {
      down: [2103, 'Market data farm connection is broken:usfarm'],
      up: [2104, 'Market data farm connection is OK:usfarm'],
      inactive: [
        2108,
        'Market data farm connection is inactive but should be available upon demand.usfarm',
      ],
    },
    history: {
      down: [2105, 'HMDS data farm connection is broken:ushmds'],
      up: [2106, 'HMDS data farm connection is OK:ushmds'],
      inactive: [
        2107,
        'HMDS data farm connection is inactive but should be available upon demand.ushmds',
      ],
    },
    secdef: {
      down: [2157, 'Sec-def data farm connection is broken:secdefnj'],
      up: [2158, 'Sec-def data farm connection is OK:secdefnj'],
      inactive: [2158, 'Sec-def data farm connection is OK:secdefnj'],
    },
  };
  return words[farm][state];
}

export const SERVER_LOST: Readonly<Record<1100 | 2110, string>> = {
  1100: 'Connectivity between IBKR and Trader Workstation has been lost.',
  2110: 'Connectivity between Trader Workstation and server is broken. It will be restored automatically.',
};

export const SERVER_BACK = {
  lost: [1101, 'Connectivity between IBKR and Trader Workstation has been restored - data lost.'],
  kept: [
    1102,
    'Connectivity between IBKR and Trader Workstation has been restored - data maintained.',
  ],
} as const;
