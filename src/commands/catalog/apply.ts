/**
 * `spillway catalog apply`: makes a file's text the catalog. The text goes through an inbox of its own, a folder with nothing
 * in it but the catalog that serves, so that it is judged and published as every edit of a catalog is.
 */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatProblem } from '../../catalog/problem.js';
import { versionOf } from '../../catalog/text-version.js';
import { POLICY_FORMATS } from '../../policy/policy-formats.js';
import { CATALOG_FILE } from '../../policy/policy-folder.js';
import { openPolicies } from '../../policy/policy-store.js';
import type { Published, PublishedBy } from '../../policy/published.js';
import { LONGEST } from '../../text.js';
import { checked, given, operatorNamed, withPublished, type OpenPublished } from '../open-published.js';
import { UsageError } from '../run-verb.js';

export async function applyCatalog(args: string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args,
    options: { message: { type: 'string' }, base: { type: 'string' }, as: { type: 'string' } },
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Give one file.');
  const message = checked('message', given('message', values.message), LONGEST.reason);
  const by = { actor: operatorNamed(values.as), message, key: null, fingerprint: null, allowed: [] };
  const text = await readFile(file, 'utf8');
  return withPublished((open) => throughInbox(open, text, values.base ?? null, by));
}

async function throughInbox(
  { published, policyDir }: OpenPublished,
  text: string,
  base: string | null,
  by: PublishedBy,
): Promise<boolean> {
  const { catalog } = await published.newest([]);
  if (!catalog) throw new Error('No catalog was ever published here: start Spillway once.');
  if (base !== null && catalog.version !== base) {
    throw new Error(`${catalog.version} serves by now: look at what changed, and apply on top of it.`);
  }
  const dir = await mkdtemp(join(tmpdir(), 'spillway-catalog-'));
  const inbox = join(dir, CATALOG_FILE);
  const signed: Published = { ...published, publish: (change, seen) => published.publish({ ...change, by }, seen) };
  try {
    await writeFile(inbox, await published.catalogText(catalog.version));
    for (const name of POLICY_FORMATS.flatMap(({ operatorFiles }) => operatorFiles)) {
      await copyFile(join(policyDir, name), join(dir, name)).catch(() => undefined);
    }
    const policies = await openPolicies({ dir, log: SILENT, published: signed, beatMs: 3_600_000 });
    try {
      await writeFile(inbox, text);
      await policies.whenRead(CATALOG_FILE, versionOf(text));
      await policies.reload();
      for (const problem of policies.baseProblems()) {
        process.stderr.write(
          `${formatProblem({ ...problem, file: CATALOG_FILE })} (${problem.severity} ${problem.rule})\n`,
        );
      }
      const { version } = policies.catalog();
      const serves = version === versionOf(text) && policies.baseProblems().length === 0;
      process.stdout.write(
        serves ? `${version} serves in the place of ${catalog.version}\n` : `${version} serves on\n`,
      );
      return serves;
    } finally {
      await policies.close();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** What there is to say is said by the command. */
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
