/**
 * All that is said of a policy.csv by somebody who asks: its mistakes, its doubts, what the books know of its names, and what is
 * worth knowing. It builds nothing.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { byPlace } from '../../catalog/problem.js';
import type { EditFacts } from '../policy-format.js';
import type { PolicyFile, Warning } from '../policy-version.js';
import { located } from './finding.js';
import { poolsWithoutAccount, unseenNames } from './lint-facts.js';
import { notesOn } from './lint-policy.js';
import { firstOf, parsePolicy } from './policy-file.js';
import { namesIn, rowsOf } from './rows.js';

/** @throws FileRefused with every mistake */
export function lintFile({ text, file }: PolicyFile, catalog: Catalog, { pools, seen }: EditFacts): readonly Warning[] {
  const { warnings, ...rules } = parsePolicy(text, file, catalog);
  const rows = rowsOf(text);
  const found = [
    ...poolsWithoutAccount(rows, pools),
    ...(seen ? unseenNames(rows.flatMap(namesIn), seen) : []),
    ...notesOn(rules),
  ];
  const lines = text.split(/\r?\n/);
  return [
    ...warnings,
    ...firstOf(
      found.map((each) => located(file, lines, each)),
      file,
    ),
  ].sort(byPlace);
}
