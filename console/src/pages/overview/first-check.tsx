/** For who has used nothing yet: the request that makes the first receipt. */
import { settings } from '../../settings';
import { CopyButton } from '../../parts/basics';
import { Empty } from '../../parts/panel';
import { useScope } from '../../scope';

export function FirstCheck({ product }: { product: string | null }) {
  const { viewer, catalog, account } = useScope();
  const features = catalog?.products.find(({ id }) => id === product)?.features ?? [];
  const feature = features[0];
  const dimension = feature?.dimensions[0];
  if (account !== null || product === null || !feature || dimension === undefined) return null;
  const input = {
    ...{ idempotencyKey: 'first-1', subject: viewer.subject, product, feature: feature.id },
    usage: [{ dimension, quantity: '1000' }],
  };
  const query =
    'mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { outcome granted message draws { source amount } } }';
  const curl = [
    `curl ${location.origin}${settings.endpoint} \\`,
    `  -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify({ query, variables: { input } })}'`,
  ].join('\n');
  return (
    <Empty title="Nothing used yet">
      <p>This makes your first check, with a token of yours in TOKEN:</p>
      <pre
        tabIndex={0}
        aria-label="A first check, as curl"
        className="overflow-x-auto rounded-md bg-sunk p-3 text-xs text-ink"
      >
        {curl}
      </pre>
      <div>
        <CopyButton text={curl} />
      </div>
    </Empty>
  );
}
