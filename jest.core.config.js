import all from './jest.config.js';

/**
 * The tests of the core alone: they need no database.
 * @type {import('jest').Config}
 */
export default { ...all, roots: ['<rootDir>/test/core'], globalSetup: undefined, globalTeardown: undefined };
