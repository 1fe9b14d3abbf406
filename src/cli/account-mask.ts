/**
 * Account numbers as the vendor writes them: U, F and I with digits, a letter between where there are
 * sub-kinds, D before them for paper.
 */
const ACCOUNT = /(?<![A-Za-z0-9])(D?[UFI][A-Z]?)(\d{4,9})(?![A-Za-z0-9])/g;
const MANAGED_ACCOUNTS = '15';
const SHORTEST = 5;

/**
 * Takes account numbers out of messages. A number gets the same stand-in of the same length wherever
 * it stands, so that what is left still decodes and still tells accounts apart.
 */
export class AccountMask {
  private readonly known = new Map<string, string>();

  /** Accounts seen so far. */
  count(): number {
    return this.known.size;
  }

  /** The fields of one message without account numbers. */
  mask(fields: readonly string[]): string[] {
    if (fields[0] === MANAGED_ACCOUNTS) this.learn(fields[2] ?? '');
    return fields.map((field) => this.maskText(field));
  }

  maskText(text: string): string {
    let masked = text.replace(ACCOUNT, (account) => this.standIn(account));
    for (const [account, standIn] of this.known) masked = masked.replaceAll(account, standIn);
    return masked;
  }

  /** The gateway's own list names accounts that look like no other. */
  private learn(list: string): void {
    for (const account of list.split(',')) {
      const name = account.trim();
      if (name.length >= SHORTEST && /\d/.test(name)) this.standIn(name);
    }
  }

  private standIn(account: string): string {
    const known = this.known.get(account);
    if (known !== undefined) return known;
    const number = this.known.size + 1;
    const digits = account.replace(/\D/g, '').length;
    const shown = String(number).padStart(digits, '0').slice(-digits);
    let at = 0;
    const standIn = account.replace(/\d/g, () => shown.charAt(at++));
    this.known.set(account, standIn);
    return standIn;
  }
}
