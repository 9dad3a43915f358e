/**
 * The order of test files. The long ones start processes of their own and wait for them by the clock, so one of them runs
 * at a time, the longest first, and short ones beside it. How long a file takes is written here: what Jest remembers of
 * runs on a busy machine misleads it.
 */
import { relative, sep } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** Seconds, roughly. A file that is not here is a short one. */
export const SECONDS = {
  'test/proof/demo.test.ts': 60,
  'test/invariants/model-based.test.ts': 60,
  'test/hostile/hostile.test.ts': 60,
  'test/processes/one-truth.test.ts': 55,
  'test/conformance/browsers.test.ts': 42,
  'test/invariants/frozen-books.test.ts': 36,
  'test/commands/spillway.test.ts': 34,
  'test/client/kills.test.ts': 31,
  'test/preview/preview-api.test.ts': 30,
  'test/server/signals.test.ts': 27,
  'test/preview/identity.test.ts': 25,
  'test/database/roles.test.ts': 23,
  'test/api/reconcile-books.test.ts': 20,
  'test/commands/policy-cases.test.ts': 20,
  'test/database/session-settings.test.ts': 20,
  'test/processes/pages.test.ts': 20,
  'test/processes/production-start.test.ts': 20,
  'test/proof/storm.test.ts': 20,
  'test/usage/stream.test.ts': 20,
  'test/database/schema.test.ts': 16,
  'test/hostile/written.test.ts': 16,
  'test/client/package.test.ts': 15,
  'test/live/thousand-sockets.test.ts': 15,
  'test/preview/golden.test.ts': 15,
  'test/processes/first-start.test.ts': 15,
  'test/proof/replay.test.ts': 15,
  'test/commands/policy-changes.test.ts': 14,
};
const SHORT_SECONDS = 2;
const LONG_MS = 10_000;

export default class OneLongAtATime extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const lanes = [
      { left: sorted.filter((test) => test.duration >= LONG_MS), busyMs: 0 },
      { left: sorted.filter((test) => test.duration < LONG_MS), busyMs: 0 },
    ];
    const order = [];
    while (order.length < sorted.length) {
      const [lane] = lanes.filter(({ left }) => left.length > 0).sort((a, b) => a.busyMs - b.busyMs);
      const next = lane.left.shift();
      lane.busyMs += next.duration;
      order.push(next);
    }
    return order;
  }

  /** Milliseconds. */
  time(test) {
    const file = relative(test.context.config.rootDir, test.path).split(sep).join('/');
    return 1_000 * (SECONDS[file] ?? SHORT_SECONDS);
  }
}
