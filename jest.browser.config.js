import shared from './jest.config.js';

/** @type {import('jest').Config} The server's own pages in a real Chromium: npm run test:browser */
export default {
  ...shared,
  roots: ['<rootDir>/test/console'],
  testPathIgnorePatterns: ['/node_modules/'],
  // One browser and one server are enough for a small machine.
  maxWorkers: 1,
  testTimeout: 60_000,
};
