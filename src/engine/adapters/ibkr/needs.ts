/** What only a person can put right, with what to do. */
export type NeedCode =
  | 'unreachable'
  | 'login'
  | 'client-id-in-use'
  | 'competing-session'
  | 'read-only'
  | 'undecodable'
  | 'server-version'
  | 'account'
  | 'fill-corrected';

export interface Need {
  readonly code: NeedCode;
  /** What the gateway said, without account numbers. */
  readonly detail: string;
  readonly todo: string;
}

const WHAT_TO_DO: Readonly<Record<NeedCode, string>> = {
  unreachable: 'Start the gateway, or check IBKR_HOST and IBKR_PORT; on Sundays approve the login.',
  login:
    'The gateway accepts but does not answer: log in to it and approve the second factor, or restart it.',
  'client-id-in-use': 'Another program uses this client id: stop it, or set IBKR_CLIENT_ID.',
  'competing-session': 'Someone is logged in elsewhere with this user: log out there.',
  'read-only': 'Untick "Read-Only API" in the gateway: no order can be sent.',
  undecodable:
    'The gateway sent a message that this version cannot read: compare positions by hand, and update.',
  'server-version':
    'The gateway speaks a protocol version that this version does not: use another gateway version.',
  account: 'The account is not the one to trade: check IBKR_PORT and the login.',
  'fill-corrected': 'The exchange corrected a fill: compare positions and cash by hand.',
};

/** The gravest first. */
const ORDER: readonly NeedCode[] = [
  'account',
  'server-version',
  'login',
  'unreachable',
  'client-id-in-use',
  'competing-session',
  'read-only',
  'fill-corrected',
  'undecodable',
];

/** One thing at a time for a person to do, told once when it comes up. */
export class Needs {
  private readonly open = new Map<NeedCode, Need>();

  constructor(private readonly onNew: (need: Need) => void) {}

  raise(code: NeedCode, detail: string): void {
    if (this.open.has(code)) return;
    const need: Need = { code, detail, todo: WHAT_TO_DO[code] };
    this.open.set(code, need);
    this.onNew(need);
  }

  clear(...codes: readonly NeedCode[]): void {
    for (const code of codes) this.open.delete(code);
  }

  has(code: NeedCode): boolean {
    return this.open.has(code);
  }

  gravest(): Need | null {
    const code = ORDER.find((each) => this.open.has(each));
    return (code !== undefined && this.open.get(code)) || null;
  }
}
