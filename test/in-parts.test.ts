/** A batch that fails is done again in parts: only what makes it fail gets its error. */
import { expect, test } from '@jest/globals';
import { SpillwayError } from '../src/errors.js';
import { inParts } from '../src/in-parts.js';

/** Batches of `tenant/name`, divided by tenant, then one by one; what is `broken` makes each batch that has it fail. */
async function run(batch: string[], failure: (part: string[]) => unknown, given: { throws?: boolean } = {}) {
  const tried: string[][] = [];
  const results = await inParts<string[], string[]>(batch, {
    async work(part) {
      tried.push(part);
      const error = failure(part);
      if (error !== undefined) throw error as Error;
      return part;
    },
    split(part) {
      if (part.length === 1) return [];
      const byTenant = Map.groupBy(part, (name) => name.split('/')[0]);
      return byTenant.size > 1 ? [...byTenant.values()] : part.map((name) => [name]);
    },
    failed(part, error) {
      if (given.throws) throw error as Error;
      return part.map((name) => `${name}: ${(error as Error).message}`);
    },
  }).catch((error: unknown) => error);
  return { tried, results };
}

const BATCH = ['acme/1', 'acme/2', 'globex/1', 'globex/2', 'acme/3'];
const broken = (name: string) => (part: string[]) => (part.includes(name) ? new Error('broken') : undefined);

test('a batch that passes is done once', async () => {
  const { tried, results } = await run(BATCH, () => undefined);
  expect([tried, results]).toEqual([[BATCH], [BATCH]]);
});

test('one that fails is divided, and again where it fails again, in order; only the failing one gets the error', async () => {
  const { tried, results } = await run(BATCH, broken('acme/2'));
  const [acme, globex] = [
    ['acme/1', 'acme/2', 'acme/3'],
    ['globex/1', 'globex/2'],
  ];
  expect(tried).toEqual([BATCH, acme, ['acme/1'], ['acme/2'], ['acme/3'], globex]);
  expect(results).toEqual([['acme/1'], ['acme/2: broken'], ['acme/3'], globex]);
});

test('a refusal divides nothing, also where it is the cause of the error', async () => {
  const refusal = new SpillwayError('OVERLOADED', 'too much');
  for (const error of [refusal, new Error('wrapped', { cause: refusal })]) {
    const { tried, results } = await run(BATCH, () => error);
    expect([tried, results]).toEqual([[BATCH], [BATCH.map((name) => `${name}: ${error.message}`)]]);
  }
});

test('a refusal of one part leaves the parts after it to be done', async () => {
  const refusal = new SpillwayError('OVERLOADED', 'too much');
  const { tried, results } = await run(BATCH, (part) => {
    if (part.length === BATCH.length) return new Error('broken');
    return part[0] === 'acme/1' ? refusal : undefined;
  });
  const acme = ['acme/1', 'acme/2', 'acme/3'];
  expect(tried).toEqual([BATCH, acme, ['globex/1', 'globex/2']]);
  expect(results).toEqual([acme.map((name) => `${name}: too much`), ['globex/1', 'globex/2']]);
});

test('where a failure is thrown on, the parts that are left are not done', async () => {
  const { tried, results } = await run(BATCH, broken('acme/1'), { throws: true });
  expect(results).toEqual(new Error('broken'));
  expect(tried).toEqual([BATCH, ['acme/1', 'acme/2', 'acme/3'], ['acme/1']]);
});
