/** Thrown inside this folder alone, and caught where a card is loaded. */
export class Misfit extends Error {}

/** Reads one value at a place in the card, or throws a `Misfit` that names the place. */
export type Reader<T> = (value: unknown, place: string) => T;

function misfit(place: string, wanted: string): never {
  throw new Misfit(`the model card has no ${wanted} at ${place}`);
}

export const number: Reader<number> = (value, place) =>
  typeof value === 'number' && Number.isFinite(value) ? value : misfit(place, 'number');

export const text: Reader<string> = (value, place) =>
  typeof value === 'string' && value !== '' ? value : misfit(place, 'text');

export function orNull<T>(reader: Reader<T>): Reader<T | null> {
  return (value, place) => (value === null ? null : reader(value, place));
}

export function list<T>(reader: Reader<T>): Reader<readonly T[]> {
  return (value, place) =>
    Array.isArray(value) && value.length > 0
      ? value.map((item, index) => reader(item, `${place}[${index}]`))
      : misfit(place, 'list');
}

function fields(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return misfit(place, 'object');
  }
  return value as Readonly<Record<string, unknown>>;
}

/** An object as a map from its own names. */
export function named<T>(reader: Reader<T>): Reader<ReadonlyMap<string, T>> {
  return (value, place) =>
    new Map(
      Object.entries(fields(value, place)).map(([name, of]) => [
        name,
        reader(of, `${place}.${name}`),
      ]),
    );
}

type Shape = Readonly<Record<string, Reader<unknown>>>;
type Shaped<S extends Shape> = { readonly [K in keyof S]: ReturnType<S[K]> };

/** An object with at least these fields; others are passed over. */
export function object<S extends Shape>(shape: S): Reader<Shaped<S>> {
  return (value, place) => {
    const found = fields(value, place);
    return Object.fromEntries(
      Object.entries(shape).map(([name, reader]) => [
        name,
        reader(found[name], `${place}.${name}`),
      ]),
    ) as Shaped<S>;
  };
}
