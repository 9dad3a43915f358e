/**
 * The order of test files. The long ones start processes of their own and wait for them by the clock, so one of them runs
 * at a time, the longest first, and short ones beside it; a worker that has nothing left to do is then a short while idle.
 * How long a file took is what Jest remembers of earlier runs; the list is for a machine that has run none.
 */
import { relative, sep } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** Seconds, roughly. A file that is not here is a short one. */
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
    return super.time(test) ?? 1_000 * (SECONDS[file] ?? SHORT_SECONDS);
  }
}
