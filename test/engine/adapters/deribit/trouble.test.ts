import { afterEach, describe, expect, it } from 'vitest';
import type { Chain } from '../../../../src/engine/domain/chain.js';
import type { GapReason } from '../../../../src/engine/domain/data-gap.js';
import { DAY_MS, HOUR_MS } from '../../../../src/engine/domain/units.js';
import { GeneratedMarket } from '../../../standins/deribit/generated.js';
import { openDeribit, type DeribitWorld, type WorldOptions } from './deribit-world.js';

const open: { readonly world: DeribitWorld; readonly violations: readonly string[] }[] = [];

async function begun(
  options: WorldOptions = {},
  violations: readonly string[] = [],
): Promise<DeribitWorld> {
  const world = await openDeribit({
    market: new GeneratedMarket({ coins: ['BTC'], expiryDays: [1, 6], strikesPerExpiry: 6 }),
    ...options,
    settings: { coins: ['BTC'], ...options.settings },
  });
  open.push({ world, violations });
  await world.begin();
  return world;
}

afterEach(async () => {
  for (const { world, violations } of open.splice(0)) {
    expect(world.venue.violations).toEqual(violations);
    await world.close();
  }
});

async function chainOf(world: DeribitWorld): Promise<Chain> {
  const chains = await world.feed.chains('BTC');
  const chain = chains.ok ? chains.value[0] : undefined;
  if (!chain) throw new Error('no chain');
  return chain;
}

async function ageMs(world: DeribitWorld): Promise<number> {
  return world.clock.nowMs() - (await chainOf(world)).atMs;
}

/** Tickers come each second, or each two where there are many channels. */
const MOST_AGE_MS = 2_000;

/** Times of the gaps told, with their reasons. */
function told({ gaps }: DeribitWorld): readonly GapReason[] {
  return gaps.map(({ reason }) => reason);
}

/** Lets time pass until the feed is ready, and then until prices have come. */
async function recovered(world: DeribitWorld): Promise<void> {
  await world.settle();
  for (let left = 120; left > 0 && world.feed.state().state !== 'ready'; left--) {
    await world.pass(1_000);
  }
  expect(world.feed.state().state).toBe('ready');
  await world.pass(2_000);
  expect(await ageMs(world)).toBeLessThanOrEqual(MOST_AGE_MS);
}

/** Every span without a price that is longer than this lies within a gap that was told. */
const MOST_SILENCE_MS = 5_000;

function expectMarked(world: DeribitWorld): void {
  const times = [...new Set(world.quotes.filter(({ option }) => option).map(({ atMs }) => atMs))];
  times
    .sort((a, b) => a - b)
    .forEach((toMs, i) => {
      const fromMs = times[i - 1] ?? toMs;
      if (toMs - fromMs <= MOST_SILENCE_MS) return;
      // A picture fetched meanwhile divides the silence, not the gap.
      const holds = world.gaps.some((gap) => gap.fromMs <= fromMs && gap.toMs >= toMs);
      expect(holds, `${fromMs} to ${toMs}`).toBe(true);
    });
}

