import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/bot/i18n.js';
import { readLocale } from '../support/locales.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const source = (...path: readonly string[]): string =>
  readFileSync(join(ROOT, 'src', 'engine', ...path), 'utf8');
const fluent = (language: string): string =>
  ['trading.ftl', 'trading-commands.ftl']
    .map((name) => readFileSync(join(ROOT, 'locales', language, name), 'utf8'))
    .join('\n');

const codesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/code: '([a-z-]+)'/gu)].map(([, code]) => code ?? '')),
];

/** The variants that a text chooses between, such as the reasons of `disarmed-why`. */
function variantsOf(language: string, key: string): readonly string[] {
  const text = new RegExp(`^${key} =[^]*?(?=^[a-z][\\w-]* =|^#|(?![^]))`, 'mu').exec(
    fluent(language),
  );
  return [...(text?.[0] ?? '').matchAll(/\[([a-z-]+)\]/gu)].map(([, variant]) => variant ?? '');
}

/** String members of an exported union, such as `type DisarmReason = 'asked' | 'time'`. */
function membersOf(text: string, type: string): readonly string[] {
  const body = new RegExp(`type ${type} =([^;]*);`, 'u').exec(text)?.[1] ?? '';
  return [...body.matchAll(/'([a-z-]+)'/gu)].map(([, member]) => member ?? '');
}

describe.each(LANGUAGES)('the words of the order path in %s', (language) => {
  const keys = readLocale(ROOT, language);

  it('have a sentence for every refusal', () => {
    const codes = codesIn(source('domain', 'refusal.ts'));
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((code) => !keys.has(`refusal-${code}`))).toEqual([]);
  });

  it('have a sentence for every alert', () => {
    const codes = codesIn(source('domain', 'alert.ts'));
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((code) => !keys.has(`alert-${code}`))).toEqual([]);
  });

  it('have a note of the report for every alert and every end of a ticket', () => {
    const said = variantsOf(language, 'report-note');
    const ends = ['skipped', 'expired', 'replaced', 'refused', 'void'].map(
      (end) => `ticket-${end}`,
    );
    const wanted = [...codesIn(source('domain', 'alert.ts')), ...ends];
    expect(wanted.filter((code) => !said.includes(code))).toEqual([]);
  });

  it('have a reason for every disarming', () => {
    const reasons = membersOf(source('domain', 'arming.ts'), 'DisarmReason');
    expect(reasons.length).toBeGreaterThan(4);
    const said = variantsOf(language, 'disarmed-why');
    expect(reasons.filter((reason) => !said.includes(reason))).toEqual([]);
  });

  it('have a name for every gate of every strategy', () => {
    const folder = join(ROOT, 'src', 'engine', 'strategies');
    const names = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .flatMap((text) => [
        ...text.matchAll(/\b(?:atMost|atLeast|mustSay|judged)\(\s*'([a-z-]+)'/gu),
      ])
      .map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(10);
    const said = variantsOf(language, 'gate-name');
    expect([...new Set(names)].filter((name) => !said.includes(name))).toEqual([]);
  });

  it('have a word for every rule of the volatility kill', () => {
    const rules = membersOf(source('risk', 'kill.ts'), 'KillRule');
    expect(rules.length).toBeGreaterThan(0);
    const said = variantsOf(language, 'alert-kill');
    expect(rules.filter((rule) => !said.includes(rule))).toEqual([]);
  });

  it('have a word for every reason why a ticket is withdrawn', () => {
    const desk = join(ROOT, 'src', 'engine', 'flow', 'desk');
    const reasons = readdirSync(desk)
      .map((name) => readFileSync(join(desk, name), 'utf8'))
      .flatMap((text) => [...text.matchAll(/voidTickets\([^)]*reason: '([a-z-]+)'/gu)])
      .map(([, reason]) => reason ?? '');
    const said = variantsOf(language, 'ticket-reason');
    expect(reasons.filter((reason) => !said.includes(reason))).toEqual([]);
  });
});
