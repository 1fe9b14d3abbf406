/** Bytes as a sum of base64 string literals that fit the house's line width. */
export function base64Lines(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,88}/g) ?? [];
  return lines.map((line) => `  '${line}'`).join(' +\n');
}