describe('a connection in trouble', () => {
  it('is made anew after a drop, subscribed as before, and the gap is told', async () => {
    const world = await begun();
    await world.pass(3_000);
    const channels = world.venue.channels();
    const lastMs = world.clock.nowMs();
    world.venue.misbehave({ kind: 'drop' });
    await world.settle();
    expect(world.feed.state().state).toBe('down');
    await recovered(world);
    expect(world.venue.channels()).toBe(channels);
    expect(world.gaps).toHaveLength(1);
    expect(world.gaps[0]).toMatchObject({ reason: 'disconnected', instruments: null });
    expect(world.gaps[0]?.fromMs).toBe(lastMs);
  });

  it('that is half open is found out, and nothing old is shown as fresh', async () => {
    const world = await begun();
    await world.pass(3_000);
    world.venue.misbehave({ kind: 'half-open' });
    await world.pass(10_000);
    expect(world.feed.state().state).toBe('degraded');
    await world.pass(20_000);
    await recovered(world);
    expect(told(world)).toEqual(['no-messages']);
    expectMarked(world);
  });

  it('without heartbeats lives on while prices come', async () => {
    const world = await begun();
    world.venue.misbehave({ kind: 'heartbeats', state: 'withheld' });
    await world.pass(90_000, 5_000);
    expect(world.feed.state().state).toBe('ready');
    expect(world.gaps).toEqual([]);
  });

  it('answers a test request at once', async () => {
    const world = await begun();
    const before = world.venue.asked.filter((method) => method === 'public/test').length;
    world.venue.misbehave({ kind: 'test-request' });
    await world.settle();
    const after = world.venue.asked.filter((method) => method === 'public/test').length;
    expect(after - before).toBe(world.venue.connections());
    await world.pass(60_000, 5_000);
  });

  it('where subscribing is not answered is ended at its deadline and made anew', async () => {
    const world = await begun();
    world.venue.misbehave({ kind: 'no-answer', method: 'public/subscribe', state: 'on' });
    world.venue.misbehave({ kind: 'drop' });
    await world.pass(15_000);
    expect(world.feed.state().state).not.toBe('ready');
    world.venue.misbehave({ kind: 'no-answer', method: 'public/subscribe', state: 'off' });
    await recovered(world);
    expectMarked(world);
  });

  it.each([
    ['no JSON', '<html>Bad gateway</html>'],
    ['half a frame', '{"jsonrpc":"2.0","method":"subscr'],
    ['a number', '42'],
    ['nothing', 'null'],
    ['an empty object', '{}'],
    ['a channel that is none', '{"method":"subscription","params":{"channel":7}}'],
  ])('that says %s goes on, and what was lost is told', async (_name, text) => {
    const world = await begun();
    await world.pass(2_000);
    world.venue.misbehave({ kind: 'text', text });
    await world.pass(2_000);
    expect(world.feed.state().state).toBe('ready');
    expect(told(world)).toEqual(['missed-messages']);
    expect(world.feed.stats().garbled).toBe(1);
  });

  it('that was refused for too many requests waits before it comes back', async () => {
    const world = await begun();
    world.venue.misbehave({ kind: 'too-many-requests' });
    world.venue.misbehave({ kind: 'test-request' });
    await world.pass(8_000);
    expect(world.feed.state().state).toBe('down');
    await recovered(world);
    expect(told(world)).toEqual(['disconnected']);
  });

  it('comes back after maintenance', async () => {
    const world = await begun();
    world.venue.misbehave({ kind: 'maintenance', forMs: 120_000 });
    await world.pass(100_000, 2_000);
    expect(world.feed.state().state).toBe('down');
    await world.pass(60_000, 2_000);
    await recovered(world);
    expectMarked(world);
  });

  it('refused with 429 is not tried again at once', async () => {
    const world = await begun();
    world.venue.misbehave({ kind: 'refuse-connects', count: 1 });
    world.venue.misbehave({ kind: 'drop' });
    await world.pass(8_000);
    expect(world.venue.connections()).toBe(0);
    await recovered(world);
    expectMarked(world);
  });

  it('takes answers in any order', async () => {
    const world = await begun({ settings: { channelsPerCall: 10 } });
    world.venue.misbehave({ kind: 'answers', order: 'reversed' });
    world.venue.misbehave({ kind: 'drop' });
    await recovered(world);
  });
});

