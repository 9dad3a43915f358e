/** The header of W3C Trace Context: what is malformed counts as none. */
import { expect, test } from '@jest/globals';
import { parentOf } from '../../src/telemetry/traceparent.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test('a good one names its trace, its span and whether it is sampled', () => {
  const parent = { traceId: TRACE, spanId: SPAN, isRemote: true };
  expect(parentOf(`00-${TRACE}-${SPAN}-01`)).toEqual({ ...parent, traceFlags: 1 });
  expect(parentOf(`00-${TRACE}-${SPAN}-02`)).toEqual({ ...parent, traceFlags: 0 });
  // A later version may say more at its end.
  expect(parentOf(`01-${TRACE}-${SPAN}-01-more`)).toEqual({ ...parent, traceFlags: 1 });
});

test.each([
  undefined,
  '',
  'x',
  `ff-${TRACE}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE}-${SPAN}-01-more`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}`,
])('%s is none', (header) => expect(parentOf(header)).toBeNull());
