/** Who draws from a pool, as the policy's text says: the lines of its waterfall, and who has their roles. */

export interface PolicyLine {
  line: number;
  text: string;
}

export interface Drawing {
  role: string;
  product: string;
  /** Null: never. */
  rank: string | null;
  at: PolicyLine;
  /** Who has the role. */
  members: readonly { name: string; at: PolicyLine }[];
}

/** @param text a policy that serves, so each line is well formed */
export function drawsFrom(text: string, pool: string): Drawing[] {
  const lines = text.split(/\r?\n/).map((each, index) => ({
    at: { line: index + 1, text: each },
    fields: each.split(',').map((field) => field.trim()),
  }));
  const grants = lines.filter(({ fields }) => fields[0] === 'g');
  return lines.flatMap(({ at, fields: [kind, role = '', product = '', layer, rank = ''] }) => {
    if (kind !== 'p2' || layer !== `pool:${pool}`) return [];
    const members = grants.flatMap((grant) =>
      grant.fields[2] === role ? [{ name: grant.fields[1] ?? '', at: grant.at }] : [],
    );
    return [{ role, product, rank: rank === 'never' ? null : rank, at, members }];
  });
}
