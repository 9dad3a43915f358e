/**
 * Input that no well-behaved client sends, against one real server in production mode: a curated set, and what a
 * generator makes of the schema. Never a 5xx, never an unclassified error, never a row written, memory flat.
 *
 * SPILLWAY_HOSTILE_RUNS makes it a long run: so many generated requests, every curated value at every place, more
 * rounds, floods in each.
 * SPILLWAY_HOSTILE_SEED repeats one.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { complaintsAbout, errorsOf, hasData } from './judge.js';
import { hostileRequests, type GeneratedRequest } from './generator.js';
import { attackedOperations } from './operations.js';
import { GROUPS, playAll, playsOf, type Arena, type Group, type Play } from './plays.js';
import { openTarget } from './target.js';
import { openHttp, openSocket } from './transports.js';
import { expectNothingWritten, movedByOthers } from './written.js';

const { SPILLWAY_HOSTILE_RUNS: runs, SPILLWAY_HOSTILE_SEED: seed } = process.env;
const LONG = runs !== undefined;
const SHARE = LONG ? 1 : 12;
const ROUNDS = LONG ? 10 : 3;
/** Of a round, every so-many-th case. */
const OF_A_ROUND = LONG ? 6 : 3;
/** What collections leave behind by chance. A leak of 5 kB per case is more. */
const FLAT_BYTES = 6 * 1_048_576;
jest.setTimeout(LONG ? 3_600_000 : 120_000);

let arena: Arena;
let groups: Record<Group, { cases: number; plays: Play[] }>;
beforeAll(async () => {
  const target = await openTarget();
  const operations = await attackedOperations(target.good);
  arena = { target, http: openHttp(target), socket: openSocket(target), operations };
  groups = playsOf(arena, SHARE);
});
afterAll(async () => {
  arena.http.close();
  arena.socket.close();
  await arena.target.close();
});

test('the curated set has at least 320 cases, and so many groups', () => {
  const counts = Object.fromEntries(GROUPS.map((group) => [group, groups[group].cases]));
  if (LONG) console.info(counts);
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(320);
  expect(Object.values(counts)).not.toContain(0);
});

test.each(GROUPS)('hostile input (%s) is refused exactly as the contract says, and writes nothing', async (group) => {
  const { plays } = groups[group];
  for (let from = 0; from < plays.length; from += 40) {
    const some = plays.slice(from, from + 40);
    const before = await arena.target.written();
    expect(await playAll(some, group)).toEqual([]);
    expectNothingWritten(before, await arena.target.written(), some.map(({ title }) => title).join('\n'));
  }
  expect({ stray: arena.socket.stray, logged: arena.target.logged() }).toEqual({ stray: [], logged: [] });
});

test('all of it again and again leaves memory flat, and nothing in the tables', async () => {
  const { target } = arena;
  const before = await target.written();
  const live: number[] = [];
  const play = async (group: Group) => {
    const some = groups[group].plays.filter((_, i) => i % OF_A_ROUND === 0);
    expect(await playAll(some, group)).toEqual([]);
  };
  const others = GROUPS.filter((group) => group !== 'sockets' && (LONG || group !== 'floods'));
  while (live.length < ROUNDS) {
    // Some sockets say nothing until the server has had enough of it.
    const sockets = play('sockets');
    for (const group of others) await play(group);
    await sockets;
    const patience = live.length === ROUNDS - 1 ? 10_000 : 1_000;
    live.push(await target.liveBytes((live[0] ?? -FLAT_BYTES) + FLAT_BYTES, patience));
  }
  if (LONG) console.info(`live bytes after each round: ${live.join(' ')}`);
  expect((live.at(-1) ?? 0) - (live[0] ?? 0)).toBeLessThan(FLAT_BYTES);
  expectNothingWritten(before, await target.written(), 'all of them');
});

test('whatever the generator makes of the schema is answered or refused, and a refusal writes nothing', async () => {
  const { target, http, socket, operations } = arena;
  const play = async ({ body, over, watching }: GeneratedRequest) => {
    const before = await target.written();
    const outcome = await (over === 'http' ? http.send({ body }) : socket.send(body, watching));
    expect({ complaints: complaintsAbout(outcome), logged: target.logged() }).toEqual({ complaints: [], logged: [] });
    const refused = outcome.closed !== null || (errorsOf(outcome.text)?.length && !hasData(outcome.text));
    if (!refused) return target.settled();
    const after = await target.written();
    expectNothingWritten(before, after, body, await movedByOthers(target, before, after));
  };
  const parameters = { numRuns: Number(runs ?? 300), seed: seed === undefined ? undefined : Number(seed) };
  await fc.assert(fc.asyncProperty(hostileRequests(operations), play), parameters);
  expect(
    socket.stray.flatMap((text) => complaintsAbout({ status: null, closed: null, text, milliseconds: 0 })),
  ).toEqual([]);
});

test('after all that, every operation serves a well-behaved caller', async () => {
  for (const { name, kind, document, variables } of arena.operations) {
    const fresh = JSON.parse(JSON.stringify(variables()).replaceAll('"hostile"', '"good"')) as object;
    const body = JSON.stringify({ query: document, variables: fresh });
    const { text } = await (kind === 'subscription' ? arena.socket.send(body, true) : arena.http.send({ body }));
    const codes = (errorsOf(text) ?? []).map(({ extensions }) => extensions?.code);
    // Nothing was set aside that could be driven again, and the generator may have got its refund.
    expect({ name, codes: codes.filter((code) => code !== 'CONFLICT') }).toEqual({ name, codes: [] });
  }
});
