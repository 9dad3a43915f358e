/**
 * The thread in which policy tests run: it builds the policy of each job anew, beside everything that serves, and tells each
 * case as it ends. Whoever gave it the job ends the thread where it takes too long. It answers nothing else.
 */
import { parentPort } from 'node:worker_threads';
import { FileRefused, type Problem } from '../../catalog/problem.js';
import { versionOf } from '../../catalog/text-version.js';
import { buildBase, draftOf, tryBuild, type Base } from '../build-policies.js';
import { standIns } from '../catalog-inbox.js';
import { CATALOG_FILE, displayName, TESTS_FILE } from '../policy-folder.js';
import { POLICY_FORMATS } from '../policy-formats.js';
import { parseCases } from './parse-cases.js';
import { expectedOf, runCase, type CaseResult } from './run-case.js';
import type { TestedTexts } from './test-run.js';

/** A case that is to be run. */
export type CaseAhead = Pick<CaseResult, 'name' | 'line' | 'expected'>;

/** What the thread tells, in this order; `refused` ends a job as `done` does. */
export type CasesTold =
  | { told: 'refused'; problems: readonly Problem[] }
  | { told: 'begun'; cases: readonly CaseAhead[] }
  | { told: 'case'; result: CaseResult }
  | { told: 'done' };

const DEFAULT_FOLDER = 'policies';
const port = parentPort!;
const tell = (told: CasesTold): void => port.postMessage(told);
/** Of the catalog of the last job: a sweep over many tenants reads it once. */
let known: { version: string; folder: string; base: Base } | null = null;

port.on('message', (job: TestedTexts) => {
  runAll(job).catch((error: unknown) => {
    // Not a mistake of whoever wrote the cases: the thread ends, and its owner says so.
    setImmediate(() => {
      throw error;
    });
  });
});

async function runAll({ tenant, text, tests, catalog, folder = DEFAULT_FOLDER }: TestedTexts): Promise<void> {
  try {
    const cases = parseCases(tests, displayName(folder, tenant, TESTS_FILE));
    const base = baseOf(catalog.text, folder);
    const place = { dir: folder, tenant };
    const { policy, problems = [] } = await tryBuild(place, draftOf(place, text, base), base);
    if (!policy) return tell({ told: 'refused', problems });
    tell({
      told: 'begun',
      cases: cases.map((each) => ({ name: each.name, line: each.place, expected: expectedOf(each) })),
    });
    for (const each of cases) {
      tell({ told: 'case', result: runCase(each, { tenant, policy, catalog: base.catalog }) });
    }
    tell({ told: 'done' });
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    tell({ told: 'refused', problems: error.problems });
  }
}

/** The operator's other files stand for what this build expects of them: no other serves. */
function baseOf(text: string, folder: string): Base {
  const version = versionOf(text);
  if (known?.version === version && known.folder === folder) return known.base;
  const files = standIns(new Map([[CATALOG_FILE, { text }]]), POLICY_FORMATS);
  known = { version, folder, base: buildBase(folder, files, POLICY_FORMATS) };
  return known.base;
}
