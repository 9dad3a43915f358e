/**
 * `spillway catalog lint`: what is wrong or doubtful in a catalog, by itself and beside the one that it takes the place of. It
 * asks no database, so it does not know which plans and features are in use.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { allowedIn, isAllowed } from '../../catalog/allowed.js';
import type { Catalog } from '../../catalog/catalog.js';
import { compareCatalogs, doubtsIn } from '../../catalog/compare-catalogs.js';
import { parseCatalog } from '../../catalog/parse-catalog.js';
import { byPlace, FileRefused, problemOf, type Problem } from '../../catalog/problem.js';
import { versionOf } from '../../catalog/text-version.js';
import { CATALOG_FILE } from '../../policy/policy-folder.js';
import { readDoorlessConfig } from '../../processes/config.js';
import { LINT_OPTIONS, lintTold, tellLint, type LintedFile } from '../lint-report.js';
import { readText } from '../read-text.js';
import { UsageError, type Verb } from '../run-verb.js';

const USAGE = `Usage: spillway catalog lint [FILE] [options]

Says what is wrong or doubtful in a catalog: the same as when it goes live, by the rules of docs/lint-rules.md. FILE - is
standard input.

  FILE               the catalog (default: catalog.yaml in SPILLWAY_POLICY_DIR)
  --against FILE     the catalog that it would take the place of: changed prices and lost windows are told, too. What
                     counts only where accounts or usage are hit is a warning here
  --strict           warnings fail, too
  --format FORMAT    text (default), json, or github: remarks beside the lines of a pull request
  --json             the same as --format json
  --notes            tells also what is worth knowing

A finding is one line: file:line:column: severity rule: message. What was probably meant follows on the next.
Exit code: 0 where nothing is wrong, 1 where something is (with --strict: or doubtful), 2 for wrong options.
`;

export const CATALOG_LINT: Verb = {
  name: 'lint',
  what: 'what is wrong or doubtful in a catalog',
  usage: USAGE,
  run: async () => lint,
};

async function lint(args: string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({ args, options: LINT_OPTIONS, allowPositionals: true });
  const told = lintTold(values);
  if (positionals.length > 1) throw new UsageError('There is one catalog.');
  const file = positionals[0] ?? join(readDoorlessConfig().policyDir, CATALOG_FILE);
  return tellLint([lintCatalog(file, values.against ?? null)], told);
}

function lintCatalog(file: string, against: string | null): LintedFile {
  const read = readText(file);
  if ('unreadable' in read) {
    return { file, version: null, found: [problemOf('file/unreadable', { file, line: 1 }, read.unreadable)] };
  }
  const version = versionOf(read.text);
  try {
    const catalog = parseCatalog(read.text, file);
    const now = Date.now();
    const found = [...doubtsIn(catalog, now), ...(against === null ? [] : changesSince(against, catalog, now))];
    return { file, version, found: found.sort(byPlace) };
  } catch (error) {
    if (error instanceof FileRefused) return { file, version, found: error.problems };
    throw error;
  }
}

/** What the one before had, and this one takes away; as far as no line of this one allows it. */
function changesSince(file: string, next: Catalog, now: number): Problem[] {
  const read = readText(file);
  if ('unreadable' in read) throw new UsageError(`${file}: ${read.unreadable}.`);
  const before = parseBefore(read.text, file);
  const allowed = allowedIn(next.text, before.text);
  const { problems, hits } = compareCatalogs(before, next, now);
  const maybe = hits.map(({ problem }) => ({ ...problem, severity: 'WARNING' as const }));
  return [...problems, ...maybe].filter((each) => !isAllowed(each, allowed)).map(({ id: _, ...problem }) => problem);
}

/** @throws UsageError where it is none */
function parseBefore(text: string, file: string): Catalog {
  try {
    return parseCatalog(text, file);
  } catch (error) {
    if (error instanceof FileRefused)
      throw new UsageError(`${error.message}\n--against names a catalog that is sound.`);
    throw error;
  }
}
