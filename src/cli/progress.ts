import { SingleBar } from 'cli-progress';

export type Notes = NodeJS.WritableStream & { readonly isTTY?: boolean };

export interface Progress {
  update(at: { readonly done: number; readonly total: number }): void;
  stop(): void;
}

/** A moving bar on a terminal, else a line each tenth of the way. */
export function progressOn(
  notes: Notes,
  words: { readonly verb: string; readonly past: string; readonly unit: string },
): Progress {
  if (notes.isTTY === true) {
    const format = `${words.verb} [{bar}] {value}/{total} ${words.unit}`;
    const bar = new SingleBar({ format, stream: notes, hideCursor: true, clearOnComplete: true });
    bar.start(0, 0);
    return {
      update({ done, total }) {
        bar.setTotal(total);
        bar.update(done);
      },
      stop: () => bar.stop(),
    };
  }
  let tenths = 0;
  return {
    update({ done, total }) {
      const reached = Math.floor((10 * done) / total);
      if (reached > tenths) notes.write(`${words.past} ${done} of ${total} ${words.unit}\n`);
      tenths = reached;
    },
    stop: () => undefined,
  };
}
