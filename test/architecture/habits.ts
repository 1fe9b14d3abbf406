import ts from 'typescript';
import { parse, placeOf, walk } from './source.js';
import type { Tree, Violation } from './tree.js';

const TIME_AND_CHANCE = new Map([
  ['Date', ['now']],
  ['Math', ['random']],
  ['performance', ['now', 'timeOrigin']],
  ['process', ['hrtime']],
]);
const TIME_HOME = 'src/engine/adapters/system/';
/** Runs in a browser, where no port reaches. */
const PAGE = 'src/sandbox/page/';
const ENVIRONMENT_HOME = 'src/config.ts';
const GATE = 'src/engine/risk/gate.ts';
const ORDER_TYPES = 'src/engine/domain/order.ts';

/** The last name of an expression: `Date` of `Date` and of `globalThis.Date`. */
function lastName(node: ts.Expression): string | null {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) ? node.name.text : null;
}

/** `object.member`, `object['member']` and `const { member } = object`, as pairs. */
function membersTaken(node: ts.Node): { object: string; member: string }[] {
  if (ts.isPropertyAccessExpression(node)) {
    const object = lastName(node.expression);
    return object === null ? [] : [{ object, member: node.name.text }];
  }
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    const object = lastName(node.expression);
    return object === null ? [] : [{ object, member: node.argumentExpression.text }];
  }
  if (ts.isVariableDeclaration(node) && node.initializer && ts.isObjectBindingPattern(node.name)) {
    const object = lastName(node.initializer);
    if (object === null) return [];
    return node.name.elements.map((element) => ({
      object,
      member: (element.propertyName ?? element.name).getText(),
    }));
  }
  return [];
}

function isDateOfNow(node: ts.Node): boolean {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return false;
  if (lastName(node.expression) !== 'Date') return false;
  return ts.isCallExpression(node) || (node.arguments?.length ?? 0) === 0;
}

/** Names taken from `node:process` or `node:perf_hooks` by an import. */
function importsName(node: ts.Node, module: RegExp, name: string): boolean {
  if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return false;
  const bindings = node.importClause?.namedBindings;
  if (!module.test(node.moduleSpecifier.text) || !bindings || !ts.isNamedImports(bindings)) {
    return false;
  }
  return bindings.elements.some((each) => (each.propertyName ?? each.name).text === name);
}

/** Wall time or chance taken past the ports. */
export function timeViolations(tree: Tree): Violation[] {
  const found: Violation[] = [];
  for (const [path, text] of tree) {
    if (path.startsWith(TIME_HOME) || path.startsWith(PAGE)) continue;
    walk(parse(path, text), (node) => {
      const taken = membersTaken(node).filter(({ object, member }) =>
        TIME_AND_CHANCE.get(object)?.includes(member),
      );
      for (const { object, member } of taken) {
        found.push({ rule: 'time', at: placeOf(node), detail: `${object}.${member}` });
      }
      if (importsName(node, /^(node:)?perf_hooks$/, 'performance')) {
        found.push({ rule: 'time', at: placeOf(node), detail: 'performance' });
      }
      if (isDateOfNow(node)) {
        found.push({ rule: 'time', at: placeOf(node), detail: 'the present as a Date' });
      }
    });
  }
  return found;
}

/** The environment read anywhere but in the configuration. */
export function environmentViolations(tree: Tree): Violation[] {
  const found: Violation[] = [];
  for (const [path, text] of tree) {
    if (path === ENVIRONMENT_HOME) continue;
    walk(parse(path, text), (node) => {
      const taken = membersTaken(node).some(
        ({ object, member }) => object === 'process' && /^(env|loadEnvFile)$/.test(member),
      );
      if (taken || importsName(node, /^(node:)?process$/, 'env')) {
        found.push({ rule: 'environment', at: placeOf(node), detail: 'process.env' });
      }
    });
  }
  return found;
}

function mentions(node: ts.Node, names: readonly string[]): boolean {
  let found = false;
  walk(node, (each) => {
    if (ts.isIdentifier(each) && names.includes(each.text)) found = true;
  });
  return found;
}

/** A way to make or rename the type that only the gate may make; null for an innocent node. */
function forgery(node: ts.Node): string | null {
  const names = ['ApprovedOrder', 'Brand'];
  if (
    (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) &&
    mentions(node.type, names)
  ) {
    return 'a cast';
  }
  if (ts.isTypePredicateNode(node) && node.type && mentions(node.type, names)) return 'a predicate';
  if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) {
    return node.propertyName?.text === 'ApprovedOrder' ? 'another name' : null;
  }
  if (ts.isTypeAliasDeclaration(node) && mentions(node.type, ['ApprovedOrder'])) {
    return 'another name';
  }
  return null;
}

/** `ApprovedOrder` made, or given a name under which it could be made, outside the gate. */
export function approvalViolations(tree: Tree): Violation[] {
  const found: Violation[] = [];
  for (const [path, text] of tree) {
    if (path === GATE || path === ORDER_TYPES) continue;
    walk(parse(path, text), (node) => {
      const how = forgery(node);
      if (how) found.push({ rule: 'approved-order', at: placeOf(node), detail: how });
    });
  }
  return found;
}
