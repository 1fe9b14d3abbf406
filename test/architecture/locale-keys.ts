import ts from 'typescript';
import { parityProblems, type Locale } from '../support/locales.js';
import { parse, placeOf, walk } from './source.js';
import type { Tree, Violation } from './tree.js';

/**
 * The keys that an argument of `t` can be, as patterns: a literal is itself, a hole of a template is
 * anything, a choice is each of its branches. A bare variable gives none: its literals are elsewhere.
 */
function patternsOf(node: ts.Expression): string[] {
  if (ts.isParenthesizedExpression(node)) return patternsOf(node.expression);
  if (ts.isStringLiteralLike(node)) return [escape(node.text)];
  if (ts.isConditionalExpression(node)) {
    return [...patternsOf(node.whenTrue), ...patternsOf(node.whenFalse)];
  }
  if (!ts.isTemplateExpression(node)) return [];
  const spans = node.templateSpans.map((span) => `[\\w-]+${escape(span.literal.text)}`);
  return [escape(node.head.text) + spans.join('')];
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function isTranslation(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
  const called = node.expression;
  return ts.isIdentifier(called)
    ? called.text === 't'
    : ts.isPropertyAccessExpression(called) && called.name.text === 't';
}

/** Keys that the chat uses and a language lacks, and differences between the languages. */
export function localeViolations(tree: Tree, locales: ReadonlyMap<string, Locale>): Violation[] {
  const found: Violation[] = parityProblems(locales).map((detail) => {
    return { rule: 'locale-parity', at: 'locales', detail };
  });
  for (const [path, text] of tree) {
    walk(parse(path, text), (node) => {
      const [key] = isTranslation(node) ? node.arguments : [];
      for (const pattern of key ? patternsOf(key) : []) {
        const wanted = new RegExp(`^${pattern}$`);
        for (const [language, texts] of locales) {
          if ([...texts.keys()].some((each) => wanted.test(each))) continue;
          found.push({
            rule: 'locale-key',
            at: placeOf(node),
            detail: `${pattern} in ${language}`,
          });
        }
      }
    });
  }
  return found;
}
