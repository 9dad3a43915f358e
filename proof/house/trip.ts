/**
 * The way of one argument through the sources: from a function, into every function that it or something made from it is
 * handed to. Read from the code alone: where a value is kept and picked up later (a queue, a class), its way ends.
 */
import { resolve } from 'node:path';
import ts from 'typescript';
import { folderOf } from './imports.js';

/** One function on the way. */
interface Stay {
  file: string;
  name: string;
}

/** A way in figures. */
export interface Trip {
  stays: Stay[];
  files: number;
  /** Steps back into a file that the way had left. */
  returns: number;
  /** Steps from a folder into one that stands above it. */
  climbs: number;
}

/**
 * Follows an argument.
 * @param root the source tree
 * @param from file below it, function and parameter
 * @param order its folders, lowest first
 * @throws Error where there is no such parameter
 */
export function followArgument(
  root: string,
  from: { file: string; name: string; parameter: string },
  order: readonly string[],
): Trip {
  const program = openProgram(root, from.file);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(resolve(root, from.file));
  const start = source && findFunction(source, from.name);
  const parameter = start?.parameters.findIndex(({ name }) => name.getText() === from.parameter) ?? -1;
  if (!start || parameter < 0) throw new Error(`${from.file} has no function ${from.name} with ${from.parameter}.`);

  const stays: Stay[] = [];
  const seen = new Set<ts.Node>();
  const walk = (callee: ts.SignatureDeclaration, carried: ReadonlySet<number>): void => {
    if (seen.has(callee)) return;
    seen.add(callee);
    stays.push({ file: pathOf(root, callee), name: nameOf(callee) });
    const tracked = new Set<ts.Symbol>();
    for (const [i, each] of callee.parameters.entries()) if (carried.has(i)) track(each.name, tracked, checker);
    visit(callee, tracked);
  };
  const visit = (node: ts.Node, tracked: Set<ts.Symbol>): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && mentions(node.initializer, tracked, checker)) {
      visit(node.initializer, tracked);
      track(node.name, tracked, checker);
      return;
    }
    ts.forEachChild(node, (child) => visit(child, tracked));
    if (!ts.isCallExpression(node)) return;
    const carried = new Set([...node.arguments.keys()].filter((i) => mentions(node.arguments[i]!, tracked, checker)));
    const callee = checker.getResolvedSignature(node)?.declaration;
    if (!carried.size || !callee || ts.isJSDocSignature(callee) || !isIn(root, callee)) return;
    if ('body' in callee && callee.body) walk(callee, carried);
  };
  walk(start, new Set([parameter]));
  return { stays, ...figuresOf(stays, order) };
}

function figuresOf(stays: readonly Stay[], order: readonly string[]): Omit<Trip, 'stays'> {
  const left = new Set<string>();
  let [returns, climbs] = [0, 0];
  for (const [i, { file }] of stays.entries()) {
    const before = stays[i - 1]?.file ?? file;
    if (before === file) continue;
    left.add(before);
    if (left.has(file)) returns += 1;
    if (order.indexOf(folderOf(file) ?? '') > order.indexOf(folderOf(before) ?? '')) climbs += 1;
  }
  return { files: new Set(stays.map(({ file }) => file)).size, returns, climbs };
}

function openProgram(root: string, file: string): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    experimentalDecorators: true,
    skipLibCheck: true,
  };
  return ts.createProgram([resolve(root, file)], options);
}

function findFunction(source: ts.SourceFile, name: string): ts.FunctionLikeDeclaration | undefined {
  let found: ts.FunctionLikeDeclaration | undefined;
  const look = (node: ts.Node): void => {
    const named = ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node);
    if (named && node.name?.getText() === name && node.body) found ??= node;
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

/** Takes in what a name stands for: one variable, or all that a pattern takes apart. */
function track(name: ts.BindingName, tracked: Set<ts.Symbol>, checker: ts.TypeChecker): void {
  if (ts.isIdentifier(name)) {
    const symbol = checker.getSymbolAtLocation(name);
    if (symbol) tracked.add(symbol);
    return;
  }
  for (const element of name.elements) if (ts.isBindingElement(element)) track(element.name, tracked, checker);
}

function mentions(node: ts.Node, tracked: ReadonlySet<ts.Symbol>, checker: ts.TypeChecker): boolean {
  if (ts.isIdentifier(node)) {
    const symbol = ts.isShorthandPropertyAssignment(node.parent)
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node);
    return symbol !== undefined && tracked.has(symbol);
  }
  return ts.forEachChild(node, (child) => mentions(child, tracked, checker) || undefined) ?? false;
}

const pathOf = (root: string, node: ts.Node) => node.getSourceFile().fileName.slice(resolve(root).length + 1);
const isIn = (root: string, node: ts.Node) => node.getSourceFile().fileName.startsWith(`${resolve(root)}/`);

function nameOf(node: ts.SignatureDeclaration): string {
  return (
    node.name?.getText() ?? (node.parent && ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : '…')
  );
}
