/** A meter for each window of the plan: used, held, left, and when it begins anew. */
import type { AccountNowFragment, ForecastNowFragment } from '../../gql/graphql';
import { share } from '../../format';
import { Amount, Instant, Relative } from '../../parts/basics';
import { Lasts } from '../../parts/lasts';
import { Empty } from '../../parts/panel';
import { anyWord } from '../../words';

interface WindowsProps {
  account: AccountNowFragment;
  forecasts: readonly ForecastNowFragment[];
}

export function Windows({ account: { windows, plan }, forecasts }: WindowsProps) {
  if (windows.length === 0) {
    return (
      <Empty title="No windows">
        {plan == null ? 'This account has no plan.' : `Plan ${plan} includes no allowance.`}
      </Empty>
    );
  }
  return (
    <ul className="grid gap-4">
      {windows.map((window) => (
        <li key={window.window} className="grid gap-1.5 text-sm">
          <p className="flex justify-between gap-3">
            <span className="font-medium">{anyWord(window.window)}</span>
            <span>
              <Amount value={window.remaining} className="font-semibold" />
              <span className="text-soft">
                {' '}
                of <Amount value={window.capacity} /> left
              </span>
            </span>
          </p>
          <div
            role="meter"
            aria-label={`${anyWord(window.window)} used`}
            aria-valuemin={0}
            aria-valuemax={Number(window.capacity)}
            aria-valuenow={Number(window.used)}
            className="flex h-2.5 overflow-hidden rounded-full bg-sunk"
          >
            <div style={{ width: `${share(window.used, window.capacity) * 100}%` }} className="bg-allowance" />
            <div style={{ width: `${share(window.held, window.capacity) * 100}%` }} className="striped bg-allowance" />
          </div>
          <p className="flex flex-wrap justify-between gap-x-3 text-xs text-soft">
            <span>
              <Amount value={window.used} /> used
              {window.held !== '0' && (
                <>
                  , <Amount value={window.held} /> held
                </>
              )}
            </span>
            {window.resetsAt == null ? (
              <span>starts with your next request</span>
            ) : (
              <span>
                resets <Relative at={window.resetsAt} />, <Instant at={window.resetsAt} />
              </span>
            )}
          </p>
          <Lasts forecast={forecasts.find(({ source }) => source === `window:${window.window}`)} />
        </li>
      ))}
    </ul>
  );
}
