export interface Part {
  readonly name: string;
  /** Null where the part is a plain field. */
  readonly fileName: string | null;
  readonly contentType: string | null;
  readonly bytes: Buffer;
}

const HEADER_END = Buffer.from('\r\n\r\n');

/** The boundary of a `multipart/form-data` content type, quoted or not; null where there is none. */
export function boundaryOf(contentType: string): string | null {
  const match = /;\s*boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(contentType);
  return match?.[1] ?? match?.[2] ?? null;
}

/**
 * A parameter of content-disposition. Some clients write the file name without quotes and with
 * spaces in it, so an unquoted value runs to the next semicolon or the end.
 */
function parameter(header: string, name: string): string | null {
  const pattern = new RegExp(`(?:^|;)\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;]*))`, 'i');
  const match = pattern.exec(header);
  if (match === null) return null;
  if (match[1] !== undefined) {
    return match[1].replace(/\\(["\\])/g, '$1').replace(/%22/g, '"');
  }
  return (match[2] ?? '').trim();
}

/** RFC 5987: `filename*=UTF-8''na%20me`. */
function extendedFileName(header: string): string | null {
  const encoded = /;\s*filename\*=utf-8''([^;\s]+)/i.exec(header)?.[1];
  if (encoded === undefined) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

function toPart(block: Buffer): Part | null {
  const end = block.indexOf(HEADER_END);
  if (end < 0) return null;
  const headers = new Map<string, string>();
  for (const line of block.toString('utf8', 0, end).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1));
  }
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameter(disposition, 'name');
  if (!/^\s*form-data\s*(?:;|$)/i.test(disposition) || name === null) return null;
  return {
    name,
    fileName: extendedFileName(disposition) ?? parameter(disposition, 'filename'),
    contentType: headers.get('content-type')?.trim() ?? null,
    bytes: block.subarray(end + HEADER_END.length),
  };
}

/** Where a boundary line begins that is really one: at a line's start, followed by CRLF or "--". */
function nextDelimiter(
  body: Buffer,
  from: number,
  dashed: Buffer,
): { readonly start: number; readonly end: number; readonly isLast: boolean } | null {
  for (let at = body.indexOf(dashed, from); at >= 0; at = body.indexOf(dashed, at + 1)) {
    const isLineStart = at === 0 || (body[at - 2] === 13 && body[at - 1] === 10);
    if (!isLineStart) continue;
    let end = at + dashed.length;
    const isLast = body[end] === 45 && body[end + 1] === 45;
    if (isLast) return { start: Math.max(0, at - 2), end: end + 2, isLast };
    while (body[end] === 32 || body[end] === 9) end++;
    if (body[end] === 13 && body[end + 1] === 10) {
      return { start: Math.max(0, at - 2), end: end + 2, isLast };
    }
  }
  return null;
}

/** Parts of a body; null where it is not a whole multipart body. */
export function parseMultipart(body: Buffer, boundary: string): readonly Part[] | null {
  const dashed = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  let delimiter = nextDelimiter(body, 0, dashed);
  while (delimiter !== null && !delimiter.isLast) {
    const begin = delimiter.end;
    // A part without body ends where its headers' empty line does.
    const next = nextDelimiter(body, begin, dashed);
    if (next === null) return null;
    const part = toPart(body.subarray(begin, Math.max(begin, next.start)));
    if (part === null) return null;
    parts.push(part);
    delimiter = next;
  }
  return delimiter === null ? null : parts;
}
