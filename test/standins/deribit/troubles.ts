/** How the stand-in can be made to behave; each is told once and lasts until told otherwise. */
export type Trouble =
  /** Every connection ends. */
  | { readonly kind: 'drop' }
  /** Connections stay open, nothing comes out of them and nothing is read. */
  | { readonly kind: 'half-open' }
  | { readonly kind: 'heartbeats'; readonly state: 'sent' | 'withheld' }
  | { readonly kind: 'test-request' }
  /** Answers to a method (all where none is named) are not given. */
  | { readonly kind: 'no-answer'; readonly method: string | null; readonly state: 'on' | 'off' }
  /** One text instead of a frame. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-many-requests' }
  /** Says 11051, ends every connection and lets none in for a while. */
  | { readonly kind: 'maintenance'; readonly forMs: number }
  /** Tickers of some instruments, or all, are not sent; marks go on where they are named. */
  | {
      readonly kind: 'silence';
      readonly of: 'all' | readonly string[];
      readonly state: 'on' | 'off';
    }
  | { readonly kind: 'time-jump'; readonly byMs: number }
  | { readonly kind: 'extra-keys'; readonly state: 'on' | 'off' }
  | { readonly kind: 'key-order'; readonly state: 'usual' | 'reversed' }
  /** Answers are held until three are there, and given the last one first. */
  | { readonly kind: 'answers'; readonly order: 'usual' | 'reversed' }
  /** The next so many connections are refused with 429. */
  | { readonly kind: 'refuse-connects'; readonly count: number }
  /** Fields put over every ticker, such as `"expired"` or zeros. */
  | { readonly kind: 'overlay'; readonly fields: Readonly<Record<string, unknown>> }
  /** Status and body of HTTP answers to a method; null ends it. */
  | { readonly kind: 'http'; readonly status: number | null };

/** What lasts of the troubles. */
export interface Mood {
  heartbeats: 'sent' | 'withheld';
  unanswered: Set<string>;
  /** The next request is one too many. */
  tooMany: 'no' | 'next';
  silent: 'all' | Set<string>;
  jumpMs: number;
  extraKeys: 'on' | 'off';
  keyOrder: 'usual' | 'reversed';
  answers: 'usual' | 'reversed';
  refuse: number;
  closedUntilMs: number;
  overlay: Readonly<Record<string, unknown>>;
  httpStatus: number | null;
}

export function goodMood(): Mood {
  return {
    ...{ heartbeats: 'sent', unanswered: new Set(), tooMany: 'no', silent: new Set(), jumpMs: 0 },
    ...{ extraKeys: 'off', keyOrder: 'usual', answers: 'usual', refuse: 0, closedUntilMs: 0 },
    ...{ overlay: {}, httpStatus: null },
  };
}

/** Whether tickers go out as they are. */
export function isUsual({ jumpMs, extraKeys, keyOrder, overlay }: Mood): boolean {
  const isPlain = jumpMs === 0 && extraKeys === 'off' && keyOrder === 'usual';
  return isPlain && Object.keys(overlay).length === 0;
}

/** Data of a ticker as the mood would have it. */
export function inMood(mood: Mood, data: Record<string, unknown>): Record<string, unknown> {
  let of: Record<string, unknown> = { ...data, ...mood.overlay };
  if (mood.jumpMs !== 0) of['timestamp'] = Number(of['timestamp']) + mood.jumpMs;
  if (mood.extraKeys === 'on')
    of = { brand_new: { nested: [1, 'x', null] }, ...of, another: 'text' };
  if (mood.keyOrder === 'reversed') of = Object.fromEntries(Object.entries(of).reverse());
  return of;
}
