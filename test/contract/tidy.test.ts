/** The shape of the sources: which folder may know which, and how large a file may grow. */
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { arrowsBetween, arrowsUp, circlesOf, folderOf, readSources } from '../../proof/house/imports.js';

const files = readSources(resolve('src'));

/** The floors of the house: a folder may know those before it and none after it, types included. */
const ORDER = [
  'core',
  'audit',
  'database',
  'catalog',
  'policy',
  'books',
  'server',
  'api',
  'access',
  'accounts',
  'budgets',
  'usage',
  'purchases',
  'live',
  'notices',
  'reconcile',
  'preview',
  'local',
  'telemetry',
  'processes',
  'commands',
];
/** Files at the top of `src` that any folder but the core and the audit may import. */
const LEAVES = [
  'bounded-map.ts',
  'contract-enum.ts',
  'errors.ts',
  'every.ts',
  'gives-way.ts',
  'ids.ts',
  'in-parts.ts',
  'in-thread.ts',
  'log.ts',
  'meter.ts',
  'project.ts',
  'rest.ts',
  'scalars.ts',
  'text.ts',
  'turns.ts',
];

test('every folder has its floor', () => {
  const folders = new Set(files.map(({ file }) => folderOf(file)).filter((folder) => folder !== null));
  expect([...folders].sort()).toEqual([...ORDER].sort());
});

test('imports go one way, those of types too', () => {
  expect(arrowsUp(arrowsBetween(files), ORDER)).toEqual([]);
});

test('no files import each other in a circle', () => {
  expect(circlesOf(files)).toEqual([]);
});

test('the core and the audit stand alone: the audit shares no code with what it audits', () => {
  const alone = files.filter(({ file }) => ['core', 'audit'].includes(folderOf(file) ?? ''));
  const outside = alone.flatMap(({ file, imports }) => imports.filter((target) => folderOf(target) !== folderOf(file)));
  expect(outside).toEqual([]);
});

test('folders import leaves only from the top, and the product never imports its proof', () => {
  const top = files.flatMap(({ imports }) => imports).filter((target) => folderOf(target) === null);
  expect([...new Set(top)].sort()).toEqual(LEAVES);
  expect(files.flatMap(({ imports }) => imports.filter((target) => target.startsWith('..')))).toEqual([]);
});

test('the core is pure: it imports nothing outside itself and reads no clock', () => {
  const core = files.filter(({ file }) => file.startsWith('core/'));
  expect(core.length).toBeGreaterThan(10);
  for (const { file, text } of core) {
    expect([file, text.match(/Date\.now|new Date\(\)|Math\.random|process\.|from '(?!\.\/)/g)]).toEqual([file, null]);
  }
});

test('no file grows beyond what can be read in one go', () => {
  const long = files.filter(({ file, text }) => text.split('\n').length > (file.startsWith('core/') ? 151 : 400));
  expect(long.map(({ file }) => file)).toEqual([]);
});

test('every file opens by saying what it promises', () => {
  const silent = files.filter(({ text }) => !text.startsWith('/**'));
  expect(silent.map(({ file }) => file)).toEqual([]);
});

test('only the configuration looks at the environment', () => {
  const looking = files.filter(({ file, text }) => /process\.env/.test(text) && file !== 'processes/config.ts');
  expect(looking.map(({ file }) => file)).toEqual([]);
});

describe('the client', () => {
  const client = readSources(resolve('clients/typescript/src'));

  test('knows nothing of the server, and its files do not import each other in a circle', () => {
    expect(client.length).toBeGreaterThan(15);
    expect(client.flatMap(({ imports }) => imports.filter((target) => target.startsWith('..')))).toEqual([]);
    expect(circlesOf(client)).toEqual([]);
  });

  test('has small files that open by saying what they promise, and looks at no environment', () => {
    for (const { file, text } of client) {
      expect([file, text.split('\n').length <= 301]).toEqual([file, true]);
      expect([file, text.startsWith('/**')]).toEqual([file, true]);
      expect([file, /process\.env/.test(text)]).toEqual([file, false]);
    }
  });
});
