/** Live balances: two processes on one database, watchers that come and go, messages that get lost. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BalanceChange } from '../../src/live/balance-change.js';
import { ChangeReader } from '../../src/live/read-changes.js';
import { change, CREDIT, next, openAccount, openTown, query, until, watch } from './processes.js';
import type { Process, Town } from './processes.js';

let town: Town;
let a: Process;
let b: Process;
let who: { tenant: string; address: string };
let accounts = 0;

beforeAll(async () => {
  town = await openTown();
  a = await town.open();
  b = await town.open();
});
afterAll(async () => town.close());
beforeEach(async () => {
  who = { tenant: 'acme', address: `subject:watched-${(accounts += 1)}` };
  await openAccount(a, who);
});

const seqs = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => BigInt(from + i));
const seqsOf = (changes: BalanceChange[]) => changes.map(({ seq }) => seq);
const sum = (changes: BalanceChange[], of: 'delta' | 'heldDelta') => changes.reduce((all, c) => all + c[of], 0n);

describe('a watch', () => {
  test('starts with a snapshot of the account and goes on with every change', async () => {
    const watching = await watch(a, who);
    const first = await next(watching);
    expect(first).toMatchObject({ snapshot: true, cause: 'SNAPSHOT', causeId: null, delta: 0n, heldDelta: 0n });
    expect(first).toMatchObject({ firstSeq: 1n, seq: 1n, balance: { available: 1_000n * CREDIT }, windows: [] });
    await change(a, who);
    const second = await next(watching);
    expect(second).toMatchObject({ snapshot: false, cause: 'HOLD', delta: -CREDIT, heldDelta: CREDIT });
    expect(second).toMatchObject({ firstSeq: 2n, seq: 2n, balance: { available: 999n * CREDIT, held: CREDIT } });
    expect(second.causeId).toMatch(/^dec_[0-9a-f]{32}$/);
    await watching.return();
  });

  test('dropped 20 times during 1,000 changes has every seq once, and folds to the query', async () => {
    const writing = [a, b].map(async (process, p) => {
      for (let done = 0; done < 500;) {
        const count = Math.min(1 + ((done * 7 + p) % 20), 500 - done);
        await change(process, who, count);
        done += count;
      }
    });
    let watching = await watch(a, who);
    const [start] = [await next(watching)];
    if (!start) throw new Error('no snapshot');
    const seen: BalanceChange[] = [];
    const at = () => seen.at(-1)?.seq ?? start.seq;
    for (let drop = 1; drop <= 20; drop++) {
      while (at() < start.seq + BigInt(drop * 45) && at() < 1_001n) seen.push(await next(watching));
      await watching.return();
      watching = await watch(drop % 2 ? b : a, who, { afterSeq: at() });
    }
    while (at() < 1_001n) seen.push(await next(watching));
    await Promise.all(writing);
    await watching.return();

    expect(seqsOf(seen)).toEqual(seqs(Number(start.seq) + 1, 1_001));
    const { seq, balance } = await query(b, who);
    expect([at(), seen.at(-1)?.balance]).toEqual([seq, balance]);
    expect(start.balance.available + sum(seen, 'delta')).toBe(balance.available);
    expect(start.balance.held + sum(seen, 'heldDelta')).toBe(balance.held);
  });

  test('resumed at the head waits for the next change, and resumed beyond it starts anew', async () => {
    await change(a, who, 4);
    const atHead = await watch(a, who, { afterSeq: 5n });
    const beyond = await watch(a, who, { afterSeq: 6n });
    expect(await next(beyond)).toMatchObject({ snapshot: true, seq: 5n });
    const waiting = next(atHead);
    await change(a, who);
    expect(await waiting).toMatchObject({ snapshot: false, seq: 6n });
    await Promise.all([atHead.return(), beyond.return()]);
  });

  test('catches up with 10,000 changes one by one, and with one more by a snapshot', async () => {
    for (let i = 0; i < 10; i++) await change(a, who, 1_000);
    const near = await watch(a, who, { afterSeq: 1n });
    expect(seqsOf(await until(near, 10_001n))).toEqual(seqs(2, 10_001));
    const far = await watch(a, who, { afterSeq: 0n });
    expect(await next(far)).toMatchObject({ snapshot: true, seq: 10_001n });
    await Promise.all([near.return(), far.return()]);
  });

  test('that does not pull costs no more than a bounded memory, and misses nothing within 10,000 changes', async () => {
    const slow = await watch(a, who);
    await next(slow);
    const fast = await watch(a, who, { afterSeq: 1n });
    const reading = until(fast, 3_001n);
    for (let i = 0; i < 30; i++) await change(a, who, 100);
    await reading;
    expect(a.live.load.kept).toBeLessThanOrEqual(1_000);
    expect(seqsOf(await until(slow, 3_001n))).toEqual(seqs(2, 3_001));
    await Promise.all([slow.return(), fast.return()]);
  });

  test('that fell more than 10,000 changes behind goes on from a snapshot', async () => {
    const slow = await watch(a, who);
    await next(slow);
    for (let i = 0; i < 11; i++) await change(a, who, 1_000);
    const now = await query(a, who);
    expect(await next(slow)).toMatchObject({ snapshot: true, seq: 11_001n, balance: now.balance });
    expect(a.live.load.kept).toBeLessThanOrEqual(1_000);
    await change(a, who);
    expect(await next(slow)).toMatchObject({ snapshot: false, seq: 11_002n });
    await slow.return();
  });

  test('of many on one account reads the books once for all', async () => {
    const watchers = await Promise.all(Array.from({ length: 200 }, () => watch(b, who)));
    expect(b.live.load).toMatchObject({ accounts: 1, watches: 200 });
    await Promise.all(watchers.map(next));
    const told = Promise.all(watchers.map(next));
    await change(a, who);
    const changes = await told;
    expect(new Set(changes).size).toBe(1);
    await Promise.all(watchers.map((watching) => watching.return()));
    expect(b.live.load).toMatchObject({ accounts: 0, watches: 0 });
  });

  test('ends at once when nobody listens any more, also while it waits', async () => {
    const watching = await watch(a, who);
    await next(watching);
    const waiting = watching.next();
    await watching.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await watching.next()).toEqual({ done: true, value: undefined });
    expect(a.live.load).toMatchObject({ accounts: 0, watches: 0 });
  });
});

describe('coalescing', () => {
  test('gives ranges without gaps whose sums and last balance are those of the changes', async () => {
    const watching = await watch(a, who, { coalesceMs: 100 });
    const first = await next(watching);
    const told = until(watching, 301n);
    for (let i = 0; i < 30; i++) await change(a, who, 10);
    const ranges = await told;
    let last = first.seq;
    for (const { firstSeq, seq } of ranges) {
      expect([firstSeq, seq >= firstSeq]).toEqual([last + 1n, true]);
      last = seq;
    }
    const { balance } = await query(a, who);
    expect(ranges.length).toBeLessThan(300);
    expect(ranges.at(-1)?.balance).toEqual(balance);
    expect(first.balance.available + sum(ranges, 'delta')).toBe(balance.available);
    expect(first.balance.held + sum(ranges, 'heldDelta')).toBe(balance.held);
    await watching.return();
  });

  test('gives what was missed as one range, at once', async () => {
    await change(a, who, 900);
    const watching = await watch(a, who, { afterSeq: 1n, coalesceMs: 60_000 });
    expect(await next(watching)).toMatchObject({ firstSeq: 2n, seq: 901n, snapshot: false });
    await watching.return();
  });
});

describe('another process', () => {
  test('is told of a commit by a message, and reads it from the books', async () => {
    const watching = await watch(b, who);
    await next(watching);
    await change(a, who, 3);
    expect(seqsOf(await until(watching, 4n))).toEqual([2n, 3n, 4n]);
    await watching.return();
  });

  test('finds out by itself where the message is lost', async () => {
    const mute = await town.open({ mute: true });
    const watchful = await town.open({ checkMs: 1_000 });
    const watching = await watch(watchful, who);
    await next(watching);
    await change(mute, who, 3);
    expect(seqsOf(await until(watching, 4n))).toEqual([2n, 3n, 4n]);
    await watching.return();
  });

  test('looks at what it watches when its lost connection comes back', async () => {
    const watching = await watch(b, who);
    await next(watching);
    await town.asOwner(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'spillway'`);
    await change(a, who, 3);
    expect(seqsOf(await until(watching, 4n))).toEqual([2n, 3n, 4n]);
    await watching.return();
  });

  test('takes a message that nobody can read as a reason to look', async () => {
    const mute = await town.open({ mute: true });
    const watching = await watch(b, who);
    await next(watching);
    await change(mute, who);
    await town.asOwner(`select pg_notify('spillway_balance', 'nonsense')`);
    expect(await next(watching)).toMatchObject({ seq: 2n });
    await watching.return();
  });
});

test('a server that shuts down ends its watches and takes no more', async () => {
  const leaving = await town.open();
  const watching = await watch(leaving, who);
  await next(watching);
  const waiting = watching.next();
  await leaving.live.close();
  expect(await waiting).toMatchObject({ done: true });
  await expect(watch(leaving, who)).rejects.toMatchObject({ code: 'OVERLOADED' });
});

describe('an account whose rows a later version wrote', () => {
  const neighbour = { tenant: 'globex', address: 'subject:neighbour' };
  const found = async (key: typeof who) => (await a.live.find(key))!.account;

  test('fails those who watch it, and nobody who is read with it', async () => {
    await openAccount(a, neighbour);
    await change(a, who);
    await change(a, neighbour);
    const accounts = [await found(who), await found(neighbour)] as const;
    const unreadable = `update balance_update set after = jsonb_set(after::jsonb, '{f}', '9')::json where account_id = $1`;
    await town.asOwner(unreadable, [accounts[0].accountId]);
    const reader = new ChangeReader(a.database, a.ledger);
    const pages = await Promise.allSettled(accounts.map((account) => reader.after(account, 1n)));
    expect(pages).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: [{ seq: 2n }] }]);
    await town.asOwner(`update account set windows = '[9]' where id = $1`, [accounts[0].accountId]);
    const snapshots = await Promise.allSettled([...accounts, await found(neighbour)].map((of) => reader.snapshot(of)));
    expect(snapshots).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled' }, { status: 'fulfilled' }]);
  });
});
