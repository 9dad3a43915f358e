/** One subscriber of a feed: patient with a database that is away, and gone at once when nobody listens. */
import { expect, test } from '@jest/globals';
import { createLog } from '../../src/log.js';
import { Feed, PAGE, type EventReader, type Numbered } from '../../src/live/feed.js';
import { Watch, type WatchOptions } from '../../src/live/watch.js';

const account = { tenant: 'acme', address: 'subject:a', accountId: 'a' };
const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

interface Happened extends Numbered {
  first: bigint;
}

/** Books in memory, whose reads a test may let fail. */
function openBooks(last: number, { snapshots = false } = {}) {
  const events: Happened[] = Array.from({ length: last }, (_, i) => ({ seq: BigInt(i + 1), first: BigInt(i + 1) }));
  const failures: unknown[] = [];
  const head = () => BigInt(events.length);
  const answer = async <T>(value: T): Promise<T> => {
    if (failures.length > 0) throw failures.shift() as Error;
    return value;
  };
  const reader: EventReader<Happened> = {
    heads: async () => new Map(),
    after: (_account, seq) => answer(events.slice(Number(seq), Number(seq) + PAGE)),
    ...(snapshots && { snapshot: () => answer({ seq: head(), first: head(), snapshot: true }) }),
  };
  const feed = new Feed(account, head(), reader, createLog({ logLevel: 'silent' }));
  const happen = () => {
    events.push({ seq: head() + 1n, first: head() + 1n });
    feed.standsAt(head());
  };
  let left = 0;
  const watch = (options: Partial<WatchOptions<Happened>> = {}) => {
    const opened = new Watch(feed, { after: head(), ...options }, () => {
      left += 1;
      feed.followers.delete(opened);
    });
    return opened;
  };
  return { watch, happen, failures, left: () => left };
}

const seqOf = ({ value }: IteratorResult<Happened, undefined>) => value?.seq ?? null;

test('calls of next are answered one after the other, in order', async () => {
  const { watch, happen } = openBooks(2);
  const watching = watch({ after: 0n });
  const four = [1, 2, 3, 4].map(() => watching.next());
  happen();
  happen();
  expect((await Promise.all(four)).map(seqOf)).toEqual([1n, 2n, 3n, 4n]);
});

test('where there are no snapshots, however far behind: each event once', async () => {
  const watching = openBooks(10_500).watch({ after: 0n });
  for (let seq = 1n; seq <= 10_500n; seq++) expect(seqOf(await watching.next())).toBe(seq);
});

test('a database that is away is waited for; any other failure ends the watch, once, with that error', async () => {
  const { watch, failures, left } = openBooks(1);
  const watching = watch({ after: 0n });
  failures.push(away, away);
  expect(seqOf(await watching.next())).toBe(1n);
  const broken = openBooks(1);
  broken.failures.push(new Error('broken'));
  const ends = broken.watch({ after: 0n });
  await expect(ends.next()).rejects.toThrow('broken');
  expect(await ends.next()).toEqual({ done: true, value: undefined });
  await ends.return();
  expect([left(), broken.left()]).toEqual([0, 1]);
});

test('ended while it waits for the database, or for something to happen, it is done at once', async () => {
  const { watch, failures, left } = openBooks(1);
  failures.push(...Array.from({ length: 10 }, () => away));
  const watches = [watch({ after: 0n }), watch(), watch({ coalesce: { ms: 60_000, fold: (_, later) => later } })];
  const waiting = watches.map((watching) => watching.next());
  await Promise.all(watches.map((watching) => watching.return()));
  for (const end of waiting) expect(await end).toEqual({ done: true, value: undefined });
  expect(left()).toBe(3);
});

test('what happens within the time becomes one; a snapshot takes the place of what had gathered', async () => {
  const fold = (earlier: Happened, later: Happened) => ({ ...later, first: earlier.first });
  const { watch, happen } = openBooks(3, { snapshots: true });
  const watching = watch({ after: 0n, coalesce: { ms: 30, fold } });
  expect(await watching.next()).toMatchObject({ value: { first: 1n, seq: 3n } });
  const gathering = watching.next();
  happen();
  happen();
  expect(await gathering).toMatchObject({ value: { first: 4n, seq: 5n } });
  expect(await watch({ after: null }).next()).toMatchObject({ value: { snapshot: true, seq: 5n } });
});
