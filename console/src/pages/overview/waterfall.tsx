/** Where the next request comes from: the layers in the order of the policy, as one bar. */
import { Amount, Chip, cx, Relative } from '../../parts/basics';
import { Badge, FILL } from '../../parts/layers';
import type { Step } from './steps';

export function Waterfall({ steps }: { steps: readonly Step[] }) {
  return (
    <ol aria-label="Layers, in the order they are drawn from" className="flex gap-1.5 max-sm:flex-col" data-waterfall>
      {steps.map((step, index) => (
        <li
          key={step.source}
          style={{ flexGrow: step.width }}
          className="flex min-w-0 basis-28 flex-col gap-2 sm:min-w-28"
          data-layer={step.source}
        >
          <Bar step={step} first={index === 0} last={index === steps.length - 1} />
          <Words step={step} />
        </li>
      ))}
    </ol>
  );
}

function Bar({ step, first, last }: { step: Step; first: boolean; last: boolean }) {
  const fill = FILL[step.layer] ?? 'bg-soft';
  return (
    <div
      aria-hidden="true"
      className={cx(
        'flex h-11 overflow-hidden bg-sunk max-sm:h-5 max-sm:rounded',
        first ? 'rounded-l-lg' : 'rounded-l-sm',
        last ? 'rounded-r-lg' : 'rounded-r-sm',
        step.serves && 'ring-2 ring-ink ring-offset-2 ring-offset-panel',
      )}
    >
      <div style={{ width: `${step.left * 100}%` }} className={cx('transition-[width] duration-300', fill)} />
      <div
        style={{ width: `${step.heldShare * 100}%` }}
        className={cx('striped transition-[width] duration-300', fill)}
      />
    </div>
  );
}

function Words({ step }: { step: Step }) {
  return (
    <div className="grid min-w-0 gap-0.5 text-sm">
      <p className="flex flex-wrap items-center gap-x-1.5 gap-y-1 font-medium">
        <Badge of={step.layer} />
        <span className="truncate">{step.name}</span>
        {step.serves && <Chip>now</Chip>}
      </p>
      <p>
        <Amount value={step.remaining} className="text-base font-semibold" />
        <span className="text-soft">
          {step.whole !== null && step.whole !== step.remaining && (
            <>
              {' '}
              of <Amount value={step.whole} />
            </>
          )}{' '}
          {step.cut ? 'let through by a budget' : 'left'}
        </span>
      </p>
      <p className="text-xs text-soft">
        {step.held !== null && step.held !== '0' && (
          <>
            <Amount value={step.held} /> held.{' '}
          </>
        )}
        <When step={step} />
      </p>
    </div>
  );
}

function When({ step }: { step: Step }) {
  if (step.resetsAt !== null) {
    return (
      <>
        Resets <Relative at={step.resetsAt} />
      </>
    );
  }
  if (step.layer === 'ALLOWANCE') return <>Starts with your next request</>;
  if (step.expiresAt === null) return step.remaining === '0' ? null : <>No expiry</>;
  return (
    <>
      Expires <Relative at={step.expiresAt} />
    </>
  );
}
