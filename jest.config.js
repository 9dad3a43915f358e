/** @type {import('jest').Config} */
export default {
  // Node's own modules, loaded once for all files of a worker: test/run/runtime.js says how, and why.
  runtime: '<rootDir>/test/run/runtime.js',
  testEnvironment: '<rootDir>/test/run/environment.js',
  injectGlobals: false,
  testSequencer: '<rootDir>/test/run/one-long-at-a-time.js',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Pages in a browser have a run of their own (jest.browser.config.js).
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/console/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '@swc/jest' },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  maxWorkers: 2,
  testTimeout: 30_000,
};
