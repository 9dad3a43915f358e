/** Usage that could not be settled, with the reason; each can be driven again once what was wrong is mended. */
import { useEffect } from 'react';
import { useAct } from '../../data';
import { countText } from '../../format';
import { RedriveDocument, SetAsideDocument, type SetAsideQuery } from '../../gql/graphql';
import { ActDialog } from '../../parts/act-dialog';
import { Button, Instant } from '../../parts/basics';
import { Empty, Shown } from '../../parts/panel';
import { usePages, useRefreshed } from '../../parts/use-pages';
import { anyWord } from '../../words';

type Event = NonNullable<SetAsideQuery['usageEvents']>['nodes'][number];

export function SetAside({ address, mayRedrive }: { address: string; mayRedrive: boolean }) {
  const { rows, loading, error, more, loadMore, refresh } = usePages(
    SetAsideDocument,
    { account: address },
    (data) => data.usageEvents,
  );
  useRefreshed({ refresh });
  useEffect(() => {
    if (rows.length === 0 && more) loadMore();
  }, [rows.length, more, loadMore]);
  return (
    <Shown loading={loading} error={error} retry={() => void refresh()}>
      {rows.length === 0 && !error && !more ? (
        <Empty title="Nothing is set aside">All usage was settled. What had no price would wait here.</Empty>
      ) : (
        <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Usage that was set aside">
          <table className="w-full min-w-xl text-sm">
            <caption className="sr-only">Usage that was set aside, the newest first</caption>
            <thead className="text-left text-xs text-soft">
              <tr>
                {['Used at', 'For', 'How much', 'Why it waits'].map((name) => (
                  <th key={name} scope="col" className="py-1 pr-3 font-medium">
                    {name}
                  </th>
                ))}
                <th scope="col">
                  <span className="sr-only">Redrive</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((event) => (
                <tr key={event.id} className="border-t border-line align-top" data-set-aside={event.id}>
                  <td className="py-1.5 pr-3">
                    <Instant at={event.occurredAt} />
                  </td>
                  <td className="pr-3">{`${event.product}/${event.feature}`}</td>
                  <td className="pr-3">{usageText(event)}</td>
                  <td className="pr-3">{event.unchargedReason}</td>
                  <td className="text-right">{mayRedrive && <Redrive event={event} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more && rows.length > 0 && <Button onClick={loadMore}>Show more</Button>}
    </Shown>
  );
}

const usageText = ({ usage }: Event): string =>
  usage.map(({ dimension, quantity }) => `${countText(quantity)} ${anyWord(dimension).toLowerCase()}`).join(', ');

function Redrive({ event }: { event: Event }) {
  const act = useAct(RedriveDocument);
  return (
    <ActDialog
      open="Redrive"
      title="Redrive this usage"
      about="It is recorded once more, as it was, and settled by the prices in force now for its instant. Each event is driven again once."
      confirm="Redrive it"
      act={act}
      variables={(key) => ({ key, id: event.id })}
      reason="none"
      done={() => 'On its way.'}
    >
      <p className="rounded-lg bg-sunk p-3 text-sm">
        {usageText(event)} of {`${event.product}/${event.feature}`}, used at <Instant at={event.occurredAt} />. It will
        be charged to the account like any usage.
      </p>
    </ActDialog>
  );
}
