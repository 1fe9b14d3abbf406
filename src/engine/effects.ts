import type { Chain } from './domain/chain.js';
import type { ApprovedOrder, OrderRef, Position } from './domain/order.js';
import { err, ok, type Result } from './domain/result.js';
import type { DurationMs } from './domain/units.js';
import type { BrokerTruth, ChainWant, Effect } from './flow/desk/events.js';
import type { Broker, BrokerError } from './ports/broker.js';
import { runScoreEffect, type ScoreWorld } from './score-effects.js';
import { runVolEffect, type VolWorld } from './vol-effects.js';
import { within } from './within.js';

/** Wall time for the outside to answer; then the desk goes on without. */
const WHAT_IF_DEADLINE_MS: DurationMs = 3_000;
const ORDER_DEADLINE_MS: DurationMs = 10_000;
const TRUTH_DEADLINE_MS: DurationMs = 15_000;

export interface EffectWorld extends ScoreWorld, VolWorld {
  readonly broker: Broker;
  handNotices(): void;
  compactTicks(): void;
  renewSubscriptions(): void;
  answer(id: number, value: unknown): void;
  /** Options of ours that have ended and are not settled. */
  endedOptions(): readonly Position[];
}

async function takeChains(
  world: EffectWorld,
  { for: purpose, wants }: Extract<Effect, { kind: 'take-chains' }>,
): Promise<void> {
  const fromMs = world.wall.nowMs();
  const chains: Chain[] = [];
  const failed: ChainWant[] = [];
  const { feeds } = world;
  const one = async (want: ChainWant): Promise<void> => {
    const { underlying, expiry } = want;
    const chain = await within(
      world,
      { ms: feeds.chainWithinMs(underlying), what: `chain ${underlying}`, late: null },
      () => feeds.chain(underlying, expiry),
    );
    if (chain) chains.push(chain);
    else failed.push(want);
  };
  await Promise.all(wants.map(one));
  const tookMs = world.wall.nowMs() - fromMs;
  world.push({ kind: 'chains', for: purpose, chains, failed, tookMs });
}

const SILENT: Result<never, BrokerError> = err({ code: 'unknown-outcome' });

async function place(world: EffectWorld, order: ApprovedOrder): Promise<void> {
  const of = { ms: ORDER_DEADLINE_MS, what: `place ${order.ref}`, late: SILENT };
  const answer = await within(world, of, () => world.broker.place(order));
  world.push({ kind: 'placed', ref: order.ref, answer });
}

async function cancel(world: EffectWorld, ref: OrderRef): Promise<void> {
  const of = { ms: ORDER_DEADLINE_MS, what: `cancel ${ref}`, late: SILENT };
  const answer = await within<Result<void, BrokerError>>(world, of, () => world.broker.cancel(ref));
  world.push({ kind: 'cancel-answered', ref, answer });
}

async function readTruth(world: EffectWorld): Promise<Result<BrokerTruth, BrokerError>> {
  const { broker } = world;
  const account = await broker.account();
  const orders = await broker.orders();
  const fills = await broker.fills();
  const settlements = await broker.settlements(world.endedOptions());
  const positions = await broker.positions();
  if (!account.ok) return account;
  if (!orders.ok) return orders;
  if (!fills.ok) return fills;
  if (!settlements.ok) return settlements;
  if (!positions.ok) return positions;
  return ok({
    account: account.value,
    orders: orders.value,
    fills: fills.value,
    settlements: settlements.value,
    positions: positions.value,
  });
}

/** Does what a step asked for; results come back as events. Never throws. */
export function runEffect(world: EffectWorld, effect: Effect): void {
  switch (effect.kind) {
    case 'hand-notices':
      world.handNotices();
      return;
    case 'compact-ticks':
      world.compactTicks();
      return;
    case 'renew-subscriptions':
      world.renewSubscriptions();
      return;
    case 'take-chains':
      void takeChains(world, effect);
      return;
    case 'what-if': {
      const of = { ms: WHAT_IF_DEADLINE_MS, what: 'what-if', late: SILENT };
      void within(world, of, () => world.broker.whatIf(effect.intent)).then((answer) =>
        world.push({ kind: 'what-if', draftId: effect.draftId, answer }),
      );
      return;
    }
    case 'place':
      void place(world, effect.order);
      return;
    case 'cancel':
      void cancel(world, effect.ref);
      return;
    case 'reconcile': {
      const of = { ms: TRUTH_DEADLINE_MS, what: 'reconcile', late: SILENT };
      void within(world, of, () => readTruth(world)).then((truth) =>
        world.push({ kind: 'truth', cause: effect.cause, truth, reply: effect.reply }),
      );
      return;
    }
    case 'score':
    case 'signal-chains':
    case 'check-model':
      void runScoreEffect(world, effect);
      return;
    case 'fit-surface':
    case 'keep-surface':
    case 'read-vol-history':
      void runVolEffect(world, effect);
      return;
    case 'answer':
      world.answer(effect.id, effect.value);
  }
}
