/**
 * Each tenant's own tests, policy.test.yaml beside its policy: run before an edit goes live, and again whenever what serves,
 * the catalog or the tests are others. An edit that fails them is refused; of all else what is red is told, and nothing else.
 */
import type { Logger } from 'pino';
import { BoundedMap } from '../../bounded-map.js';
import type { Catalog } from '../../catalog/catalog.js';
import { problemOf } from '../../catalog/problem.js';
import { versionOf } from '../../catalog/text-version.js';
import { SpillwayError } from '../../errors.js';
import type { PolicyState } from '../build-policies.js';
import { displayName, TESTS_FILE, type Files, type FolderTexts } from '../policy-folder.js';
import type { PolicyVersion, Warning } from '../policy-version.js';
import type { TestCounts } from '../published.js';
import { PolicyTests, type PolicyTestsOptions } from './policy-tests.js';
import { countsOf, isGreen, problemsOfRun, testRun, type TestRun } from './test-run.js';

/** What serves. */
export interface ServedPolicies {
  catalog(): Catalog;
  tenants(): Iterable<string>;
  live(tenant: string): PolicyVersion | undefined;
  state(tenant: string): PolicyState | undefined;
}

export interface TenantTestsOptions extends PolicyTestsOptions {
  dir: string;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** A text, and whose it is. */
interface Judged {
  tenant: string;
  text: string;
  catalog: Catalog;
}

/** How many runs are remembered, so that what was judged before it went live is not judged again after it. */
const REMEMBERED = 500;
/** How many runs a tenant's callers may have under way or waiting: others wait behind them. */
const MOST_ASKED = 2;
const NOTHING: readonly Warning[] = [];
/** How many failed tests the log names at once. */
const MOST_NAMED = 5;

export class TenantTests {
  /** Edits wait for the first of these, callers for the second: no caller keeps an edit waiting. */
  private readonly ofEdits: PolicyTests;
  private readonly asked: PolicyTests;
  private readonly runs = new BoundedMap<TestRun>(REMEMBERED);
  /** The last run of each text, by whatever tests. */
  private readonly judged = new BoundedMap<TestRun>(REMEMBERED);
  /** By tenant: what was judged of what serves, and what is red in it. */
  private readonly red = new Map<string, { key: string; warnings: readonly Warning[] }>();
  /** How many runs of each tenant are under way or wait. */
  private readonly asking = new Map<string, number>();
  private readonly told = new WeakMap<PolicyState, { red: readonly Warning[]; state: PolicyState }>();
  private isSweeping = false;
  private isClosed = false;

  /** @param texts what lies in the folder, as it was read last */
  constructor(
    private readonly options: TenantTestsOptions,
    private readonly served: ServedPolicies,
    private readonly texts: () => FolderTexts | null,
  ) {
    this.ofEdits = new PolicyTests(options);
    this.asked = new PolicyTests(options);
  }

  /** The text of a tenant's tests as its folder has it; null where it has none, or none that can be read. */
  textOf(tenant: string): string | null {
    const file = this.texts()?.tenants.get(tenant)?.get(TESTS_FILE);
    return file && 'text' in file ? file.text : null;
  }

  /** How messages call a tenant's tests. */
  fileOf(tenant: string): string {
    return displayName(this.options.dir, tenant, TESTS_FILE);
  }

  /**
   * Runs a tenant's own tests on a text that is to serve.
   * @param files of its folder; those that were read last where none are named
   * @returns null where it has no tests
   */
  async judge(judged: Judged, files = this.texts()?.tenants.get(judged.tenant)): Promise<TestRun | null> {
    const file = files?.get(TESTS_FILE);
    if (!file) return null;
    const name = this.fileOf(judged.tenant);
    if (!('text' in file)) {
      return testRun([], [problemOf('file/unreadable', { file: name, line: 1 }, file.unreadable)], 0);
    }
    const key = keyOf(judged, file.text);
    const { tenant, text, catalog } = judged;
    const run =
      this.runs.get(key) ??
      (await this.ofEdits.run({ tenant, text, tests: file.text, catalog, folder: this.options.dir }));
    this.judged.set(textKey(judged), run);
    // What ran out of time may have met a busy machine.
    if (run.isWhole) this.runs.set(key, run);
    return run;
  }

