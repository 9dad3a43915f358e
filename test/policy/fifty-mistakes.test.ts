/** Every one of the fifty mistakes is refused, or told, or does no harm: by which rule and where. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Problem } from '../../src/catalog/problem.js';
import { versionOf } from '../../src/catalog/text-version.js';
import { openPolicies, type OpenPolicies, type PolicyStore } from '../../src/policy/policy-store.js';
import { copyPolicies, type PolicyCopy } from '../support/policies.js';
import { MISTAKES, OF_FILES, SOUND, type Said } from './fifty-mistakes.js';
import { memoryPublished } from './memory-published.js';

const ACME = 'acme/policy.csv';
let copy: PolicyCopy;
let store: PolicyStore;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined } as unknown as OpenPolicies['log'];

beforeEach(async () => {
  copy = copyPolicies();
  copy.edit(ACME, () => SOUND);
  store = await openPolicies({
    dir: copy.dir,
    log,
    published: memoryPublished({ pools: ['engineering'] }),
    beatMs: 3_600_000,
  });
});
afterEach(async () => {
  await store.close();
  copy.remove();
});

/** Where it is expected: `line:column`, or the line alone. */
function placeOf(text: string, at: Said[1]): string {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (typeof at !== 'string') {
    if (at.line === '^') return '1';
    if (at.line === '$') return String(lines);
    return String(text.slice(0, text.lastIndexOf(at.line)).split('\n').length);
  }
  const whole = `${text}$`;
  const found = whole.lastIndexOf(at.replace('|', ''));
  expect(found).toBeGreaterThanOrEqual(0);
  const index = found + Math.max(0, at.indexOf('|'));
  const line = whole.slice(0, index).split('\n');
  return `${line.length}:${line.at(-1)!.length + 1}`;
}
const told = ({ rule, line, column }: Problem) => `${rule} ${column === null ? line : `${line}:${column}`}`;

test('there are fifty, and one twice', () => {
  const ids = [...MISTAKES, ...OF_FILES].map(({ id }) => id);
  const all = Array.from({ length: 50 }, (_, i) => String(i + 1).padStart(2, '0'));
  expect(ids.toSorted()).toEqual([...all, '32b'].sort());
});

describe('saved over the file that serves', () => {
  test.each(MISTAKES.map((each) => [`${each.id} ${each.what}`, each] as const))(
    '%s',
    async (_, { change, becomes, said }) => {
      const text = change(SOUND);
      copy.edit(ACME, () => text);
      await store.reload();
      const { liveVersion, problems, warnings } = store.state('acme')!;
      const expected = said.map(([rule, at]) => `${rule} ${placeOf(text, at)}`);
      const isLive = liveVersion === versionOf(text);
      expect({ isLive, problems: problems.map(told), warnings: warnings.map(told) }).toEqual({
        isLive: becomes !== 'refused',
        problems: becomes === 'refused' ? expected : [],
        warnings: becomes === 'refused' ? [] : expected,
      });
      if (!isLive) expect(liveVersion).toBe(versionOf(SOUND));
      for (const { severity } of problems) expect(severity).toBe('ERROR');
      for (const { severity } of warnings) expect(severity).toBe('WARNING');
    },
  );
});

describe('in the folder', () => {
  const at = (...path: string[]) => join(copy.dir, ...path);
  const acts: Record<string, () => void> = {
    33: () => rmSync(at(ACME)),
    34: () => renameSync(at('acme'), at('akme')),
    48: () => {
      writeFileSync(at('acme', 'policy.csv.bak'), 'half of it');
      writeFileSync(at('acme', '.policy.csv.swp'), '\0');
    },
    49: () => {
      mkdirSync(at('initech'));
      writeFileSync(at('initech', 'policy.csv'), SOUND);
    },
  };
  test.each(OF_FILES.map((each) => [`${each.id} ${each.what}`, each] as const))('%s', async (_, { id, said }) => {
    acts[id]!();
    await store.reload();
    expect(store.live('acme')?.version).toBe(versionOf(SOUND));
    const state = store.state(id === '49' ? 'initech' : 'acme')!;
    expect(state.problems.map(told)).toEqual(said.map(([rule]) => `${rule} 1`));
    if (id === '34') expect(store.state('akme')!.problems.map(({ rule }) => rule)).toEqual(['file/no-tenant']);
  });
});
