/** The outbox in a folder: what it was told is there after a crash, it has one writer, and it has bounds. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { OutboxFull, OutboxTaken } from '../../clients/typescript/src/errors.js';
import { fileOutbox } from '../../clients/typescript/src/node.js';
import { memoryOutbox } from '../../clients/typescript/src/outbox-store.js';
import type { Part, RunNote } from '../../clients/typescript/src/outbox-state.js';
import { Outbox } from '../../clients/typescript/src/outbox.js';

const scratch = mkdtempSync(join(tmpdir(), 'spillway-outbox-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(scratch, 'outbox-'));
});

const note: RunNote = {
  ...{ key: 'job', series: 's', via: 'decision', decisionId: 'dec_1', lease: null, granted: [], until: Date.now() },
  ...{ parts: 0, used: [], ended: null, orphanOf: null, at: Date.now() },
};

function part(n: number, more: Partial<Part> = {}): Part {
  const usage = [{ dimension: 'units', quantity: String(n) }];
  const same = { final: false, status: 'COMPLETED', occurredAt: '2026-11-27T00:00:00.000Z' } as const;
  const input = { usage, idempotencyKey: `job/s/${n}`, ...same };
  return { id: `job/s/${n}`, queue: 'dec_1', run: 'job', last: false, lease: null, openNano: null, input, ...more };
}

/** All that waits, in order. */
async function deliverAll(outbox: Outbox): Promise<string[]> {
  const ids: string[] = [];
  for (const { id } of outbox.heads('dec_1', Infinity)) {
    ids.push(id);
    outbox.sent(id);
  }
  return ids;
}

describe('after a crash', () => {
  test('at any byte of a write, all that was frozen before is there, in order, and the file is written on', async () => {
    const outbox = await Outbox.open(fileOutbox(folder));
    await outbox.putRun(note);
    for (let n = 1; n <= 4; n += 1) await outbox.freeze(part(n));
    await outbox.close();
    const path = join(folder, 'outbox.jsonl');
    const bytes = readFileSync(path);
    const ends = [...bytes.keys()].filter((at) => bytes[at] === 10);
    for (let cut = 0; cut <= bytes.length; cut += 7) {
      writeFileSync(path, bytes.subarray(0, cut));
      const again = await Outbox.open(fileOutbox(folder));
      const parts = Math.max(0, ends.filter((end) => end < cut).length - 1);
      expect([cut, again.entries, again.run('job')?.parts ?? 0]).toEqual([cut, parts, parts]);
      await again.freeze(part(9));
      await again.close();
      const third = await Outbox.open(fileOutbox(folder));
      expect((await deliverAll(third)).at(-1)).toBe('job/s/9');
      await third.close();
    }
  });

  test('a report that was dated anew bears that instant, at its place and with its key', async () => {
    const outbox = await Outbox.open(fileOutbox(folder));
    await outbox.putRun(note);
    for (const n of [1, 2, 3]) await outbox.freeze(part(n));
    const occurredAt = '2026-11-26T23:00:00.000Z';
    await outbox.date('job/s/2', occurredAt);
    await outbox.close();
    const again = await Outbox.open(fileOutbox(folder));
    const dated = part(2);
    expect(again.heads('dec_1', 9)).toEqual([part(1), { ...dated, input: { ...dated.input, occurredAt } }, part(3)]);
    await again.close();
  });

  test('what was delivered is not delivered again, and how far a run had come is known', async () => {
    const outbox = await Outbox.open(fileOutbox(folder));
    await outbox.putRun(note);
    for (const n of [1, 2, 3]) await outbox.freeze(part(n, { last: n === 3 }));
    outbox.sent('job/s/1');
    await outbox.close();
    const again = await Outbox.open(fileOutbox(folder));
    expect(again.run('job')).toMatchObject({
      parts: 3,
      ended: 'COMPLETED',
      used: [{ dimension: 'units', quantity: '6' }],
    });
    expect(await deliverAll(again)).toEqual(['job/s/2', 'job/s/3']);
    await again.close();
  });

  test('a line in the middle that nobody here wrote is told, and nothing is dropped', async () => {
    const outbox = await Outbox.open(fileOutbox(folder));
    await outbox.freeze(part(1));
    await outbox.close();
    const path = join(folder, 'outbox.jsonl');
    const damaged = `not ours\n${readFileSync(path, 'utf8')}`;
    writeFileSync(path, damaged);
    await expect(Outbox.open(fileOutbox(folder))).rejects.toThrow('Line 1 of the outbox cannot be read.');
    expect(readFileSync(path, 'utf8')).toBe(damaged);
  });
});

