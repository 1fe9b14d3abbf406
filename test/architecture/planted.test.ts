import { describe, expect, it } from 'vitest';
import { parseFluent, type Locale } from '../support/locales.js';
import { commandViolations } from './commands.js';
import { approvalViolations, environmentViolations, timeViolations } from './habits.js';
import { cycleViolations, importViolations } from './imports.js';
import { localeViolations } from './locale-keys.js';
import type { Tree, Violation } from './tree.js';

const TABLE = `
<!-- imports:begin -->

| module                  | may import      | packages         |
| ----------------------- | --------------- | ---------------- |
| \`src/engine/domain\`     | –               | –                |
| \`src/engine/risk\`       | \`domain\`        | –                |
| \`src/engine/api.ts\`     | \`domain\`        | –                |
| \`src/engine\`            | \`api\`, \`domain\` | –                |
| \`src/engine/adapters/a\` | \`domain\`        | \`@scope/vendor\`  |
| \`src/engine/adapters/b\` | \`domain\`        | –                |
| \`src/bot\`               | \`api\`           | \`grammy\`, \`zod\`  |
| \`src/main.ts\`           | \`*\`             | –                |

<!-- imports:end -->
`;

/** A house in order, to which each test adds one file. */
const SOUND: readonly (readonly [string, string])[] = [
  ['src/engine/domain/units.ts', 'export type Ms = number;'],
  ['src/engine/api.ts', "import type { Ms } from './domain/units.js'; export type Api = Ms;"],
  ['src/engine/engine.ts', "import type { Api } from './api.js'; export const engine: Api = 1;"],
  ['src/engine/adapters/a/a.ts', "import '@scope/vendor/deep'; import { join } from 'node:path';"],
  ['src/engine/adapters/b/b.ts', 'export const b = 1;'],
  ['src/bot/bot.ts', "import { Bot } from 'grammy'; import './charts/line.js'; export { Bot };"],
  ['src/bot/charts/line.ts', 'export const line = 1;'],
  ['src/main.ts', "import './bot/bot.js'; import './engine/adapters/a/a.js';"],
];

function house(...added: readonly (readonly [string, string])[]): Tree {
  return new Map([...SOUND, ...added]);
}

function rules(found: readonly Violation[]): string[] {
  return found.map(({ rule, at }) => `${rule} ${at}`);
}

describe('a house in order', () => {
  it('has nothing to say of it', () => {
    const tree = house();
    const all = [
      ...importViolations(tree, TABLE),
      ...cycleViolations(tree),
      ...timeViolations(tree),
      ...environmentViolations(tree),
      ...approvalViolations(tree),
    ];
    expect(all).toEqual([]);
  });
});

describe('a wrong arrow is caught', () => {
  it.each([
    ['a static import', "import '../../bot/bot.js';"],
    ['a type-only import', "import type { Bot } from '../../bot/bot.js';"],
    ['an export from', "export * from '../../bot/bot.js';"],
    ['a dynamic import', "export const load = () => import('../../bot/bot.js');"],
    ['a require', "export const bot = require('../../bot/bot.js');"],
    ['an import of require', "import bot = require('../../bot/bot.js');"],
    ['an import type', "export type Bot = import('../../bot/bot.js').Bot;"],
    ['a worker', "new Worker(new URL('../../bot/bot.js', import.meta.url));"],
  ])('as %s', (_how, text) => {
    const tree = house(['src/engine/domain/bad.ts', text]);
    expect(rules(importViolations(tree, TABLE))).toEqual(['arrow src/engine/domain/bad.ts:1']);
  });

  it('between two adapters', () => {
    const tree = house(['src/engine/adapters/a/bad.ts', "import '../b/b.js';"]);
    expect(importViolations(tree, TABLE)).toEqual([
      {
        rule: 'arrow',
        at: 'src/engine/adapters/a/bad.ts:1',
        detail: 'src/engine/adapters/a → src/engine/adapters/b',
      },
    ]);
  });

  it('to a file that is a module of its own', () => {
    const tree = house(['src/engine/domain/bad.ts', "\nimport '../api.js';"]);
    expect(rules(importViolations(tree, TABLE))).toEqual(['arrow src/engine/domain/bad.ts:2']);
  });

  it('and leaving the tree is not resolved', () => {
    const tree = house(['src/bot/bad.ts', "import '../../test/support/shared.js';"]);
    expect(rules(importViolations(tree, TABLE))).toEqual(['unresolved src/bot/bad.ts:1']);
  });
});

