/**
 * Reads a YAML file that a person wrote, so that every mistake in it has a line: what could hide or repeat a value is refused
 * before values are read. It knows no shape by name.
 */
import type { z } from 'zod';
import { inWords } from '../../catalog/issue-words.js';
import { Places, type Path } from '../../catalog/places.js';
import { reportSyntax } from '../../catalog/yaml-syntax.js';

type Report = (line: number, message: string) => void;

/** A file whose syntax is sound. */
export interface YamlFile {
  value: unknown;
  /** The line of a place, or of as much of the path as there is. */
  lineOf: (path: Path) => number;
}

/** @returns null where something was reported */
export function readYaml(text: string, report: Report): YamlFile | null {
  const places = new Places(text);
  let isSound = true;
  reportSyntax(places.document, (_, offset, message) => {
    isSound = false;
    report(places.atOffset(offset).line, message);
  });
  if (!isSound) return null;
  return { value: places.document.toJS() as unknown, lineOf: (path) => places.at(path).line };
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
