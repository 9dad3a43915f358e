/** The tables of kinds: what others that cannot import them take for granted. */
import { expect, test } from '@jest/globals';
import { fieldOf, layerKinds, LOT_KINDS, lotKinds, lotKindsOf } from '../../src/core/kinds.js';

test('a balance counts each kind of lot in a field that is the kind in lower case: the audit reads it so', () => {
  for (const [kind, { field }] of Object.entries(LOT_KINDS)) expect(field).toBe(kind.toLowerCase());
});

test('an increase is no kind that is granted, drawn on or counted apart in a balance', () => {
  expect(lotKinds).not.toContain('INCREASE');
  expect(layerKinds.flatMap(lotKindsOf)).not.toContain('INCREASE');
  expect(fieldOf('INCREASE')).toBeNull();
  for (const kind of lotKinds) expect(fieldOf(kind)).toBe(kind.toLowerCase());
});
