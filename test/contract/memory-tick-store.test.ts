import { MemoryTicks, MemoryTickStore } from '../support/memory-tick-store.js';
import { tickStoreContract } from './tick-store.js';

tickStoreContract('the tick store in memory', () => {
  const kept = new MemoryTicks();
  return {
    open: (options) => Promise.resolve(new MemoryTickStore({ kept, ...options })),
    dispose: () => undefined,
  };
});
