/**
 * The environment of test files: that of Node itself, so that nothing has to be loaded anew for each of them. What one
 * file changed of the process is put back before the next one begins. What it did to modules stays, as in production,
 * where one process serves many callers.
 */
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

/** What Jest itself leaves on the global object, by the names of its symbols. */
const LEFT_BY_JEST =
  /^(JEST_STATE_SYMBOL|EVENT_HANDLERS|TEST_TIMEOUT_SYMBOL|RETRY_\w+|WAIT_BEFORE_RETRY|LOG_ERRORS_BEFORE_RETRY)$/;

function removeWhatJestLeft() {
  for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
    if (LEFT_BY_JEST.test(symbol.description)) delete globalThis[symbol];
  }
}

export default class NodeItself {
  constructor({ projectConfig }) {
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    this.before = { console, env: { ...process.env }, exit: process.exit, exitCode: process.exitCode };
    removeWhatJestLeft();
  }

  async setup() {}

  async teardown() {
    const { console, env, exit, exitCode } = this.before;
    this.fakeTimersModern.dispose();
    globalThis.console = console;
    process.exit = exit;
    process.exitCode = exitCode;
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    Object.assign(process.env, env);
    removeWhatJestLeft();
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** There is none: test files run in the context of Jest's own worker. */
  getVmContext() {
    return null;
  }
}
