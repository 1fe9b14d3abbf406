import { ProtocolError } from './wire.js';

const INTEGER = /^-?\d+$/;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** Reads a message's fields in order; every field must be what the layout says, and none be left. */
export class FieldReader {
  #next = 0;

  constructor(private readonly fields: readonly string[]) {}

  /** The whole message, read or not. */
  get all(): readonly string[] {
    return this.fields;
  }

  /** @throws ProtocolError past the last field. */
  text(name: string): string {
    const field = this.fields[this.#next];
    if (field === undefined)
      throw new ProtocolError(`${this.#where(name)}: the message ends before`);
    this.#next++;
    return field;
  }

  textOf<T extends string>(name: string, allowed: readonly T[]): T {
    const field = this.text(name);
    const found = allowed.find((one) => one === field);
    if (found === undefined) this.#wrong(name, field);
    return found;
  }

  int(name: string): number {
    const field = this.text(name);
    if (!INTEGER.test(field)) this.#wrong(name, field);
    return Number(field);
  }

  /** An integer, or null where the field is empty. */
  intOrNone(name: string): number | null {
    const field = this.text(name);
    if (field === '') return null;
    if (!INTEGER.test(field)) this.#wrong(name, field);
    return Number(field);
  }

  number(name: string): number {
    const field = this.text(name);
    if (!NUMBER.test(field)) this.#wrong(name, field);
    return Number(field);
  }

  numberOrNone(name: string): number | null {
    const field = this.text(name);
    if (field === '') return null;
    if (!NUMBER.test(field)) this.#wrong(name, field);
    return Number(field);
  }

  /** `1`, `0`, or empty, which reads as `0`. */
  flag(name: string): boolean {
    return this.textOf(name, ['1', '0', '']) === '1';
  }

  /** A field with one allowed value, such as a message's version. */
  constant(name: string, value: number | string): void {
    const field = this.text(name);
    if (field !== String(value)) this.#wrong(name, field);
  }

  empty(name: string): void {
    this.constant(name, '');
  }

  /** @throws ProtocolError where fields are left. */
  end(): void {
    const left = this.fields.length - this.#next;
    if (left > 0) {
      const shown = this.fields.slice(this.#next, this.#next + 3).join('|');
      throw new ProtocolError(`${left} fields are left after ${this.#next}: ${shown}`);
    }
  }

  #where(name: string): string {
    return `message ${this.fields[0] ?? ''}, field ${this.#next} (${name})`;
  }

  #wrong(name: string, field: string): never {
    this.#next--;
    throw new ProtocolError(`${this.#where(name)}: "${field.slice(0, 40)}"`);
  }
}
