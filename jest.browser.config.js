import shared from './jest.config.js';

/** @type {import('jest').Config} The server's own pages in a real Chromium: npm run test:browser */
export default {
  ...shared,
  roots: ['<rootDir>/test/console'],
  testPathIgnorePatterns: ['/node_modules/'],
  // A page waits more than it works.
  maxWorkers: 2,
  testTimeout: 60_000,
};
