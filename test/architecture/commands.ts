import ts from 'typescript';
import { parse, placeOf, walk } from './source.js';
import type { Tree, Violation } from './tree.js';

const HANDLERS = 'src/handlers/';
const INDEX = 'src/handlers/index.ts';

interface Declared {
  readonly constant: string;
  readonly name: string;
  readonly at: string;
}

/** `export const vix = command({ name: 'vix', … })` of a file; null where it has none. */
function commandOf(path: string, text: string): Declared | null {
  let found: Declared | null = null;
  walk(parse(path, text), (node) => {
    if (!ts.isVariableDeclaration(node) || !node.initializer) return;
    const call = node.initializer;
    if (!ts.isCallExpression(call) || call.expression.getText() !== 'command') return;
    const [definition] = call.arguments;
    if (!definition || !ts.isObjectLiteralExpression(definition)) return;
    for (const property of definition.properties) {
      if (!ts.isPropertyAssignment(property) || property.name.getText() !== 'name') continue;
      if (!ts.isStringLiteralLike(property.initializer)) continue;
      found = { constant: node.name.getText(), name: property.initializer.text, at: placeOf(node) };
    }
  });
  return found;
}

/** Names in the array `COMMANDS`. */
function registered(tree: Tree): ReadonlySet<string> {
  const names = new Set<string>();
  walk(parse(INDEX, tree.get(INDEX) ?? ''), (node) => {
    if (!ts.isVariableDeclaration(node) || node.name.getText() !== 'COMMANDS') return;
    if (!node.initializer || !ts.isArrayLiteralExpression(node.initializer)) return;
    for (const element of node.initializer.elements) names.add(element.getText());
  });
  return names;
}

/** Files that hold no command, commands that nobody registers, and commands without a description. */
export function commandViolations(
  tree: Tree,
  keysByLanguage: ReadonlyMap<string, ReadonlySet<string>>,
): Violation[] {
  const found: Violation[] = [];
  const known = registered(tree);
  for (const [path, text] of tree) {
    if (!path.startsWith(HANDLERS) || path === INDEX) continue;
    const declared = commandOf(path, text);
    if (!declared) {
      found.push({ rule: 'command', at: path, detail: 'holds no command' });
      continue;
    }
    const { constant, name, at } = declared;
    if (!known.has(constant)) {
      found.push({ rule: 'command', at, detail: `${name} is not in COMMANDS` });
    }
    for (const [language, keys] of keysByLanguage) {
      if (keys.has(`${name}-about`)) continue;
      found.push({ rule: 'locale-key', at, detail: `${name}-about is not in ${language}` });
    }
  }
  return found;
}
