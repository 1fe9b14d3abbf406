import { err, ok, type Result } from '../../domain/result.js';

export type AccountKind = 'paper' | 'live';

export type ProofError =
  /** The account is live, which this version does not trade. */
  | { readonly code: 'live-not-built' }
  /** The account's number and the port contradict each other. */
  | {
      readonly code: 'account-mismatch';
      readonly account: string;
      readonly idSays: AccountKind;
      readonly portSays: AccountKind;
    }
  | { readonly code: 'no-account' }
  /** Several accounts are managed and none is named. */
  | { readonly code: 'several-accounts'; readonly accounts: readonly string[] };

const PORT_KINDS: Readonly<Record<number, AccountKind>> = {
  4001: 'live',
  7496: 'live',
  4002: 'paper',
  7497: 'paper',
};

/** What a port is by the vendor's defaults: 4002 and 7497 are paper, 4001 and 7496 live. */
export function kindOfPort(port: number): AccountKind | 'unknown' {
  return PORT_KINDS[port] ?? 'unknown';
}

/** Paper accounts begin with DU, their advisors' with DF. */
export function kindOfAccount(account: string): AccountKind {
  return /^D[UF]/.test(account) ? 'paper' : 'live';
}

/** `DU1234567` as `DU…567`: the full number never leaves the adapter. */
export function maskAccount(account: string): string {
  return `${account.slice(0, 2)}…${account.slice(-3)}`;
}

/**
 * The one account to trade, proven before anything is sent.
 * @param list as the gateway gives it: `DU1234567,DU7654321,`
 */
export function proveAccount(
  list: string,
  says: { readonly port: AccountKind | 'unknown'; readonly account: string | null },
): Result<{ readonly account: string; readonly kind: 'paper' }, ProofError> {
  const all = list.split(',').filter((each) => each !== '');
  const account = says.account === null ? all[0] : all.find((each) => each === says.account);
  if (account === undefined) return err({ code: 'no-account' });
  if (says.account === null && all.length > 1) {
    return err({ code: 'several-accounts', accounts: all.map(maskAccount) });
  }
  const kind = kindOfAccount(account);
  if (kind === 'live' && says.port !== 'paper') return err({ code: 'live-not-built' });
  // A port that is none of the vendor's says nothing: a paper number is proof enough.
  if (kind !== says.port && says.port !== 'unknown') {
    return err({
      code: 'account-mismatch',
      account: maskAccount(account),
      idSays: kind,
      portSays: says.port,
    });
  }
  return ok({ account, kind: 'paper' });
}
