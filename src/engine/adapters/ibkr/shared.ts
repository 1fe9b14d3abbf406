/** Those who ask while an answer is on its way get the same answer. */
export function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let going: Promise<T> | null = null;
  return () => {
    going ??= ask().finally(() => {
      going = null;
    });
    return going;
  };
}
