/** What a TypeScript source imports and mentions, read from its syntax tree. */
import ts from 'typescript';

/** Facts of one source file. */
export interface SourceFacts {
  /** Specifiers of imports, re-exports, type imports and dynamic imports of a literal. */
  readonly imports: readonly string[];
  /** The texts of its string literals, those that name a module apart. */
  readonly texts: ReadonlySet<string>;
  /** True when it imports something that only the run time knows. */
  readonly importsComputed: boolean;
  /** Dotted names that it mentions, each with its prefixes: `process.stdout.write` also as `process`; `new Date`. */
  readonly names: ReadonlySet<string>;
  /** True when it holds nothing but re-exports. */
  readonly onlyReexports: boolean;
}

/** Reads the facts of a source text. */
export function sourceFacts(text: string): SourceFacts {
  const file = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const imports: string[] = [];
  const names = new Set<string>();
  const texts = new Set<string>();
  let importsComputed = false;
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (ts.isStringLiteralLike(node) && specifierOf(node.parent) !== node) texts.add(node.text);
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) imports.push(specifier.text);
    else if (specifier !== undefined) importsComputed = true;
    if (ts.isNewExpression(node)) names.add(`new ${node.expression.getText()}`);
    for (const name of mentioned(node)) names.add(name);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const onlyReexports = file.statements.every((node) => ts.isExportDeclaration(node));
  return { imports, importsComputed, names, texts, onlyReexports };
}

/** The module that a node names; undefined for a node that imports nothing. */
function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  if (ts.isExternalModuleReference(node)) return node.expression;
  const isImport = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isCallExpression(node) && node.expression.getText() === 'require';
  return isImport || isRequire ? (node as ts.CallExpression).arguments[0] : undefined;
}

/** `a.b.c`, `a.b` and `a` of an access to a free name; nothing for keys, members and declarations. */
function mentioned(node: ts.Node): readonly string[] {
  if (ts.isPropertyAccessExpression(node)) return [node.getText().replace(/\s|\?(?=\.)/g, '')];
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    return [`${node.expression.getText()}.${node.argumentExpression.text}`];
  }
  if (!ts.isIdentifier(node)) return [];
  const { parent } = node;
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
  const isKey = (ts.isPropertyAssignment(parent) || ts.isBindingElement(parent)) && parent.name === node;
  const isDeclared = ts.isPropertySignature(parent) || ts.isParameter(parent) || ts.isMethodDeclaration(parent);
  return isMember || isKey || isDeclared ? [] : [node.text];
}