describe('silence', () => {
  it('of the whole stream makes the feed degraded, is told, and is not shown as fresh', async () => {
    const world = await begun();
    await world.pass(2_000);
    world.venue.misbehave({ kind: 'silence', of: 'all', state: 'on' });
    world.venue.misbehave({ kind: 'http', status: 503 });
    await world.pass(12_000);
    expect(world.feed.state().state).toBe('degraded');
    expect(await ageMs(world)).toBeGreaterThanOrEqual(11_000);
    world.venue.misbehave({ kind: 'http', status: null });
    world.venue.misbehave({ kind: 'silence', of: 'all', state: 'off' });
    await recovered(world);
    expect(told(world)).toEqual(['no-messages']);
    expectMarked(world);
  });

  it('is bridged by pictures over HTTP, and still told as a gap', async () => {
    const world = await begun();
    await world.pass(2_000);
    world.venue.misbehave({ kind: 'silence', of: 'all', state: 'on' });
    await world.pass(16_000);
    expect(world.feed.state().state).toBe('degraded');
    expect(await ageMs(world)).toBeLessThan(10_000);
    world.venue.misbehave({ kind: 'silence', of: 'all', state: 'off' });
    await recovered(world);
    expect(told(world)).toEqual(['no-messages']);
    expectMarked(world);
  });

  it('of one instrument is found by its mark, renewed and told', async () => {
    const world = await begun();
    await world.pass(2_000);
    const names = ['BTC-26NOV26-90000-C', 'BTC-26NOV26-90000-P'];
    const fromMs = world.clock.nowMs();
    world.venue.misbehave({ kind: 'silence', of: names, state: 'on' });
    await world.pass(60_000);
    world.venue.misbehave({ kind: 'silence', of: [], state: 'off' });
    await world.pass(15_000);
    expect(told(world)).toEqual(['missed-messages']);
    expect([...(world.gaps[0]?.instruments ?? [])].sort()).toEqual([
      'BTC/2026-11-26/90000/C',
      'BTC/2026-11-26/90000/P',
    ]);
    expect(world.gaps[0]?.fromMs).toBe(fromMs);
    expect(world.gaps[0]?.toMs).toBeGreaterThan(fromMs + 60_000);
  });

  it('before a jump of the venue’s clock is not taken for prices', async () => {
    const world = await begun();
    await world.pass(2_000);
    for (const byMs of [HOUR_MS, -HOUR_MS]) {
      world.venue.misbehave({ kind: 'time-jump', byMs });
      await world.pass(10_000);
      expect(world.feed.state().state).toBe('degraded');
      const late = world.quotes.filter(({ atMs }) => atMs > world.clock.nowMs());
      expect(late).toEqual([]);
      world.venue.misbehave({ kind: 'time-jump', byMs: 0 });
      await recovered(world);
    }
    expect(told(world)).toEqual(['clock-jump', 'clock-jump']);
    expectMarked(world);
  });

  it('of this machine while it slept is told as a jump of its clock', async () => {
    const world = await begun();
    await world.pass(2_000);
    const { clock } = world;
    // Due timers run late, at the instant of waking.
    clock.sleep(600_000);
    await world.settle();
    await recovered(world);
    expect(told(world)).toEqual(['clock-jump']);
    expect((world.gaps[0]?.toMs ?? 0) - (world.gaps[0]?.fromMs ?? 0)).toBeGreaterThan(600_000);
  });
});

describe('odd frames', () => {
  it('with unknown keys, in another order, zeros and "expired" are read', async () => {
    const world = await begun();
    world.venue.misbehave({ kind: 'extra-keys', state: 'on' });
    world.venue.misbehave({ kind: 'key-order', state: 'reversed' });
    const fields = { estimated_delivery_price: 'expired', best_bid_price: 0, bid_iv: 0 };
    world.venue.misbehave({ kind: 'overlay', fields });
    await world.pass(3_000);
    expect(world.feed.stats().refused).toEqual({});
    const { rows } = await chainOf(world);
    expect(rows.map(({ call }) => call.bid)).toEqual(rows.map(() => 0));
    expect(rows.every(({ call }) => call.ask > 0 && call.venue?.bidIv === null)).toBe(true);
  });

  it('with text for a price are counted, and the feed does not call itself ready', async () => {
    const world = await begun();
    world.venue.misbehave({ kind: 'overlay', fields: { best_bid_price: 'n/a' } });
    await world.pass(3_000);
    expect(world.feed.stats().refused['bad-price']).toBeGreaterThan(50);
    expect(await ageMs(world)).toBeGreaterThanOrEqual(3_000);
  });
});

describe('what is listed', () => {
  it('changes at 08:00 UTC without a restart', async () => {
    const world = await begun({ nowMs: Date.UTC(2026, 10, 21, 7, 59, 50) });
    const before = await world.feed.expiries('BTC');
    expect(before.ok && before.value[0]).toBe('2026-11-21');
    await world.pass(9_000, 3_000);
    expect((await chainOf(world)).expiry).toBe('2026-11-21');
    await world.pass(1_000);
    // The venue's own list has not been read again, and still nothing settled is shown.
    const chain = await chainOf(world);
    expect(chain.settlesAtMs).toBeGreaterThan(world.clock.nowMs());
    await world.pass(18_000, 3_000);
    const after = await world.feed.expiries('BTC');
    expect(after.ok && after.value[0]).toBe('2026-11-22');
    expect(await ageMs(world)).toBeLessThanOrEqual(1_000);
    expect(world.gaps).toEqual([]);
  });

  it('grows by what the marks name first', async () => {
    const world = await begun();
    await world.pass(20_000, 5_000);
    const settlesAtMs = Date.UTC(2026, 10, 26, 8);
    world.market.list('BTC', settlesAtMs, 123_000);
    await world.pass(3_000);
    const id = 'BTC/2026-11-26/123000/C';
    const quote = world.quotes.find(({ instrument }) => instrument === id);
    expect(quote?.option?.markIv).toBeGreaterThan(0);
    const chain = await world.feed.chain('BTC', '2026-11-26' as Chain['expiry']);
    expect(chain.ok && chain.value.rows.some(({ strike }) => strike === 123_000)).toBe(true);
  });

  it('is unknown while HTTP is away: the feed starts, says so, and goes on once it is back', async () => {
    const world = await openDeribit();
    open.push({ world, violations: [] });
    world.venue.misbehave({ kind: 'http', status: 503 });
    const started = world.feed.start();
    await world.settle();
    expect(await started).toMatchObject({ ok: false, error: { code: 'not-ready' } });
    expect(await world.feed.chains('BTC')).toMatchObject({ ok: false });
    world.venue.misbehave({ kind: 'http', status: null });
    await world.pass(20_000);
    await recovered(world);
  });
});

