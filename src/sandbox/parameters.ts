import { isObject, parseJson, toInteger } from './json.js';
import { boundaryOf, parseMultipart } from './multipart.js';
import type { Outcome } from './outcome.js';
import { badRequest, done } from './outcome.js';

export interface UploadedFile {
  readonly fileName: string;
  readonly bytes: Buffer;
}

/** What a call was given: fields from query and body together, and uploaded files. */
export class Parameters {
  constructor(
    private readonly fields: ReadonlyMap<string, unknown>,
    private readonly files: ReadonlyMap<string, UploadedFile> = new Map(),
  ) {}

  /** Empty where it is missing; numbers and booleans become text. */
  text(name: string): string {
    const value = this.fields.get(name);
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  }

  has(name: string): boolean {
    return this.fields.get(name) !== undefined;
  }

  integer(name: string): number | null {
    return toInteger(this.fields.get(name));
  }

  flag(name: string): boolean {
    return /^(?:true|yes|1)$/i.test(this.text(name));
  }

  /** A nested value, given as such or as JSON text; undefined where missing or broken. */
  nested(name: string): unknown {
    const value = this.fields.get(name);
    return typeof value === 'string' ? parseJson(value) : value;
  }

  file(name: string): UploadedFile | undefined {
    return this.files.get(name);
  }
}

export interface RawCall {
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: Buffer;
}

function utf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const NOT_UTF8 = 'strings must be encoded in UTF-8';

/** Merges query, urlencoded, JSON or multipart into one set. */
export function readParameters({ query, contentType, body }: RawCall): Outcome<Parameters> {
  const fields = new Map<string, unknown>(query);
  const files = new Map<string, UploadedFile>();
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'multipart/form-data') {
    const boundary = boundaryOf(contentType);
    const parts = boundary === null ? null : parseMultipart(body, boundary);
    if (parts === null) return badRequest("can't parse multipart/form-data body");
    for (const { name, fileName, bytes } of parts) {
      if (fileName !== null) files.set(name, { fileName, bytes });
      else {
        const text = utf8(bytes);
        if (text === null) return badRequest(NOT_UTF8);
        fields.set(name, text);
      }
    }
    return done(new Parameters(fields, files));
  }
  const text = utf8(body);
  if (text === null) return badRequest(NOT_UTF8);
  if (type === 'application/json') {
    if (text.trim() === '') return done(new Parameters(fields));
    const value = parseJson(text);
    if (!isObject(value)) return badRequest("can't parse JSON object");
    // JSON null is the same as leaving the field out.
    for (const [name, field] of Object.entries(value)) if (field !== null) fields.set(name, field);
  } else if (type === 'application/x-www-form-urlencoded') {
    for (const [name, field] of new URLSearchParams(text)) fields.set(name, field);
  }
  return done(new Parameters(fields));
}
