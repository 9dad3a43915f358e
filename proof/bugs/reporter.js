// What jest knows of a test and its JSON report leaves out: whether its own body was reached, or a hook failed before it.
import { writeFileSync } from 'node:fs';

export default class Reporter {
  onRunComplete(_contexts, { testResults }) {
    const testOf = ({ fullName, status, invocations, failureMessages }) => {
      return { fullName, status, reached: invocations > 0, failure: failureMessages.join('\n') };
    };
    const report = testResults.map(({ testFilePath: file, testExecError, failureMessage, testResults: tests }) => {
      return { file, error: testExecError ? failureMessage : null, tests: tests.map(testOf) };
    });
    writeFileSync('report.json', JSON.stringify(report));
  }
}
