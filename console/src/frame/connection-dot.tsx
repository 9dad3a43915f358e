/** Whether what is shown is live; if not, since when, and when it is tried again. */
import { useNow } from '../clock';
import { spanText, clockText, zone } from '../format';
import { connection, type Connection } from '../live/connection';
import { useStore } from '../store';
import { cx } from '../parts/basics';

const DOTS: Record<Connection['state'], string> = {
  live: 'bg-credits',
  connecting: 'bg-forgiven',
  reconnecting: 'bg-pool',
  'signed-out': 'bg-debt',
};

export function ConnectionDot() {
  const now = useNow();
  const state = useStore(connection);
  const shown = useStore(zone);
  return (
    <p role="status" className="inline-flex items-center gap-2 text-xs text-soft" data-connection={state.state}>
      <span aria-hidden="true" className={cx('size-2 rounded-full', DOTS[state.state])} />
      {words()}
    </p>
  );

  function words(): string {
    switch (state.state) {
      case 'live':
        return 'Live';
      case 'connecting':
        return 'Connecting';
      case 'signed-out':
        return 'Signed out';
      case 'reconnecting': {
        const wait = state.retryAt - now;
        const since = `as of ${clockText(state.since, now, shown)}`;
        return wait > 1000 ? `Reconnecting in ${spanText(wait)}, ${since}` : `Reconnecting, ${since}`;
      }
    }
  }
}
