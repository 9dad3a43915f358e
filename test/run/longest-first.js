/**
 * The order of test files: the longest first, so that no worker is still at a long one when the others have nothing left
 * to do. How long a file took is what Jest remembers of earlier runs; the list is for a machine that has run none.
 */
import { relative, sep } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** Seconds, roughly. A file that is not here takes less. */
export const SECONDS = {
  'test/invariants/model-based.test.ts': 60,
  'test/proof/demo.test.ts': 60,
  'test/processes/one-truth.test.ts': 55,
  'test/conformance/browsers.test.ts': 50,
  'test/hostile/hostile.test.ts': 40,
  'test/invariants/frozen-books.test.ts': 35,
  'test/usage/stream.test.ts': 20,
  'test/server/signals.test.ts': 25,
  'test/database/roles.test.ts': 25,
  'test/client/kills.test.ts': 25,
  'test/api/reconcile-books.test.ts': 25,
  'test/proof/storm.test.ts': 20,
  'test/database/session-settings.test.ts': 20,
  'test/processes/production-start.test.ts': 20,
  'test/commands/spillway.test.ts': 20,
  'test/processes/pages.test.ts': 20,
  'test/database/schema.test.ts': 20,
  'test/live/thousand-sockets.test.ts': 15,
  'test/client/package.test.ts': 15,
  'test/proof/replay.test.ts': 15,
};
const SHORT_SECONDS = 2;

export default class LongestFirst extends Sequencer {
  /** Milliseconds. */
  time(test) {
    const file = relative(test.context.config.rootDir, test.path).split(sep).join('/');
    return super.time(test) ?? 1_000 * (SECONDS[file] ?? SHORT_SECONDS);
  }
}