describe('a wrong package is caught', () => {
  it.each([
    ['src/engine/domain/bad.ts', "import { z } from 'zod';"],
    ['src/engine/adapters/b/bad.ts', "import { x } from '@scope/vendor';"],
    ['src/engine/adapters/a/bad.ts', "import type { x } from '@scope/other';"],
    ['src/main.ts', "const z = await import('zod');"],
  ])('in %s', (path, text) => {
    expect(rules(importViolations(house([path, text]), TABLE))).toEqual([`package ${path}:1`]);
  });
});

describe('a hole in the table is caught', () => {
  it('a file that belongs to no row', () => {
    const tree = house(['src/extra/file.ts', ''], ['src/engine/adapters/new/file.ts', '']);
    expect(rules(importViolations(tree, TABLE))).toEqual([
      'no-module src/extra/file.ts',
      'no-module src/engine/adapters/new/file.ts',
    ]);
  });

  it('a name that no row has, and one that two rows have', () => {
    const unknown = TABLE.replace('| `api`           |', '| `elsewhere`     |');
    expect(importViolations(house(), unknown)[0]?.detail).toContain('`elsewhere` names 0 rows');
    const twice = TABLE.replace('`src/engine/adapters/b`', '`src/engine/adapters/api`');
    expect(importViolations(house(), twice)[0]?.detail).toContain('`api` names 2 rows');
  });

  it('a table that is not there', () => {
    expect(rules(importViolations(house(), '# Architecture'))).toEqual(['table ARCHITECTURE.md']);
  });
});

describe('a cycle is caught', () => {
  it('between files of one module, type-only imports included', () => {
    const tree = house(
      ['src/bot/one.ts', "import { two } from './two.js'; export const one = two;"],
      ['src/bot/two.ts', "import { three } from './three.js'; export const two = three;"],
      ['src/bot/three.ts', "import type { one } from './one.js'; export const three = 3;"],
    );
    expect(cycleViolations(tree)).toEqual([
      {
        rule: 'cycle',
        at: 'src/bot/one.ts',
        detail: 'src/bot/one.ts → src/bot/two.ts → src/bot/three.ts → src/bot/one.ts',
      },
    ]);
  });

  it('of a file with itself', () => {
    expect(cycleViolations(house(['src/bot/me.ts', "export * from './me.js';"]))).toHaveLength(1);
  });
});

describe('time and chance past the ports are caught', () => {
  it.each([
    ['Date.now', 'const t = Date.now();'],
    ['Date.now handed on', 'const now = { nowMs: Date.now };'],
    ['Date.now of the global object', 'globalThis.Date.now();'],
    ['Date.now by name', "Date['now']();"],
    ['Date.now taken apart', 'const { now } = Date;'],
    ['a date of the present', 'const t = new Date();'],
    ['a date of the present without brackets', 'const t = new Date;'],
    ['the present as text', 'const t = Date();'],
    ['Math.random', 'Math.random();'],
    ['performance.now', 'performance.now();'],
    ['performance by import', "import { performance as p } from 'node:perf_hooks';"],
    ['process.hrtime', 'process.hrtime.bigint();'],
  ])('%s', (_what, text) => {
    expect(timeViolations(house(['src/bot/bad.ts', text]))).toHaveLength(1);
    expect(timeViolations(house(['src/engine/adapters/system/good.ts', text]))).toEqual([]);
  });

  it('but a given instant, another clock and words about it are let be', () => {
    const text =
      "// Date.now()\nnew Date(5); clock.now(); const s = 'Math.random()'; Date.UTC(2026);";
    expect(timeViolations(house(['src/bot/good.ts', text]))).toEqual([]);
  });

  it('in the sandbox too, but not in its page, which runs in a browser', () => {
    const text = 'Date.now();';
    const tree = house(['src/sandbox/bad.ts', text], ['src/sandbox/page/good.ts', text]);
    expect(rules(timeViolations(tree))).toEqual(['time src/sandbox/bad.ts:1']);
  });
});

