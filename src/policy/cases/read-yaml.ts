/**
 * Reads a YAML file that a person wrote, so that every mistake in it has a line: what could hide or repeat a value is refused
 * before values are read. It knows no shape by name.
 */
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import { inWords } from '../../catalog/issue-words.js';

type Path = readonly PropertyKey[];
type Report = (line: number, message: string) => void;

/** A file whose syntax is sound. */
export interface YamlFile {
  value: unknown;
  /** The line of a place, or of as much of the path as there is. */
  lineOf: (path: Path) => number;
}

/** @returns null where something was reported */
export function readYaml(text: string, report: Report): YamlFile | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: '1.2' });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  let isSound = true;
  checkSyntax(document, (offset, message) => {
    isSound = false;
    report(lineAt(offset), message);
  });
  if (!isSound) return null;
  return { value: document.toJS() as unknown, lineOf: (path) => lineAt(offsetOf(document, path)) };
}

/**
 * Reads a value by its shape.
 * @param at where it stands in the file
 * @returns null where something was reported
 */
export function readShape<Shape extends z.ZodType>(
  shape: Shape,
  value: unknown,
  { lineOf }: Pick<YamlFile, 'lineOf'>,
  at: Path,
  report: Report,
): z.output<Shape> | null {
  const parsed = shape.safeParse(value, { error: inWords });
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const path = [...at, ...issue.path];
    const where = issue.path.map(String).join('.') || (at.length ? 'this case' : 'the file');
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) report(lineOf([...path, key]), `unknown key "${key}" in ${where}`);
    } else if (issue.code === 'invalid_key') {
      report(lineOf(path), `${where}: ${issue.issues.map(({ message }) => message).join('; ')}`);
    } else report(lineOf(path), `${where}: ${issue.message}`);
  }
  return null;
}

function checkSyntax(document: Document, reportAt: (offset: number, message: string) => void): void {
  for (const error of [...document.errors, ...document.warnings]) {
    reportAt(error.pos[0], error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''));
  }
  visit(document, {
    Alias: (_, node) => reportAt(node.range?.[0] ?? 0, 'aliases are not used in this file; write the value out'),
    Pair: (_, pair) => {
      const offset = isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
      const key = isScalar(pair.key) ? pair.key.value : null;
      if (typeof key !== 'string') reportAt(offset, 'a key is plain text; put it in quotes if it looks like a number');
      else if (key.startsWith('__')) reportAt(offset, `unknown key "${key}"`);
    },
  });
}

/** Where the path leads, or as far along it as the document goes: a missing key is reported at its parent. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (!pair) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else {
      const item = isNode(node) && 'items' in node ? (node.items as unknown[])[Number(step)] : undefined;
      if (!isNode(item)) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    }
  }
  return offset;
}
