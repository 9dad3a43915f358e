/**
 * What `@jest/globals` is to test files and to what they import: the functions of the file that runs now. The bindings
 * are live, so a module that stays loaded from one file to the next always calls those of the present one.
 */
export let afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test;

/** Makes them those of another test file. */
export function useGlobals(globals) {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } = globals);
}
