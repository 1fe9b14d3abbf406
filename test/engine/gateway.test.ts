import { describe, expect, it } from 'vitest';
import type { DeskAlert } from '../../src/engine/domain/alert.js';
import type { GatewayNeedCode, GatewayPhase } from '../../src/engine/domain/gateway.js';
import { newYorkInstant, type TimeOfDay } from '../../src/engine/domain/new-york.js';
import { day } from '../../src/engine/domain/trading-day.js';
import { HOUR_MS } from '../../src/engine/domain/units.js';
import type { Gateway } from '../../src/engine/ports/gateway.js';
import { startedDesk, type KeptNotices } from '../support/started-desk.js';

/** A gateway that is as a test says. */
class SaidGateway implements Gateway {
  private readonly watchers = new Set<() => void>();
  private phase: GatewayPhase = 'down';
  private need: GatewayNeedCode | null = null;

  constructor(readonly loginAt: TimeOfDay | null = null) {}

  view() {
    const account = this.phase === 'ready' ? 'DU…567' : null;
    const need = this.need && { code: this.need, detail: 'as it said' };
    return { name: 'ibkr', phase: this.phase, account, need };
  }

  onChange(run: () => void) {
    this.watchers.add(run);
    return () => void this.watchers.delete(run);
  }

  say(phase: GatewayPhase, need: GatewayNeedCode | null = null): void {
    this.phase = phase;
    this.need = need;
    for (const run of this.watchers) run();
  }
}

function alerts({ notices }: KeptNotices): DeskAlert[] {
  return notices.flatMap(({ body }) => (body.kind === 'alert' ? [body.alert] : []));
}

async function deskWith(gateway: Gateway, startAtMs?: number) {
  const started = await startedDesk({
    ...(startAtMs !== undefined && { startAtMs }),
    options: { gateway },
  });
  const told = async () => {
    await started.pass(1_000);
    return alerts(started.notifier);
  };
  return { ...started, told };
}

describe('a gateway that needs a person', () => {
  it('is told of once while it lasts, whatever it does meanwhile, and once when it is over', async () => {
    const gateway = new SaidGateway();
    const { told, pass } = await deskWith(gateway);
    expect(await told()).toEqual([]);
    gateway.say('connecting');
    gateway.say('down', 'login');
    await pass(1_000);
    for (let tries = 0; tries < 5; tries++) {
      gateway.say('connecting', 'login');
      gateway.say('down', 'login');
      await pass(60_000);
    }
    const need = { code: 'gateway-needs-you', gateway: 'ibkr', need: 'login' };
    expect(await told()).toMatchObject([need]);
    gateway.say('ready');
    gateway.say('ready');
    expect((await told()).slice(1)).toEqual([{ code: 'gateway-fine', gateway: 'ibkr' }]);
  });

  it('is told of again where it is something else that is needed', async () => {
    const gateway = new SaidGateway();
    const { told } = await deskWith(gateway);
    gateway.say('down', 'unreachable');
    await told();
    gateway.say('down', 'live-account');
    const codes = (await told()).map((alert) => 'need' in alert && alert.need);
    expect(codes).toEqual(['unreachable', 'live-account']);
  });

  it('stands in health and in the status with its phase and masked account', async () => {
    const gateway = new SaidGateway();
    const { engine } = await deskWith(gateway);
    const part = () => engine.health().find((each) => each.part === 'gateway:ibkr');
    expect(part()).toMatchObject({ state: 'down', detail: 'down, no account' });
    gateway.say('ready');
    expect(part()).toMatchObject({ state: 'ok', detail: 'ready, DU…567' });
    gateway.say('ready', 'read-only');
    expect(part()).toMatchObject({
      state: 'degraded',
      detail: 'ready, DU…567, needs you: read-only',
    });
    const { gateway: view } = await engine.api.status();
    expect(view).toMatchObject({ phase: 'ready', account: 'DU…567', need: { code: 'read-only' } });
  });
});

describe('the weekly login', () => {
  const saturday = newYorkInstant(day('2026-11-21'), '12:00');

  it('is announced on Sunday at the hour that the owner has chosen', async () => {
    const { clock, pass, notifier } = await deskWith(new SaidGateway('9:30'), saturday);
    await pass(newYorkInstant(day('2026-11-22'), '9:29') - clock.nowMs());
    expect(alerts(notifier)).toEqual([]);
    await pass(2 * 60_000);
    expect(alerts(notifier)).toEqual([{ code: 'gateway-login', gateway: 'ibkr' }]);
    await pass(48 * HOUR_MS);
    expect(alerts(notifier)).toHaveLength(1);
  });

  it('is announced by nobody who has not asked for it', async () => {
    const { pass, notifier } = await deskWith(new SaidGateway(), saturday);
    await pass(36 * HOUR_MS);
    expect(alerts(notifier)).toEqual([]);
  });
});
