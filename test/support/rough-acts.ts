import fc from 'fast-check';
import type { PaperFault } from '../../src/engine/adapters/paper/paper-broker.js';
import type { TapAction } from '../../src/engine/domain/tap.js';
import type { ChainLook } from './tiny-market.js';

export type Who = 'owner' | 'trader' | 'viewer' | 'stranger';

/** One thing that happens to a desk. */
export type RoughAct =
  | {
      readonly kind: 'tap';
      readonly who: Who;
      readonly action: TapAction;
      /** Counted from the newest ticket back. */
      readonly which: number;
      readonly typed: 'whole' | 'short';
      readonly times: number;
    }
  /** An owner wants to trade: resumes, arms, waits for a ticket and sends it. */
  | { readonly kind: 'trade'; readonly quantity: number; readonly seconds: number }
  /** A person wants out of a position, and something comes before the tap. */
  | {
      readonly kind: 'leave';
      readonly times: number;
      readonly first: 'nothing' | 'flatten' | 'stop' | 'other-tap';
    }
  /** What people tapped before arrives again. */
  | { readonly kind: 'again'; readonly which: number }
  | { readonly kind: 'arm'; readonly who: Who; readonly quantity: number }
  | { readonly kind: 'disarm' | 'halt' | 'pause' | 'resume' | 'reconcile'; readonly who: Who }
  | { readonly kind: 'flatten'; readonly who: Who; readonly scope: 'all' | 'orders' }
  | { readonly kind: 'close'; readonly who: Who; readonly times: number }
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'jump'; readonly seconds: number; readonly clock: 'market' | 'wall' }
  | { readonly kind: 'vol'; readonly vol: number }
  | { readonly kind: 'spot'; readonly spot: number }
  | { readonly kind: 'vix'; readonly vix: number }
  | { readonly kind: 'width'; readonly halfCents: number; readonly size: number }
  | { readonly kind: 'look'; readonly look: ChainLook }
  | { readonly kind: 'fault'; readonly fault: number }
  | { readonly kind: 'kill'; readonly when: 'now' | 'after-commit' | 'after-paper-row' }
  | { readonly kind: 'disk'; readonly failing: number };

export const FAULTS: readonly PaperFault[] = [
  { kind: 'silence', fate: 'accepted' },
  { kind: 'silence', fate: 'lost' },
  { kind: 'late-fill', delayMs: 20_000 },
  { kind: 'duplicate' },
  { kind: 'reject', reason: 'no', when: 'at-once' },
  { kind: 'reject', reason: 'no', when: 'later' },
  { kind: 'disconnect' },
  { kind: 'partial', units: 1 },
  { kind: 'cancel-lost' },
];

const constant = <K extends RoughAct['kind']>(kind: K) => fc.constant(kind);
const who = fc.constantFrom<Who>(
  'owner',
  'owner',
  'owner',
  'trader',
  'trader',
  'viewer',
  'stranger',
);
const boss = fc.constantFrom<Who>('owner', 'owner', 'trader', 'viewer');

const tap = fc.record({
  kind: constant('tap'),
  who,
  action: fc.constantFrom<TapAction>('send', 'send', 'send', 'send', 'skip', 'less', 'more'),
  which: fc.constantFrom(0, 0, 0, 0, 1, 2),
  typed: fc.constantFrom<'whole' | 'short'>('whole', 'short'),
  times: fc.constantFrom(1, 1, 2, 3),
});

const people: fc.Arbitrary<RoughAct> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.record({
      kind: constant('trade'),
      quantity: fc.constantFrom(1, 2, 2, 2, 3),
      seconds: fc.constantFrom(0, 0, 5, 20, 65),
    }),
  },
  { weight: 10, arbitrary: tap },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: constant('leave'),
      times: fc.constantFrom(1, 1, 2),
      first: fc.constantFrom<'nothing' | 'flatten' | 'stop' | 'other-tap'>(
        'nothing',
        'flatten',
        'stop',
        'other-tap',
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: constant('again'), which: fc.nat(6) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: constant('arm'),
      who: boss,
      quantity: fc.constantFrom(1, 2, 2, 2, 3, 11),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom<'disarm' | 'halt' | 'pause'>('disarm', 'halt', 'pause'),
      who: boss,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom<'resume' | 'reconcile'>('resume', 'resume', 'reconcile'),
      who: fc.constantFrom<Who>('owner', 'owner', 'owner', 'trader'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: constant('flatten'),
      who: boss,
      scope: fc.constantFrom<'all' | 'orders'>('all', 'orders'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: constant('close'), who, times: fc.constantFrom(1, 1, 2) }),
  },
);

const world: fc.Arbitrary<RoughAct> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: constant('pass'),
      seconds: fc.constantFrom(5, 15, 20, 65, 65, 100, 200),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: constant('jump'),
      seconds: fc.constantFrom(1, 30, 90, 600, 3_600, 20_000),
      clock: fc.constantFrom<'market' | 'wall'>('market', 'wall', 'wall'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: constant('vol'),
      vol: fc.constantFrom(0.12, 0.25, 0.28, 0.29, 0.3, 0.31, 0.32, 0.36, 0.5, 0.9),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: constant('spot'),
      spot: fc.constantFrom(600, 600, 599, 601, 596, 592),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: constant('vix'), vix: fc.constantFrom(16, 16, 17, 19.5) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: constant('width'),
      halfCents: fc.constantFrom(1, 1, 2, 4, 10),
      size: fc.constantFrom(0, 1, 20, 20),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: constant('look'),
      look: fc.constantFrom<ChainLook>(
        ...(['fine', 'fine', 'fine', 'fine', 'unoffered', 'crossed'] as const),
        ...(['stale', 'delayed', 'none', 'silent'] as const),
      ),
    }),
  },
);

const trouble: fc.Arbitrary<RoughAct> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: constant('fault'), fault: fc.nat(FAULTS.length - 1) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: constant('kill'),
      when: fc.constantFrom<'now' | 'after-commit' | 'after-paper-row'>(
        'now',
        'after-commit',
        'after-paper-row',
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: constant('disk'), failing: fc.constantFrom(1, 1, 2) }),
  },
);

/** What may happen to a desk in an hour or two. */
export const roughActs = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: people },
    { weight: 4, arbitrary: world },
    { weight: 2, arbitrary: trouble },
  ),
  { minLength: 4, maxLength: 40, size: 'max' },
);
