import { Listener } from './listener.js';
import type { FieldReader } from './field-reader.js';
import { Session, type SessionHost } from './session.js';

/** The lines of a recording that matter here, as `voldesk record ibkr` writes them. */
export interface RecordedMessage {
  readonly link: number;
  readonly from: 'client' | 'gateway';
  readonly fields: readonly string[];
}

export interface RecordedGateway {
  readonly port: number;
  /** Messages of clients that the recording has no counterpart of. */
  readonly unmatched: readonly (readonly string[])[];
  close(): Promise<void>;
}

/** Where a client's message names its request, by kind. */
const ASKED_AT: Readonly<Record<string, number>> = {
  1: 2, 2: 2, 3: 1, 4: 1, 7: 2, 9: 2, 10: 2, 11: 2, 20: 1, 25: 2, 50: 2, 51: 2, 62: 2, 63: 2,
  78: 1, 92: 1, 93: 1, 94: 1, 95: 1, 97: 1, 98: 1,
}; // prettier-ignore

/** Where a gateway's message names the request that it answers. */
const ANSWERS_AT: Readonly<Record<string, number>> = {
  1: 2, 2: 2, 3: 1, 4: 2, 5: 1, 10: 1, 11: 1, 12: 2, 13: 2, 17: 1, 21: 1, 45: 2, 46: 2, 50: 2, 52: 2, 55: 2, 57: 2,
  58: 2, 63: 2, 64: 2, 75: 1, 76: 1, 81: 1, 90: 1, 94: 1, 95: 1, 99: 1,
}; // prettier-ignore

/** Answers that name no request, and the kind of request that brings them. */
const BROUGHT_BY: Readonly<Record<string, string>> = {
  9: '71', 15: '71', 4: '71', 3: '3', 5: '5', 11: '3', 59: '3', 53: '5', 61: '61', 62: '61', 101: '99', 102: '99', 93: '91', 80: '82',
}; // prettier-ignore

const START = '71';
const TIME = '49';

interface Waiting {
  readonly fields: readonly string[];
  /** Its request in the recording; null where it belongs to none. */
  readonly asker: number | null;
  readonly idAt: number | null;
}

/** The messages of one recorded connection, gateway's ones under the request that brings them. */
class Script {
  readonly asks: { readonly fields: readonly string[]; state: 'waiting' | 'met' }[] = [];
  private readonly answers = new Map<number | null, Waiting[]>();
  readonly versionLine: readonly string[];

  constructor(messages: readonly RecordedMessage[]) {
    const byId = new Map<string, number>();
    const byKind = new Map<string, number>();
    const [first, ...rest] = messages;
    this.versionLine = first?.fields ?? [];
    for (const { from, fields } of rest) {
      const [kind = ''] = fields;
      if (kind === TIME) continue;
      if (from === 'client') {
        const at = ASKED_AT[kind];
        if (at !== undefined) byId.set(fields[at] ?? '', this.asks.length);
        byKind.set(kind, this.asks.length);
        this.asks.push({ fields, state: 'waiting' });
        continue;
      }
      const at = ANSWERS_AT[kind] ?? null;
      const byRequest = at === null ? undefined : byId.get(fields[at] ?? '');
      const asker = byRequest ?? byKind.get(BROUGHT_BY[kind] ?? START) ?? null;
      const idAt = byRequest === undefined ? null : at;
      this.answers.set(asker, [...(this.answers.get(asker) ?? []), { fields, asker, idAt }]);
    }
  }

  /** The recorded request that a client's message is. */
  meet(fields: readonly string[]): number | null {
    const same = subjectOf(fields);
    const at = this.asks.findIndex(
      (ask) => ask.state === 'waiting' && subjectOf(ask.fields) === same,
    );
    const ask = this.asks[at];
    if (!ask) return null;
    ask.state = 'met';
    return at;
  }

  /** What followed a recorded request, under the number that the client has given it now. */
  answersTo(at: number, fields: readonly string[]): readonly (readonly string[])[] {
    const askedAt = ASKED_AT[fields[0] ?? ''];
    const id = askedAt === undefined ? '' : (fields[askedAt] ?? '');
    return (this.answers.get(at) ?? []).map(({ fields: answer, idAt }) =>
      idAt === null ? answer : answer.map((field, i) => (i === idAt ? id : field)),
    );
  }
}

/** A message without the number of its request. */
function subjectOf(fields: readonly string[]): string {
  const at = ASKED_AT[fields[0] ?? ''] ?? -1;
  return fields.filter((_, i) => i !== at).join('|');
}

/**
 * A gateway that says what a recorded one said: each request of a client that is in the recording is
 * given all that followed it there, under the number that it has now. The nth connection gets the
 * nth recorded one.
 */
export async function createRecordedGateway(
  lines: readonly RecordedMessage[],
): Promise<RecordedGateway> {
  const links = [...new Set(lines.map(({ link }) => link))];
  const scripts = new Map<Session, Script>();
  const sessions = new Set<Session>();
  const unmatched: (readonly string[])[] = [];
  const host: SessionHost = {
    frameMode: () => 'whole',
    hello: (session) => {
      const link = links[Math.min(sessions.size, links.length) - 1];
      const script = new Script(lines.filter((line) => line.link === link));
      scripts.set(session, script);
      session.send(script.versionLine);
    },
    message: (session, read: FieldReader) => {
      const script = scripts.get(session);
      const fields = read.all;
      if (fields[0] === TIME) {
        session.send([49, 1, 0]);
        return;
      }
      const at = script?.meet(fields) ?? null;
      if (!script || at === null) unmatched.push(fields);
      else for (const answer of script.answersTo(at, fields)) session.send(answer);
    },
    broken: (session) => session.destroy(),
    gone: (session) => {
      scripts.delete(session);
    },
  };
  const listener = new Listener((socket) => sessions.add(new Session(socket, host)));
  await listener.open();
  return { port: listener.port, unmatched, close: () => listener.shut() };
}
