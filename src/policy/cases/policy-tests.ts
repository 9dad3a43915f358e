/**
 * Runs policy tests in a thread of their own, one file after another: whoever waits for them waits no longer than their
 * time, whatever they hold, and nobody else waits at all. Cases that take too long are failed tests, and the thread is ended.
 */
import { Worker } from 'node:worker_threads';
import { problemOf, type Problem } from '../../catalog/problem.js';
import { PROJECT } from '../../project.js';
import { TESTS_FILE } from '../policy-folder.js';
import type { CaseAhead, CasesTold } from './cases-worker.js';
import type { CaseResult } from './run-case.js';
import { testRun, type TestedTexts, type TestRun } from './test-run.js';

export interface PolicyTestsOptions {
  /** The most that all cases of a file may take. */
  longestMs?: number;
  /** The most that the thread may take until it begins with them: to start, and to build the policy. */
  longestStartMs?: number;
  /** How long an idle thread is kept. */
  idleMs?: number;
  /** The code of the thread; tests put in one that never answers. */
  entry?: URL;
}

const ENTRY = new URL('dist/src/policy/cases/cases-worker.js', PROJECT);
const DEFAULTS = { longestMs: 5_000, longestStartMs: 60_000, idleMs: 10_000, entry: ENTRY };
/** What a file of cases may need of memory, beside the policy: a bound, so that it cannot take everybody's. */
const MEMORY = { maxOldGenerationSizeMb: 512 };

export class PolicyTests {
  private readonly options: Required<PolicyTestsOptions>;
  private worker: Worker | null = null;
  private idle: NodeJS.Timeout | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private isClosed = false;

  constructor(options: PolicyTestsOptions = {}) {
    this.options = { ...DEFAULTS, ...options };
  }

  /** Runs all cases on a policy, after those that were asked for before. */
  run(texts: TestedTexts): Promise<TestRun> {
    const run = this.last.then(() => this.start(texts));
    this.last = run.catch(() => undefined);
    return run;
  }

  /** Ends the thread; what runs in it, or waits for it, fails. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.end();
  }

  private async end(): Promise<void> {
    clearTimeout(this.idle);
    const { worker } = this;
    this.worker = null;
    await worker?.terminate();
  }

  /** A thread that breaks off takes nobody else with it, whether or not cases run in it. */
  private open(): Worker {
    const worker = new Worker(this.options.entry, { resourceLimits: MEMORY });
    const forget = (): void => {
      if (this.worker === worker) this.worker = null;
    };
    return worker.on('error', forget).on('exit', forget);
  }

  private async start(texts: TestedTexts): Promise<TestRun> {
    if (this.isClosed) return testRun([], [notRun('the process ends')], 0, false);
    clearTimeout(this.idle);
    const worker = (this.worker ??= this.open());
    worker.ref();
    try {
      const run = await new Run(worker, texts, this.options).ended;
      if (!run.isWhole) await this.end();
      return run;
    } finally {
      if (this.worker) {
        this.worker.unref();
        this.idle = setTimeout(() => void this.end(), this.options.idleMs);
        this.idle.unref();
      }
    }
  }
}

function notRun(why: string): Problem {
  return problemOf('policy/tests-not-run', { file: TESTS_FILE, line: 1 }, `no case was run: ${why}`);
}

/** Runs one file of cases in a thread of its own. */
export async function runPolicyTests(texts: TestedTexts, options: PolicyTestsOptions = {}): Promise<TestRun> {
  const tests = new PolicyTests(options);
  try {
    return await tests.run(texts);
  } finally {
    await tests.close();
  }
}

/** One file of cases in the thread. */
class Run {
  /** Where it was broken off, the thread takes no other one. */
  readonly ended: Promise<TestRun>;
  private ahead: readonly CaseAhead[] | null = null;
  private readonly results: CaseResult[] = [];
  private readonly began = performance.now();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly worker: Worker,
    private readonly texts: TestedTexts,
    private readonly options: Required<PolicyTestsOptions>,
  ) {
    this.ended = this.listen();
  }

  private async listen(): Promise<TestRun> {
    const { worker, options } = this;
    const { promise, resolve } = Promise.withResolvers<TestRun>();
    const cut = (why: string): void => resolve(this.cut(why));
    const heard = (told: CasesTold): void => {
      if (told.told === 'case') this.results.push(told.result);
      else if (told.told === 'begun') {
        this.ahead = told.cases;
        const seconds = options.longestMs / 1000;
        this.wait(options.longestMs, () => cut(`all cases together have ${seconds} s, and these were over`));
      } else resolve(this.told(told.told === 'refused' ? told.problems : []));
    };
    const broke = (error: Error): void => cut(`the thread of the tests broke off: ${error.message}`);
    const left = (): void => cut('the thread of the tests was ended');
    worker.on('message', heard).on('error', broke).on('exit', left);
    const start = options.longestStartMs / 1000;
    this.wait(options.longestStartMs, () => cut(`the policy could not be built within ${start} s`));
    const { tenant, text, tests, catalog, folder } = this.texts;
    worker.postMessage({ tenant, text, tests, catalog: { text: catalog.text }, ...(folder && { folder }) });
    try {
      return await promise;
    } finally {
      clearTimeout(this.timer);
      worker.off('message', heard).off('error', broke).off('exit', left);
    }
  }

  private wait(ms: number, over: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(over, ms);
  }

  private told(problems: TestRun['problems'], isWhole = true): TestRun {
    return testRun(this.results, problems, performance.now() - this.began, isWhole);
  }

  /** What there is so far, and the others as failed ones. */
  private cut(why: string): TestRun {
    const ahead = this.ahead;
    if (ahead === null) {
      return this.told([notRun(why)], false);
    }
    for (const [i, { name, line, expected }] of ahead.slice(this.results.length).entries()) {
      const found = i === 0 ? `no answer: ${why}` : `it was not run: ${why}`;
      this.results.push({ name, line, ok: false, expected, found });
    }
    return this.told([], false);
  }
}
