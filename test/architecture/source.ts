import ts from 'typescript';

const parsed = new Map<string, { readonly text: string; readonly file: ts.SourceFile }>();

export function parse(path: string, text: string): ts.SourceFile {
  const known = parsed.get(path);
  if (known?.text === text) return known.file;
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  parsed.set(path, { text, file });
  return file;
}

export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** `path:line` of a node. */
export function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return `${file.fileName}:${line + 1}`;
}

export interface Import {
  readonly specifier: string;
  readonly at: string;
}

/** The text of an argument that names a module; null where it is computed. */
function moduleName(node: ts.Node | undefined): string | null {
  return node && ts.isStringLiteralLike(node) ? node.text : null;
}

/** `new URL('./worker.js', import.meta.url)`: how a worker is named. */
function isOwnUrl(node: ts.Node): node is ts.NewExpression {
  return (
    ts.isNewExpression(node) &&
    node.expression.getText() === 'URL' &&
    node.arguments?.[1]?.getText() === 'import.meta.url'
  );
}

function specifierOf(node: ts.Node): string | null {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return moduleName(node.moduleSpecifier);
  }
  if (ts.isExternalModuleReference(node)) return moduleName(node.expression);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return moduleName(node.argument.literal);
  }
  if (isOwnUrl(node)) {
    const name = moduleName(node.arguments?.[0]);
    return name?.startsWith('.') && /\.[cm]?[jt]s$/.test(name) ? name : null;
  }
  if (!ts.isCallExpression(node)) return null;
  const called = node.expression;
  const loads =
    called.kind === ts.SyntaxKind.ImportKeyword || /^require(\.resolve)?$/.test(called.getText());
  return loads ? moduleName(node.arguments[0]) : null;
}

/**
 * Everything that a file loads or names: static and dynamic imports, `export … from`, `require`,
 * import types, and the URLs of its workers.
 */
export function importsOf(path: string, text: string): Import[] {
  const found: Import[] = [];
  walk(parse(path, text), (node) => {
    const specifier = specifierOf(node);
    if (specifier !== null) found.push({ specifier, at: placeOf(node) });
  });
  return found;
}