  /**
   * Runs tests that somebody asks for, on a text that need not serve.
   * @throws SpillwayError OVERLOADED where the tenant's callers have enough of them running
   */
  async ask({ tenant, text, catalog }: Judged, tests: string): Promise<TestRun> {
    const asking = this.asking.get(tenant) ?? 0;
    if (asking >= MOST_ASKED) throw new SpillwayError('OVERLOADED', 'Tests of this policy are running: wait for them.');
    this.asking.set(tenant, asking + 1);
    try {
      return await this.asked.run({ tenant, text, tests, catalog, folder: this.options.dir });
    } finally {
      const left = this.asking.get(tenant)! - 1;
      if (left === 0) this.asking.delete(tenant);
      else this.asking.set(tenant, left);
    }
  }

  /** What the tests said of these texts, as far as they were judged under a catalog. */
  countsOf(policies: ReadonlyMap<string, Pick<PolicyVersion, 'text'>>, catalog: Catalog): Map<string, TestCounts> {
    const counts = new Map<string, TestCounts>();
    for (const [tenant, { text }] of policies) {
      const run = this.judged.get(textKey({ tenant, text, catalog }));
      if (run) counts.set(tenant, countsOf(run));
    }
    return counts;
  }

  /** A tenant's state with what is red of the policy that serves: the same object until either changes. */
  toldWith(tenant: string, state: PolicyState): PolicyState {
    const red = this.red.get(tenant)?.warnings ?? NOTHING;
    if (red.length === 0) return state;
    const known = this.told.get(state);
    if (known?.red === red) return known.state;
    const told = { ...state, warnings: [...state.warnings, ...red] };
    this.told.set(state, { red, state: told });
    return told;
  }

  /** Something may serve that was not judged yet: judges it, for nobody who waits for it. */
  look(): void {
    if (this.isSweeping || this.isClosed) return;
    this.isSweeping = true;
    this.sweep()
      .catch((error: unknown) => this.options.log.error({ err: error }, 'policy tests could not be run'))
      .finally(() => (this.isSweeping = false));
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([this.ofEdits.close(), this.asked.close()]);
  }

  /** Round after round, until all that serves is judged. */
  private async sweep(): Promise<void> {
    for (const known of this.red.keys()) if (!this.served.live(known)) this.red.delete(known);
    for (let more = true; more && !this.isClosed;) {
      more = false;
      for (const tenant of this.served.tenants()) {
        if (this.isClosed) return;
        more = (await this.judgeServing(tenant)) || more;
      }
    }
  }

  /** @returns whether there was something to judge */
  private async judgeServing(tenant: string): Promise<boolean> {
    const files = this.texts()?.tenants.get(tenant);
    const [policy, state, catalog] = [this.served.live(tenant), this.served.state(tenant), this.served.catalog()];
    // The tests beside an edit that is refused are those of the edit.
    const isTold = state !== undefined && !state.ok && !state.folderBehind;
    if (!policy || isTold || !files?.has(TESTS_FILE)) return this.forget(tenant);
    const judged = { tenant, text: policy.text, catalog };
    const key = keyOf(judged, said(files));
    if (this.red.get(tenant)?.key === key) return false;
    const run = await this.judge(judged, files);
    if (run === null || this.isClosed) return false;
    const red = isGreen(run) ? [] : problemsOfRun(run, this.fileOf(tenant));
    const warnings = red.map((each) => ({ ...each, severity: 'WARNING' as const }));
    this.red.set(tenant, { key, warnings });
    this.tell(tenant, run, policy, catalog);
    return true;
  }

  private forget(tenant: string): false {
    this.red.delete(tenant);
    return false;
  }

  private tell(tenant: string, run: TestRun, { version }: PolicyVersion, catalog: Catalog): void {
    const file = this.fileOf(tenant);
    const about = { tenant, file, version, catalog: catalog.version, passed: run.passed, failed: run.failed };
    if (isGreen(run)) return this.options.log.info(about, `${file}: all ${run.total} tests pass`);
    const [problem] = run.problems;
    if (problem) return this.options.log.warn(about, `${problem.file}:${problem.line}: ${problem.message}`);
    const names = run.cases.flatMap(({ name, ok }) => (ok ? [] : [`"${name}"`]));
    const named = `${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ', …' : ''}`;
    const what = `${run.failed} of ${run.total} tests fail on ${version} under the catalog ${catalog.version}: ${named}`;
    this.options.log.warn(about, `${file}: ${what}`);
  }
}

function said(files: Files): string {
  const file = files.get(TESTS_FILE)!;
  return 'text' in file ? file.text : file.unreadable;
}

const textKey = ({ tenant, text, catalog }: Judged): string => [tenant, versionOf(text), catalog.version].join(' ');

function keyOf(judged: Judged, tests: string): string {
  return `${textKey(judged)} ${versionOf(tests)}`;
}
