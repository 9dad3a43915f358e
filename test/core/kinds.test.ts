/** The tables of kinds: what others that cannot import them take for granted. */
import { expect, test } from '@jest/globals';
import { LOT_KINDS } from '../../src/core/kinds.js';

test('a balance counts each kind of lot in a field that is the kind in lower case: the audit reads it so', () => {
  for (const [kind, { field }] of Object.entries(LOT_KINDS)) expect(field).toBe(kind.toLowerCase());
});
