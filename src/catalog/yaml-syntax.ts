/**
 * What no YAML file here may do, though YAML lets it: what could hide or repeat a value is refused before values are read. It
 * knows no shape.
 */
import { isNode, isScalar, visit, type Document, type YAMLError } from 'yaml';

/** What a finding is about; rules of the catalog are named after it. */
export type SyntaxFault = 'yaml' | 'alias' | 'key' | 'unknown-key';

/** @param errors those of the parser that are to be told; all of them where nothing is said */
export function reportSyntax(
  document: Document,
  report: (fault: SyntaxFault, offset: number, message: string) => void,
  errors: readonly YAMLError[] = [...document.errors, ...document.warnings],
): void {
  for (const { pos, message } of errors) {
    report('yaml', pos[0], message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''));
  }
  visit(document, {
    Alias: (_, node) => {
      report('alias', node.range?.[0] ?? 0, 'aliases are not used in this file; write the value out');
    },
    Pair: (_, pair) => {
      const offset = isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
      const key = isScalar(pair.key) ? pair.key.value : null;
      if (typeof key !== 'string')
        report('key', offset, 'a key is plain text; put it in quotes if it looks like a number');
      else if (key.startsWith('__')) report('unknown-key', offset, `unknown key "${key}"`);
    },
  });
}