describe('the environment outside the configuration is caught', () => {
  it.each([
    'process.env.HOME;',
    "process['env'];",
    'const { env } = process;',
    "import { env } from 'node:process';",
    "process.loadEnvFile('.env');",
  ])('%s', (text) => {
    expect(environmentViolations(house(['src/bot/bad.ts', text]))).toHaveLength(1);
    expect(environmentViolations(house(['src/config.ts', text]))).toEqual([]);
  });
});

describe('an order approved outside the gate is caught', () => {
  it.each([
    ['a cast', 'const order = intent as ApprovedOrder;'],
    ['a cast through unknown', 'const order = intent as unknown as ApprovedOrder;'],
    ['a cast in brackets', 'const order = <ApprovedOrder>intent;'],
    ['a cast of a list', 'const orders = list as readonly ApprovedOrder[];'],
    ['a cast to the brand', "const order = intent as Brand<OrderIntent, 'ApprovedOrder'>;"],
    ['a predicate', 'function is(x: unknown): x is ApprovedOrder { return true; }'],
    ['another name by import', "import type { ApprovedOrder as Fine } from './order.js';"],
    ['another name by alias', 'type Fine = ApprovedOrder;'],
  ])('by %s', (_how, text) => {
    expect(approvalViolations(house(['src/engine/flow/bad.ts', text]))).toHaveLength(1);
    expect(approvalViolations(house(['src/engine/risk/gate.ts', text]))).toEqual([]);
  });

  it('but taking one is not', () => {
    const text = 'function place(order: ApprovedOrder): void {}';
    expect(approvalViolations(house(['src/engine/flow/good.ts', text]))).toEqual([]);
  });
});

describe('words and commands that do not match are caught', () => {
  const locales = (en: string, zh: string) =>
    new Map<string, Locale>([
      ['en', parseFluent(en)],
      ['zh', parseFluent(zh)],
    ]);

  it.each([
    ['a literal', "t('missing');"],
    ['a method', "context.t('missing', { n: 1 });"],
    ['a choice', "t(flag ? 'known' : 'missing');"],
    ['a template', 't(`missing-${name}`);'],
  ])('a key that no language has, as %s', (_how, text) => {
    const both = locales('known = a', 'known = b');
    const found = localeViolations(house(['src/bot/bad.ts', text]), both);
    expect(rules(found)).toEqual(['locale-key src/bot/bad.ts:1', 'locale-key src/bot/bad.ts:1']);
  });

  it('a key or a variable that one language lacks', () => {
    const found = localeViolations(house(), locales('a = x { $n }\nb = y', 'a = x\n'));
    expect(found.map(({ detail }) => detail)).toEqual([
      'a uses $n in en but not in zh',
      'b is in en but not in zh',
    ]);
  });

  it('but keys that exist are let be, over several lines too', () => {
    const text = "t('a', { n: 1 }); t(`a-${x}`); t(key);";
    const both = locales('a = one\n    { $n }\na-b = two', 'a =\n    { $n }\na-b = zwei');
    expect(localeViolations(house(['src/bot/good.ts', text]), both)).toEqual([]);
  });

  const keys = new Map([['en', new Set(['vix-about'])]]);
  const vix = "export const vix = command({ name: 'vix' });";
  const index = 'export const COMMANDS = [vix];';

  it('a command that is registered and described is let be', () => {
    const tree = house(['src/handlers/index.ts', index], ['src/handlers/vix.ts', vix]);
    expect(commandViolations(tree, keys)).toEqual([]);
  });

  it('a command that is not registered', () => {
    const tree = house(
      ['src/handlers/index.ts', 'export const COMMANDS = [];'],
      ['src/handlers/vix.ts', vix],
    );
    expect(rules(commandViolations(tree, keys))).toEqual(['command src/handlers/vix.ts:1']);
  });

  it('a command without a description', () => {
    const tree = house(['src/handlers/index.ts', index], ['src/handlers/vix.ts', vix]);
    expect(rules(commandViolations(tree, new Map([['zh', new Set()]])))).toEqual([
      'locale-key src/handlers/vix.ts:1',
    ]);
  });

  it('a file among the handlers that holds no command', () => {
    const tree = house(
      ['src/handlers/index.ts', 'export const COMMANDS = [];'],
      ['src/handlers/helpers.ts', 'export const x = 1;'],
    );
    expect(rules(commandViolations(tree, keys))).toEqual(['command src/handlers/helpers.ts']);
  });
});
