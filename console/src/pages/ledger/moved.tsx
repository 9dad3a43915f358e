/** The layers that an update was about: what it moved here, and the pool that gave instead. */
import { Badge } from '../../parts/layers';
import type { UpdateRowFragment } from '../../gql/graphql';
import { useScope } from '../../scope';
import { layerWord } from '../../words';

export function Moved({ update: { lines, decision, charge } }: { update: UpdateRowFragment }) {
  const { account } = useScope();
  const lotLayer = (kind: string) =>
    account?.startsWith('pool:') === true ? 'POOL' : kind === 'PROMOTIONAL' ? 'PROMOTION' : 'CREDITS';
  const own = lines.map(({ window, lot }) => (window != null || !lot ? 'ALLOWANCE' : lotLayer(lot.kind)));
  const given = [...(decision?.draws ?? []), ...(charge?.draws ?? [])].map(({ layer }) => layer as string);
  const layers = [...new Set([...own, ...given])];
  const words = layers.map(layerWord).join(', ');
  return (
    <span className="inline-flex gap-1 align-middle" title={words}>
      {layers.map((layer) => (
        <Badge key={layer} of={layer} />
      ))}
      <span className="sr-only">{words}</span>
    </span>
  );
}
