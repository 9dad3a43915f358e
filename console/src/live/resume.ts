/**
 * Where a subscription to an account goes on. The socket reads its variables anew at each reconnect; the cache copies the
 * ones it is given, so the place to go on from is added behind it.
 */
let afterSeq: string | null = null;

/** @param seq the last change that was seen; null to begin with a snapshot */
export function resumeAfter(seq: string | null): void {
  afterSeq = seq;
}

/** Whether a change was seen before. */
export function isKnown(seq: string): boolean {
  return afterSeq !== null && BigInt(seq) <= BigInt(afterSeq);
}

/** The variables of a subscription, with the place that it goes on from, read when they are sent. */
export function resuming(variables: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (variables === undefined || !('withProduct' in variables)) return variables;
  return {
    ...variables,
    get afterSeq(): string | null {
      return afterSeq;
    },
  };
}
