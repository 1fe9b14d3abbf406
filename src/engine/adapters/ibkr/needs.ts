import type { GatewayNeed, GatewayNeedCode } from '../../domain/gateway.js';

/** The gravest first. */
const ORDER: readonly GatewayNeedCode[] = [
  'live-account',
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

export interface NeedsTold {
  /** Once when it comes up, and not again while it lasts. */
  raised(need: GatewayNeed): void;
  /** After any change of what is needed. */
  changed(): void;
}

/** What waits for a person at the gateway. */
export class Needs {
  private readonly open = new Map<GatewayNeedCode, GatewayNeed>();

  constructor(private readonly told: NeedsTold) {}

  raise(code: GatewayNeedCode, detail: string): void {
    if (this.open.has(code)) return;
    const need: GatewayNeed = { code, detail };
    this.open.set(code, need);
    this.told.raised(need);
    this.told.changed();
  }

  clear(...codes: readonly GatewayNeedCode[]): void {
    const ended = codes.filter((code) => this.open.delete(code));
    if (ended.length > 0) this.told.changed();
  }

  has(code: GatewayNeedCode): boolean {
    return this.open.has(code);
  }

  gravest(): GatewayNeed | null {
    const code = ORDER.find((each) => this.open.has(each));
    return (code !== undefined && this.open.get(code)) || null;
  }
}
