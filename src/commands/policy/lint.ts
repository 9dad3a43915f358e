/**
 * `spillway policy lint`: what is wrong or doubtful in policies, before they go live. It asks no database and no process, so it
 * knows neither who has tokens nor which pools have an account; validatePolicy does.
 */
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Catalog } from '../../catalog/catalog.js';
import { parseCatalog } from '../../catalog/parse-catalog.js';
import { FileRefused, problemOf, type Problem } from '../../catalog/problem.js';
import { onDisk } from '../../policy/build-policies.js';
import { lintDraft, lintSource, NO_FACTS, type DraftBeside } from '../../policy/lint-draft.js';
import { CATALOG_FILE, displayName, PolicyFolder } from '../../policy/policy-folder.js';
import { POLICY_FORMATS } from '../../policy/policy-formats.js';
import { readDoorlessConfig } from '../../processes/config.js';
import { LINT_OPTIONS, lintTold, tellLint, type LintedFile } from '../lint-report.js';
import { readText } from '../read-text.js';
import { UsageError, type Verb } from '../run-verb.js';

const USAGE = `Usage: spillway policy lint [FILE…] [options]

Says what is wrong or doubtful in policies: the same as when they go live, by the rules of docs/lint-rules.md. Without a
FILE it looks at the whole policy folder, the catalog and model.conf with it. FILE - is standard input.

  --dir DIR          the policy folder (default: SPILLWAY_POLICY_DIR, or the folder that FILE's folder lies in)
  --tenant TENANT    whose policy it is: of the folder, only theirs; of a FILE, not the name of its folder
  --catalog FILE     the catalog that the policies are judged by (default: catalog.yaml of the policy folder)
  --against FILE     the version that the one FILE would take the place of: what the change loses is told, too
  --notes            tells also what is worth knowing, such as what * gives to everybody
  --strict           warnings fail, too
  --format FORMAT    text (default), json, or github: remarks beside the lines of a pull request
  --json             the same as --format json

A finding is one line: file:line:column: severity rule: message. What was probably meant follows on the next.
Exit code: 0 where nothing is wrong, 1 where something is (with --strict: or doubtful), 2 for wrong options.
`;

export const POLICY_LINT: Verb = {
  name: 'lint',
  what: 'what is wrong or doubtful in policy files',
  usage: USAGE,
  run: async () => lint,
};

const OPTIONS = {
  ...LINT_OPTIONS,
  dir: { type: 'string' },
  tenant: { type: 'string' },
  catalog: { type: 'string' },
} as const;

async function lint(args: string[]): Promise<boolean> {
  const { values, positionals: files } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const told = lintTold(values);
  if (values.against !== undefined && files.length !== 1) throw new UsageError('--against goes with one FILE.');
  const dir = values.dir ?? folderOf(files[0]);
  const catalogFile = values.catalog ?? join(dir, CATALOG_FILE);
  const catalog = readCatalog(catalogFile);
  if (!('text' in catalog)) return tellLint([{ file: catalogFile, version: null, found: catalog.found }], told);
  if (files.length === 0) return tellLint(await lintFolder(dir, values.tenant ?? null, catalog), told);
  const live = values.against === undefined ? null : textOf(values.against);
  return tellLint(
    files.map((file) => lintOne(file, values.tenant ?? null, { catalog, facts: NO_FACTS, live })),
    told,
  );
}

/** The policy folder: two above a policy, where the catalog lies; else the one of the settings. */
function folderOf(file: string | undefined): string {
  if (file === undefined || file === '-') return asShown(readDoorlessConfig().policyDir);
  const above = dirname(dirname(resolve(file)));
  return 'text' in readText(join(above, CATALOG_FILE)) ? above : readDoorlessConfig().policyDir;
}

/** As a person would write it from where they are. */
function asShown(dir: string): string {
  const path = relative('', dir);
  return path.startsWith('..') || path === '' ? dir : path;
}

function readCatalog(file: string): Catalog | { found: readonly Problem[] } {
  const read = readText(file);
  if ('unreadable' in read) return { found: [problemOf('file/unreadable', { file, line: 1 }, read.unreadable)] };
  try {
    return parseCatalog(read.text, file);
  } catch (error) {
    if (error instanceof FileRefused) return { found: error.problems };
    throw error;
  }
}

/** @throws UsageError where it cannot be read */
function textOf(file: string): string {
  const read = readText(file);
  if ('text' in read) return read.text;
  throw new UsageError(`${file}: ${read.unreadable}.`);
}

function lintOne(file: string, named: string | null, beside: DraftBeside): LintedFile {
  const tenant = named ?? basename(dirname(resolve(file)));
  const read = readText(file);
  if ('unreadable' in read) {
    return { file, tenant, version: null, found: [problemOf('file/unreadable', { file, line: 1 }, read.unreadable)] };
  }
  const { version, problems, warnings } = lintDraft({ tenant, folder: tenant, text: read.text }, beside);
  const isOwn = (each: Problem) => each.file.startsWith(`${tenant}/`);
  const found = [...problems, ...warnings].map((each) => (isOwn(each) ? { ...each, file } : each));
  return { file, tenant, version, found };
}

/** Every policy of a folder, and the operator's files of their formats. */
async function lintFolder(dir: string, only: string | null, catalog: Catalog): Promise<LintedFile[]> {
  const texts = await new PolicyFolder(dir, POLICY_FORMATS).readAll();
  const linted: LintedFile[] = [];
  const asPath = (each: Problem) => ({ ...each, file: each.file.replace(displayName(dir), dir) });
  for (const format of POLICY_FORMATS) {
    for (const name of format.operatorFiles) {
      const file = texts.operator.get(name);
      if (file === undefined || !('text' in file)) continue;
      const found = problemsOf(() => format.open([{ name, file: displayName(dir, name), text: file.text }]));
      linted.push({ file: join(dir, name), version: null, found: found.map(asPath) });
    }
  }
  const tenants = new Set([...catalog.tenants.keys(), ...texts.tenants.keys()]);
  for (const tenant of [...tenants].sort()) {
    if (only !== null && tenant !== only) continue;
    const { file, source, problems } = onDisk({ dir, tenant }, texts.tenants.get(tenant) ?? new Map(), POLICY_FORMATS);
    const judged = source && lintSource(tenant, source, { catalog, facts: NO_FACTS, live: null });
    const found = judged ? [...judged.problems, ...judged.warnings] : problems;
    const path = file.replace(displayName(dir), dir);
    linted.push({ file: path, tenant, version: judged?.version ?? null, found: found.map(asPath) });
  }
  if (only !== null && !tenants.has(only)) throw new UsageError(`Neither the catalog nor the folder has "${only}".`);
  return linted;
}

function problemsOf(parse: () => unknown): readonly Problem[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (error instanceof FileRefused) return error.problems;
    throw error;
  }
}
