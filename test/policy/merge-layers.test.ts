/** Which layers a subject's requests take from, and in which order (docs/rules.md, 8). */
import { expect, test } from '@jest/globals';
import { policyOf, policyText, who } from './policies.js';

const GRANTS = ['g, *, role:m', 'g, group:eng, role:e', 'g, group:intern, role:i'];

async function layers(lines: string[], groups: string[] = [], feature: string | null = 'gpt-5.5') {
  const { layering } = await policyOf(policyText(...lines, ...GRANTS));
  return layering.layersFor(who('alice', ...groups), 'codex', feature).map(({ source, line }) => `${source}@${line}`);
}

test('without a line for any of the roles: allowance, promotion, credits, citing no line', async () => {
  const other = ['p2, role:e, product:codex, credits, 1', 'p2, role:m, product:sora, credits, 1'];
  expect(await layers([])).toEqual(['allowance@null', 'promotion@null', 'credits@null']);
  expect(await layers(other)).toEqual(['allowance@null', 'promotion@null', 'credits@null']);
});

test('the most specific object that has lines counts alone', async () => {
  const lines = [
    'p2, role:m, product:*, allowance, 1',
    'p2, role:m, product:codex, credits, 1',
    'p2, role:m, product:codex/gpt-5.5, promotion, 1',
  ];
  expect(await layers(lines)).toEqual(['promotion@6']);
  expect(await layers(lines, [], 'gpt-5.4')).toEqual(['credits@5']);
  expect(await layers(lines, [], null)).toEqual(['credits@5']);
  expect(await layers(lines.slice(0, 1))).toEqual(['allowance@4']);
});

test('an object counts only where it has a line for one of the subject’s own roles', async () => {
  const lines = ['p2, role:m, product:codex, credits, 1', 'p2, role:e, product:codex/gpt-5.5, pool:x, 1'];
  expect(await layers(lines)).toEqual(['credits@4']);
  expect(await layers(lines, ['eng'])).toEqual(['pool:x@5']);
});

test('lower ranks come first, and where a layer stands twice its lower rank counts and is cited', async () => {
  const lines = [
    'p2, role:m, product:codex, credits, 30',
    'p2, role:m, product:codex, allowance, 20',
    'p2, role:e, product:codex, credits, 10',
  ];
  expect(await layers(lines)).toEqual(['allowance@5', 'credits@4']);
  expect(await layers(lines, ['eng'])).toEqual(['credits@6', 'allowance@5']);
});

test('never beats any rank of any role, and may leave nothing', async () => {
  const lines = ['p2, role:m, product:codex, credits, 1', 'p2, role:i, product:codex, credits, never'];
  expect(await layers(lines)).toEqual(['credits@4']);
  expect(await layers(lines, ['intern'])).toEqual([]);
  expect(await layers([...lines].reverse(), ['intern'])).toEqual([]);
});

test('ranks are compared as numbers, ties go by file order', async () => {
  const lines = [
    'p2, role:m, product:codex, credits, 100',
    'p2, role:m, product:codex, promotion, 20',
    'p2, role:e, product:codex, allowance, 20',
    'p2, role:m, product:codex, pool:a, 3',
  ];
  expect(await layers(lines, ['eng'])).toEqual(['pool:a@7', 'promotion@5', 'allowance@6', 'credits@4']);
});

test('a line may name a subject instead of a role', async () => {
  expect(await layers(['p2, alice, product:codex, credits, 5'])).toEqual(['credits@4']);
  expect(await layers(['p2, bob, product:codex, credits, 5'])).toEqual([
    'allowance@null',
    'promotion@null',
    'credits@null',
  ]);
});