describe('one writer', () => {
  test('a second one is refused while the first lives, in this process too, and let in when it has gone', async () => {
    const first = await Outbox.open(fileOutbox(folder));
    await expect(Outbox.open(fileOutbox(folder))).rejects.toBeInstanceOf(OutboxTaken);
    await first.close();
    const second = await Outbox.open(fileOutbox(folder));
    await second.close();
  });

  test('the folder of another living process is refused, and taken over as soon as that is killed', async () => {
    const outbox = await Outbox.open(fileOutbox(folder));
    await outbox.freeze(part(1));
    await outbox.close();
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(other, 'spawn');
    const newest = Math.max(...readdirSync(folder).flatMap((name) => (name.startsWith('lock.') ? +name.slice(5) : [])));
    const claim = JSON.parse(readFileSync(join(folder, `lock.${newest}`), 'utf8')) as object;
    writeFileSync(join(folder, `lock.${newest + 1}`), JSON.stringify({ ...claim, pid: other.pid }));
    await expect(Outbox.open(fileOutbox(folder))).rejects.toThrow(`Process ${other.pid}`);
    other.kill('SIGKILL');
    await once(other, 'exit');
    const successor = await Outbox.open(fileOutbox(folder));
    expect(await deliverAll(successor)).toEqual(['job/s/1']);
    await successor.close();
  });

  test('an owner that only slept finds itself replaced, and writes nothing any more', async () => {
    const sleeper = await Outbox.open(fileOutbox(folder));
    await sleeper.freeze(part(1));
    const [lock = ''] = readdirSync(folder).filter((name) => name.startsWith('lock.'));
    const claim = JSON.parse(readFileSync(join(folder, lock), 'utf8')) as object;
    // As if its process had been on another machine, silent for a minute.
    writeFileSync(join(folder, lock), JSON.stringify({ ...claim, host: 'elsewhere' }));
    const minuteAgo = new Date(Date.now() - 60_000);
    utimesSync(join(folder, lock), minuteAgo, minuteAgo);
    const successor = await Outbox.open(fileOutbox(folder));
    await expect(sleeper.freeze(part(2))).rejects.toBeInstanceOf(OutboxTaken);
    expect(await deliverAll(successor)).toEqual(['job/s/1']);
    await successor.close();
    await expect(sleeper.close()).resolves.toBeUndefined();
  });
});

describe('bounds', () => {
  test('a full outbox says so in a sentence; the end of a run that began has its place all the same', async () => {
    const outbox = await Outbox.open(memoryOutbox(), { maxEntries: 3 });
    const giveBack = outbox.reserve();
    await outbox.freeze(part(1));
    await outbox.freeze(part(2));
    await expect(outbox.freeze(part(3))).rejects.toThrow(/^The outbox holds 2 reports .* it may hold 3 /);
    expect(() => outbox.reserve()).toThrow(OutboxFull);
    await outbox.freeze(part(3, { last: true }), giveBack);
    expect(outbox.entries).toBe(3);
    await deliverAll(outbox);
    await outbox.freeze(part(4));
    await outbox.close();
  });

  test('reports that are large fill it by their size', async () => {
    const outbox = await Outbox.open(memoryOutbox(), { maxBytes: 1_000 });
    await outbox.freeze(part(1, { lease: 'x'.repeat(1_000) }));
    await expect(outbox.freeze(part(2))).rejects.toBeInstanceOf(OutboxFull);
    outbox.sent('job/s/1');
    await outbox.freeze(part(2));
    await outbox.close();
  });

  test('what was written stands, also where the outbox cannot be swept afterwards', async () => {
    const store = memoryOutbox();
    let tried = 0;
    const replace = async () => {
      tried += 1;
      throw new Error('the disk is full');
    };
    const outbox = await Outbox.open({ ...store, replace });
    await Promise.all(Array.from({ length: 3_000 }, (_, n) => outbox.freeze(part(n))));
    await outbox.freeze(part(3_000));
    expect([tried > 0, outbox.entries]).toEqual([true, 3_001]);
    await outbox.close();
    const again = await Outbox.open(store);
    expect(again.entries).toBe(3_001);
    await again.close();
  });

  test('the file does not grow with what has been delivered', async () => {
    const outbox = await Outbox.open(fileOutbox(folder));
    for (let from = 1; from < 6_000; from += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, i) => outbox.freeze(part(from + i))));
      await deliverAll(outbox);
    }
    await outbox.freeze(part(9_999));
    await outbox.close();
    expect(statSync(join(folder, 'outbox.jsonl')).size).toBeLessThan(1_500_000);
    const again = await Outbox.open(fileOutbox(folder));
    expect(await deliverAll(again)).toEqual(['job/s/9999']);
    await again.close();
  });
});
