import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config.js';
import { startDesk, type Desk } from '../../src/desk/start-desk.js';
import { createSimFeed } from '../../src/engine/adapters/sim/sim-feed.js';
import { seriesId } from '../../src/engine/domain/bar.js';
import { newYorkInstant } from '../../src/engine/domain/new-york.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { createIbGateway, type IbGateway } from '../standins/ib-gateway/gateway.js';
import { ChatClient, poll, type ChatMessage } from '../support/chat-client.js';
import { freePort, temporaryHome } from '../support/desk-process.js';
import { otherDayClock } from '../support/other-day-clock.js';
import { ask, askFor, walkDesk } from './desk-walk.js';

/** A while before the first look of a morning on which putlite finds its spreads. */
const MORNING = newYorkInstant(day('2026-11-25'), '10:28') + 30_000;
const SPEED = 6;
/** The first look may find that the day's expected move is not frozen yet. */
const TICKET_MS = 45_000;
const ACCOUNT = 'DU1234567';
const SEND = '✅ Send';

/** A desk in this process, and the gateway's stand-in before it, on a day of their own. */
class GatewayDesk extends ChatClient {
  private constructor(
    readonly gateway: IbGateway,
    readonly desk: Desk,
    private readonly close: () => Promise<void>,
  ) {
    super(desk.address.replace(/\/$/, ''), desk.healthUrl);
  }

  static async open(
    of: { accounts?: readonly string[]; away?: 'away' } = {},
  ): Promise<GatewayDesk> {
    const wall = otherDayClock({ startAtMs: MORNING, speed: SPEED });
    const feed = createSimFeed({
      seed: 1,
      scenario: 'calm',
      clock: wall,
      startAtMs: MORNING,
      quotePeriodMs: 1_000,
    });
    await feed.start();
    const gateway = await createIbGateway({
      clock: wall,
      feed,
      accounts: of.accounts ?? [ACCOUNT],
      // Both share one event loop, whose stalls would look like bursts.
      pacing: 'off',
    });
    if (of.away) await gateway.misbehave({ kind: 'log-out' });
    const home = temporaryHome();
    const config = parseConfig({
      VOLDESK_HOME: home,
      VOLDESK_CHAT_PORT: '0',
      VOLDESK_HEALTH_PORT: String(await freePort()),
      VOLDESK_LOG_LEVEL: 'silent',
      VOLDESK_FEED: 'ibkr',
      VOLDESK_BROKER: 'ibkr',
      IBKR_PORT: String(gateway.port),
    });
    if (!config.ok) throw new Error(config.error.sentences.join(' '));
    const desk = await startDesk(config.value, { wall });
    return new GatewayDesk(gateway, desk, async () => {
      await desk.stop();
      await feed.stop();
      await gateway.close();
      rmSync(home, { recursive: true, force: true });
    });
  }

  stop(): Promise<void> {
    return this.close();
  }

  /** Waits until VIX, its past and its futures are known. */
  priced(): Promise<true> {
    const look = async () => {
      const view = await this.desk.engine.api.vix('1m');
      return view.ok && view.value.measures.m2 !== null ? true : null;
    };
    return poll('prices', look, 45_000);
  }

  openTicket(): Promise<ChatMessage> {
    const isOpen = ({ buttons }: ChatMessage) =>
      buttons.flat().some(({ text }) => text.startsWith(SEND));
    const look = async () => (await this.messages()).find(isOpen) ?? null;
    return poll('a ticket', look, TICKET_MS);
  }

  /** Taps tickets until one is sent: prices may have left the band of the first. */
  async sendOne(): Promise<ChatMessage> {
    for (let nth = 1; nth <= 3; nth++) {
      const ticket = await this.openTicket();
      await this.press(ticket, SEND);
      const told = ({ caption }: ChatMessage) =>
        /in band|left the band|refused/.test(caption ?? '');
      const card = await this.edited(ticket, told);
      if (card.caption?.includes('in band')) return card;
    }
    throw new Error('no ticket stayed in its band');
  }

  /** Waits for something at the gateway. */
  until(what: string, holds: () => boolean): Promise<true> {
    return poll(what, () => Promise.resolve(holds() || null));
  }

  part(name: string): { readonly state: string; readonly detail: string } | undefined {
    return this.desk.engine.health().find(({ part }) => part === name);
  }

