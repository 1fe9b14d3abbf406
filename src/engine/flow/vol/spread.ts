/**
 * Thins what ascends in time to a number: the nearest few, the last, and of those between, the ones
 * that stand farthest from their neighbours in the logarithm of time.
 */
export function spread<T>(
  all: readonly T[],
  of: { readonly most: number; readonly nearest: number; timeOf(one: T): number },
): T[] {
  const chosen = [...all];
  const logTime = (at: number): number => Math.log(of.timeOf(chosen[at] as T));
  while (chosen.length > of.most) {
    let [closest, at] = [Infinity, of.nearest];
    for (let i = of.nearest; i < chosen.length - 1; i++) {
      const gap = logTime(i + 1) - logTime(i - 1);
      if (gap < closest) [closest, at] = [gap, i];
    }
    chosen.splice(at, 1);
  }
  return chosen;
}
