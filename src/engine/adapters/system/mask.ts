const MASK = '***';

/** A name that holds a secret, in any of the usual spellings: `apiKey`, `ALPACA_SECRET`, … */
const SECRET_NAME = /(token|secret|password|passwd|passphrase|authorization|cookie|account)$/i;
const KEY_NAME = /(^|[_-])keys?$/i;
const CAMEL_KEY_NAME = /[a-z0-9]Keys?$/;

const RULES: readonly (readonly [RegExp, string])[] = [
  // Telegram bot tokens, alone and in the path of a call or a file.
  [/\b(bot)?\d{6,}:[A-Za-z0-9_-]{20,}/g, `$1${MASK}`],
  [/\/bot[^/\s]+:[^/\s]+(?=\/|\s|$)/g, `/bot${MASK}`],
  // Query strings and form bodies.
  [
    /([?&;]|\b)((?:[\w-]*(?:token|secret|password|account|api_?-?key|access_?-?key)|key)=)[^&\s"';]+/gi,
    `$1$2${MASK}`,
  ],
  // Credentials before the host of a URL.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${MASK}@`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g, `$1 ${MASK}`],
];

/** Replaces secrets inside a text by `***`. */
export function maskSecrets(text: string): string {
  return RULES.reduce((masked, [pattern, by]) => masked.replace(pattern, by), text);
}

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) || KEY_NAME.test(name) || CAMEL_KEY_NAME.test(name);
}

const DEEPEST = 8;

function maskValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskSecrets(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '…';
  if (value instanceof Error) return maskError(value, depth);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, depth + 1));
  if (value instanceof Date) return value.toISOString();
  return maskEntries(Object.entries(value), depth);
}

function maskEntries(entries: readonly (readonly [string, unknown])[], depth: number) {
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const secret = isSecretName(name) && value !== null && value !== undefined;
      return [name, secret ? MASK : maskValue(value, depth + 1)];
    }),
  );
}

/** Errors keep name, message, stack and cause, which JSON would drop, and their own fields. */
function maskError(error: Error, depth: number) {
  const { name, message, stack, cause } = error;
  const own = Object.entries(error);
  return maskEntries(
    [['name', name], ['message', message], ['stack', stack], ['cause', cause], ...own],
    depth,
  );
}

/** Masks fields by name (token, secret, key, password, account) and secrets inside every text. */
export function maskFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return maskEntries(Object.entries(fields), 0);
}
