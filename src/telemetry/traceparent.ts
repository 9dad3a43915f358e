/**
 * The header `traceparent` of W3C Trace Context, read: which trace a request belongs to, and whether that is kept. What is
 * malformed counts as none.
 */

/** Where a request comes from, as OpenTelemetry has it. */
export interface TraceParent {
  traceId: string;
  spanId: string;
  traceFlags: number;
  isRemote: true;
}

const FORM = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** Reads the header. @returns null where it is not there or not what it must be */
export function parentOf(traceparent: string | undefined): TraceParent | null {
  const [, version, traceId = '', spanId = '', flags = '', more] = FORM.exec(traceparent ?? '') ?? [];
  if (version === undefined || (version === '00' && more !== undefined)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}
