/** Updates are numbered without a gap: where a number is missing all the same, the list says so. */
import type { UpdateRowFragment } from '../../gql/graphql';

/** Numbers that are not there, the first and the last of them. */
export interface Gap {
  id: string;
  first: bigint;
  last: bigint;
}

export type LedgerRow = UpdateRowFragment | Gap;

export const isGap = (row: LedgerRow): row is Gap => 'first' in row;

const gap = (first: bigint, last: bigint): Gap[] => (first > last ? [] : [{ id: `gap-${first}`, first, last }]);

/**
 * Updates with a row for each gap between them.
 * @param updates the newest first
 * @param isWhole whether the list goes down to the first update of all
 */
export function withGaps(updates: readonly UpdateRowFragment[], isWhole: boolean): LedgerRow[] {
  const rows = updates.flatMap((update, index): LedgerRow[] => {
    const newer = updates[index - 1];
    const seq = BigInt(update.seq);
    return [...(newer ? gap(seq + 1n, BigInt(newer.seq) - 1n) : []), update];
  });
  const oldest = updates.at(-1);
  return oldest && isWhole ? [...rows, ...gap(1n, BigInt(oldest.seq) - 1n)] : rows;
}

export const gapText = ({ first, last }: Gap): string =>
  first === last ? `Update ${first} is missing.` : `Updates ${first} to ${last} are missing.`;
