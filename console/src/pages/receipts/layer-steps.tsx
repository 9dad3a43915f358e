/** The waterfall of one decision, step by step: what each layer had, gave and kept. */
import { nano, share } from '../../format';
import type { CountsNowFragment, DrawNowFragment } from '../../gql/graphql';
import { Amount, cx } from '../../parts/basics';
import { Badge, FILL } from '../../parts/layers';
import { Empty } from '../../parts/panel';
import { layerWord, sourceWord } from '../../words';
import { CountedIn } from '../budgets/counted-in';

interface Step {
  layer: string;
  source: string;
  had: string;
  gave: string;
  left: string;
}

interface LotOf {
  lot?: { id: string; kind: string } | null;
}

export function LayerSteps({
  layers,
  draws,
}: {
  layers: readonly Step[];
  draws: readonly (DrawNowFragment & CountsNowFragment & LotOf)[];
}) {
  if (layers.length === 0) {
    return (
      <Empty title="No layer gave anything">
        {draws.length > 0 ? 'What each had is not known any more.' : undefined}
      </Empty>
    );
  }
  return (
    <ol className="grid gap-3" data-steps>
      {layers.map((step) => (
        <li
          key={step.source}
          data-step={step.source}
          className={cx('grid gap-1 text-sm', step.gave === '0' && 'text-soft')}
        >
          <p className="flex flex-wrap items-center gap-x-2">
            <Badge of={step.layer} />
            <span className="font-medium text-ink">
              {step.layer === 'POOL' ? sourceWord(step.source) : layerWord(step.layer)}
            </span>
            <span className="ml-auto">
              had <Amount value={step.had} />, gave{' '}
              <Amount value={step.gave} className={cx(step.gave !== '0' && 'font-semibold text-ink')} />, left{' '}
              <Amount value={step.left} />
            </span>
          </p>
          <Bar step={step} />
          {draws
            .filter(({ source, lot }) => source === step.source && lot != null)
            .map((draw) => (
              <p key={draw.lot!.id} className="text-xs text-soft">
                <Amount value={draw.amount} /> of lot <span className="break-all">{draw.lot!.id}</span>
              </p>
            ))}
          <CountedIn draws={draws.filter(({ source }) => source === step.source)} />
        </li>
      ))}
    </ol>
  );
}

/** Left in full colour, given with an edge around it: the end of the bar that has gone. */
function Bar({ step }: { step: Step }) {
  const fill = FILL[step.layer] ?? 'bg-soft';
  if (nano(step.had) === 0n) return <div aria-hidden="true" className="h-3 rounded bg-sunk" />;
  const left = share(step.left, step.had) * 100;
  return (
    <div aria-hidden="true" className="flex h-3 overflow-hidden rounded bg-sunk">
      <div style={{ width: `${left}%` }} className={cx(fill, 'opacity-35')} />
      <div style={{ width: `${100 - left}%` }} className={fill} />
    </div>
  );
}
