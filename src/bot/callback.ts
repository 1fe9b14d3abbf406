/** The service's limit on what a button carries, in UTF-8 bytes. */
export const CALLBACK_MAX_BYTES = 64;

export type CallbackValue = string | number | boolean | undefined;

/**
 * What a command button carries: the command's name and its arguments, parsed on the way back like
 * typed words. Undefined arguments are left out.
 * @throws when a word would not survive (empty, with a space) or the whole is over 64 bytes.
 */
export function callback(
  command: string,
  args: Readonly<Record<string, CallbackValue | readonly CallbackValue[]>> = {},
): string {
  const words = [command, ...Object.values(args).flat()]
    .filter((value) => value !== undefined)
    .map(String);
  const broken = words.find((word) => word === '' || /\s/u.test(word));
  if (broken !== undefined) throw new Error(`a button cannot carry the word "${broken}"`);
  const data = words.join(' ');
  const bytes = Buffer.byteLength(data);
  if (bytes > CALLBACK_MAX_BYTES) throw new Error(`button data of ${bytes} bytes: "${data}"`);
  return data;
}

export interface ParsedCallback {
  readonly name: string;
  readonly words: readonly string[];
}

export function parseCallback(data: string): ParsedCallback {
  const [name = '', ...words] = data.split(' ').filter((word) => word !== '');
  return { name, words };
}

/** Buttons of the kit itself; no command may have these names. */
export const KIT_CALLBACK = { dialog: '_d', page: '_p' } as const;