  /** What the gateway holds, and what the desk does, by instrument. */
  async held() {
    const { positions } = await this.desk.engine.api.trading.positions();
    const ours = positions.flatMap(({ position }) => position.legs);
    const theirs = [...this.gateway.book.positions.values()];
    return {
      here: new Map(ours.map((leg) => [leg.instrument, leg.quantity])),
      there: new Map(theirs.map(({ contract, quantity }) => [contract.instrument, quantity])),
    };
  }
}

describe('a desk at a paper account of the gateway', () => {
  let desk: GatewayDesk;

  beforeAll(async () => {
    desk = await GatewayDesk.open();
    await desk.priced();
  }, 60_000);

  afterAll(() => desk.stop());

  walkDesk(() => desk, {
    mode: 'PAPER',
    feed: 'Feed ibkr',
    parts: ['feed:ibkr', 'broker:ibkr', 'gateway:ibkr', 'book', 'queue', 'chat'],
  });

  test('arms, sends once through a restart of the gateway, is filled and holds what it holds', async () => {
    const { gateway } = desk;
    const working = () => gateway.orders().find(({ status }) => status === 'Submitted');
    await gateway.misbehave({ kind: 'fills', mode: 'manual' });
    await askFor(desk, '/arm putlite 1 8h', 'putlite is armed');
    const ticket = await desk.sendOne();
    expect(ticket.caption).toContain('DU…567');
    await desk.until('an order', () => working() !== undefined);

    await gateway.misbehave({ kind: 'restart', downMs: 5_000 });
    await desk.until('a loss', () => desk.part('broker:ibkr')?.state === 'down');
    await desk.until('a return', () => desk.part('broker:ibkr')?.state === 'ok');
    await desk.until('an order again', () => working() !== undefined);
    await gateway.fill(working()?.orderId ?? 0);
    const fill = await desk.reply(
      ticket.messageId,
      ({ text }) => text?.includes('✅ Filled') ?? false,
    );
    expect(fill.text).toContain('Filled: 1 of 1');

    const { here, there } = await desk.held();
    expect(here).toEqual(there);
    expect([...here.values()].sort()).toEqual([-1, 1]);
    const refs = gateway.orders().map(({ placed }) => placed.orderRef);
    expect(new Set(refs).size).toBe(refs.length);
    expect(gateway.orders().filter(({ filled }) => filled > 0)).toHaveLength(1);
    await askFor(desk, '/positions', '1 open position');
  }, 60_000);
});

test('a desk starts without its gateway, says so, and goes on when it comes', async () => {
  const desk = await GatewayDesk.open({ away: 'away' });
  try {
    const before = (await askFor(desk, '/status', '⛔ Feed ibkr')).text;
    expect(before).toContain('Gateway: not connected');
    expect((await fetch(`${desk.healthUrl}/health`)).status).toBe(503);
    expect((await ask(desk, '/vix')).photo).toBeNull();

    await desk.gateway.misbehave({ kind: 'log-in' });
    await desk.until('a feed', () => desk.part('feed:ibkr')?.state === 'ok');
    await desk.until('a broker', () => desk.part('broker:ibkr')?.state === 'ok');
    await askFor(desk, '/status', '✅ Gateway: ready · DU…567');
    const history = () => desk.desk.engine.bars(seriesId('VIX')).length > 200;
    await desk.until('a history', history);
    expect((await askFor(desk, '/vix', 'M1 ')).caption).toMatch(/VIX \d+\.\d\d/);
  } finally {
    await desk.stop();
  }
}, 40_000);

test('a live account is refused: one card says what to do, and nothing but the greeting is sent', async () => {
  const desk = await GatewayDesk.open({ accounts: ['U7654321'] });
  try {
    const card = await desk.reply(0, ({ text }) => text?.includes('needs you') ?? false);
    expect(card.text).toContain('Its account is live');
    expect(desk.part('gateway:ibkr')).toMatchObject({ state: 'down' });
    expect(desk.part('gateway:ibkr')?.detail).toContain('needs you: live-account');
    const status = (await askFor(desk, '/status', 'Feed ibkr')).text;
    expect(status).toContain('Its account is live');
    await askFor(desk, '/arm putlite 1 8h', 'Broker: down now');
    const cards = await desk.messages();
    expect(cards.filter(({ text }) => text?.includes('needs you'))).toHaveLength(1);
    expect(JSON.stringify(cards)).not.toContain('7654321');
    expect(new Set(desk.gateway.received().map(([kind]) => kind))).toEqual(new Set(['71']));
    expect(desk.gateway.orders()).toEqual([]);
  } finally {
    await desk.stop();
  }
}, 30_000);
