/** Results of policy tests as JUnit's XML, which the tools of builds read. */
import { formatProblem } from '../../catalog/problem.js';
import type { TestRun } from '../../policy/cases/test-run.js';

/** What became of one tenant's tests. */
export interface TenantRun {
  tenant: string;
  /** The file of cases. */
  file: string;
  version: string | null;
  run: TestRun;
}

export function junitOf(runs: readonly TenantRun[]): string {
  const suites = runs.map(({ tenant, file, run }) => {
    const { problems, cases, failed, total, durationMs } = run;
    const tests = cases.map(({ name, line, ok, expected, found }) => {
      const about = attributes({ classname: `policy.${tenant}`, name, file, line });
      if (ok) return `    <testcase${about}/>`;
      const failure = attributes({ message: `expected ${expected}; found ${found}` });
      return `    <testcase${about}>\n      <failure${failure}/>\n    </testcase>`;
    });
    const broken = problems.map((problem) => {
      const about = attributes({
        classname: `policy.${tenant}`,
        name: 'the tests can be run',
        file,
        line: problem.line,
      });
      const error = attributes({ message: formatProblem(problem) });
      return `    <testcase${about}>\n      <error${error}/>\n    </testcase>`;
    });
    const counts = { tests: total + problems.length, failures: failed, errors: problems.length };
    const suite = attributes({ name: file, ...counts, time: (durationMs / 1000).toFixed(3) });
    return [`  <testsuite${suite}>`, ...broken, ...tests, '  </testsuite>'].join('\n');
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...suites, '</testsuites>', ''].join('\n');
}

function attributes(named: Readonly<Record<string, string | number>>): string {
  return Object.entries(named)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML has no way to say becomes a question mark. */
function escaped(text: string): string {
  const sayable = text.toWellFormed().replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '?');
  return sayable.replace(/[&<>"]/g, (each) => ENTITIES[each]!).replace(/[\t\n\r]/g, ' ');
}
