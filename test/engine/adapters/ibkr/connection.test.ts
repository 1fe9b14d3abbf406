import { afterEach, describe, expect, it } from 'vitest';
import { openIbkr, type IbkrWorld } from './ibkr-world.js';

const open: IbkrWorld[] = [];
async function world(...args: Parameters<typeof openIbkr>) {
  const made = await openIbkr(...args);
  open.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

describe('the session with the gateway', () => {
  it('is ready once the account is proven and everything has been read back', async () => {
    const { broker, connection } = await world();
    expect(await broker.start()).toEqual({ ok: true, value: undefined });
    expect(connection.phase()).toBe('ready');
    expect(connection.account()?.label).toBe('DU…567');
    expect(await broker.account()).toMatchObject({
      ok: true,
      value: { kind: 'paper', label: 'DU…567' },
    });
  });
});
