/** Work that is repeated: one run at a time, whatever fails, whoever calls, until it is closed. */
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { every, type Every } from '../src/every.js';

const HOUR = 3_600_000;

/** Work that counts its runs, and lets a test wait for one. */
function counted(run: (no: number) => Promise<number | void> | number | void = () => undefined) {
  const runs = { count: 0, atOnce: 0, mostAtOnce: 0 };
  const events = new EventTarget();
  const warned: unknown[] = [];
  const log = { warn: (...said: unknown[]) => void warned.push(said) } as Every['log'];
  const work = async () => {
    runs.count += 1;
    runs.atOnce += 1;
    runs.mostAtOnce = Math.max(runs.mostAtOnce, runs.atOnce);
    events.dispatchEvent(new Event(`run ${runs.count}`));
    try {
      return await run(runs.count);
    } finally {
      runs.atOnce -= 1;
    }
  };
  const began = async (no: number) => {
    if (runs.count < no) await once(events, `run ${no}`);
  };
  return { runs, warned, log, work, began };
}

function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open: () => open(), opened };
}

test('the first run starts at once, each other so long after the end of the one before, never two at a time', async () => {
  const starts: number[] = [];
  const ends: number[] = [];
  const { runs, log, work, began } = counted(async () => {
    starts.push(performance.now());
    await new Promise((resolve) => setImmediate(resolve));
    ends.push(performance.now());
  });
  const repeated = every({ ms: 20, log, failure: 'failed' }, work);
  expect(runs.count).toBe(1);
  await began(4);
  await repeated.close();
  expect(runs.mostAtOnce).toBe(1);
  // A timer may fire a millisecond early.
  for (const [i, end] of ends.slice(0, 3).entries()) expect(starts[i + 1]! - end).toBeGreaterThanOrEqual(19);
});

test('the first run may wait its time', async () => {
  const { runs, log, work, began } = counted();
  const start = performance.now();
  const repeated = every({ ms: 20, log, failure: 'failed', first: 'later' }, work);
  expect(runs.count).toBe(0);
  await began(1);
  expect(performance.now() - start).toBeGreaterThanOrEqual(19);
  await repeated.close();
});

test('now() runs it at once; called while a run is under way, however often, once more after it', async () => {
  const { open, opened } = gate();
  const { runs, log, work, began } = counted((no) => (no === 2 ? opened : undefined));
  const repeated = every({ ms: HOUR, log, failure: 'failed', first: 'later' }, work);
  repeated.now();
  await began(1);
  repeated.now();
  await began(2);
  for (let i = 0; i < 5; i++) repeated.now();
  expect(runs.count).toBe(2);
  open();
  await began(3);
  await repeated.close();
  expect(runs).toMatchObject({ count: 3, mostAtOnce: 1 });
});

test('a run may say when the next is due: 0 is at once', async () => {
  const { runs, log, work, began } = counted((no) => (no < 50 ? 0 : undefined));
  const repeated = every({ ms: HOUR, log, failure: 'failed' }, work);
  await began(50);
  await repeated.close();
  expect(runs.count).toBe(50);
});

test('a run that fails is logged and stops nothing, whether it rejects or throws', async () => {
  const rejects = new Error('rejects');
  const throws = new Error('throws');
  const { warned, log, work, began } = counted((no) => (no === 1 ? Promise.reject(rejects) : undefined));
  let isFirst = true;
  const repeated = every({ ms: 1, log, failure: 'it could not be done' }, () => {
    if (!isFirst) return work();
    isFirst = false;
    throw throws;
  });
  await began(2);
  await repeated.close();
  expect(warned).toEqual([throws, rejects].map((err) => [{ err }, 'it could not be done']));
});

test('closing tells the run under way, waits for it, and starts no other', async () => {
  const { open, opened } = gate();
  const { runs, log, work, began } = counted(() => opened);
  let told: AbortSignal | undefined;
  const repeated = every({ ms: 1, log, failure: 'failed' }, (closing) => {
    told = closing;
    return work();
  });
  await began(1);
  let closed = false;
  const closing = repeated.close().then(() => (closed = true));
  expect([told?.aborted, closed]).toEqual([true, false]);
  repeated.now();
  open();
  await closing;
  await repeated.close();
  expect(runs.count).toBe(1);
});

test('closed while it waits, it ends at once', async () => {
  const { runs, log, work, began } = counted();
  const repeated = every({ ms: HOUR, log, failure: 'failed' }, work);
  await began(1);
  await repeated.close();
  expect(runs.count).toBe(1);
});