describe('a coin that is not listed', () => {
  it('makes the feed degraded, and the other coin streams', async () => {
    const world = await openDeribit({ market: new GeneratedMarket({ coins: ['BTC'] }) });
    open.push({ world, violations: [] });
    const started = world.feed.start();
    await world.settle();
    expect(await started).toMatchObject({ ok: false });
    expect(world.feed.state().state).toBe('degraded');
    expect((await world.feed.chains('BTC')).ok).toBe(true);
    expect((await world.feed.chains('ETH')).ok).toBe(false);
  });
});

describe('many channels', () => {
  it('are divided among connections, in calls that credits allow', async () => {
    const world = await begun({
      settings: { channelsPerConnection: 8, channelsPerCall: 1 },
      venue: { tickEveryMs: 2_000 },
    });
    await world.pass(40_000, 2_000);
    const { connections } = world.feed.stats();
    expect(connections.length).toBe(4);
    for (const { channels, phase } of connections) {
      expect(channels).toBeLessThanOrEqual(8);
      expect(phase).toBe('ready');
    }
    expect(world.venue.connections()).toBe(4);
    world.venue.misbehave({ kind: 'drop' });
    await recovered(world);
    // Each connection tells of its own instruments.
    const told = world.gaps.flatMap(({ instruments }) => instruments ?? []);
    expect(world.gaps.length).toBe(4);
    expect(new Set(told).size).toBe(told.length);
  });

  it('are taken by number of the call', async () => {
    const world = await begun({ settings: { channelsPerCall: 500 } });
    expect(world.venue.asked.filter((method) => method === 'public/subscribe').length).toBe(2);
  });
});

/** Deadlines longer than steps of 20 s. */
const SLUGGISH = { heartbeatMs: 60_000, deadAfterMs: 200_000, quietAfterMs: 60_000 };

describe('credentials', () => {
  const credentials = { clientId: 'id-of-mine', clientSecret: 'secret-of-mine' };

  it('are used for raw tickers, renewed in time and never logged', async () => {
    const world = await begun({
      venue: { credentials, tickEveryMs: 20_000, slowEveryMs: 20_000 },
      settings: { credentials, interval: 'raw', timing: SLUGGISH },
    });
    expect(world.feed.state().state).toBe('ready');
    await world.pass(740_000, 20_000);
    expect(world.venue.asked.filter((method) => method === 'public/auth').length).toBe(2);
    const logs = JSON.stringify(world.logged);
    expect(logs).not.toContain('secret-of-mine');
    expect(logs).not.toContain('id-of-mine');
  });

  it('that are wrong are said, and public prices come all the same', async () => {
    const world = await begun({ settings: { credentials } });
    expect(world.feed.state().state).toBe('ready');
    expect(world.logged.some(({ event }) => event === 'deribit-login-refused')).toBe(true);
    expect(JSON.stringify(world.logged)).not.toContain('secret-of-mine');
  });
});

describe('history', () => {
  it('is of days that are over, and told a minute after each midnight of UTC', async () => {
    const world = await begun({
      nowMs: Date.UTC(2026, 10, 20, 23, 59),
      venue: { tickEveryMs: 20_000, slowEveryMs: 20_000 },
      settings: { timing: SLUGGISH },
    });
    for (const series of world.feed.series()) {
      const bars = await world.feed.history(series);
      const last = bars.ok ? bars.value.at(-1) : undefined;
      expect(last?.day).toBe('2026-11-19');
      expect(last && Date.parse(last.day) + DAY_MS).toBeLessThanOrEqual(world.clock.nowMs());
    }
    await world.pass(140_000, 20_000);
    for (const series of world.feed.series()) {
      const bars = await world.feed.history(series);
      expect(bars.ok && bars.value.at(-1)?.day).toBe('2026-11-20');
    }
  });
});
