/** What an admin may do to one account, and who did what to it. Only what the permissions allow is there. */
import { useData } from '../../data';
import { PageTitle } from '../../frame/frame';
import { ManageDocument } from '../../gql/graphql';
import { Needs } from '../../parts/needs';
import { Empty, Panel, Shown } from '../../parts/panel';
import { useScope } from '../../scope';
import { GrantCredits } from './grant';
import { History } from './history';
import { GrantedLots } from './revoke';
import { SetAside } from './set-aside';
import { StateAndPlan } from './state-and-plan';

export function Manage() {
  const { account: address, may } = useScope();
  if (address === null) return null;
  return (
    <>
      <PageTitle>Manage</PageTitle>
      {may('manage') || may('grant') ? (
        <Acts address={address} />
      ) : (
        <Needs object={`account:${address}`} action="manage" />
      )}
    </>
  );
}

function Acts({ address }: { address: string }) {
  const { may } = useScope();
  const { data, error, loading, retry } = useData(ManageDocument, { account: address }, { live: true });
  const account = data?.account ?? null;
  return (
    <div className="grid gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
      <div className="grid min-w-0 content-start gap-4">
        {may('manage') && (
          <Panel title={address.startsWith('pool:') ? 'State' : 'State, plan and windows'} live>
            <Shown loading={loading} error={error} retry={retry}>
              {account === null && (
                <Empty title="No account yet">
                  {address.startsWith('pool:')
                    ? 'It begins with its first credits.'
                    : 'It begins with the first request, credits or plan.'}
                </Empty>
              )}
              <StateAndPlan address={address} account={account} />
            </Shown>
          </Panel>
        )}
        {may('grant') && (
          <Panel title="Granted credits" live actions={<GrantCredits address={address} account={account} />}>
            <Shown loading={loading} error={error} retry={retry}>
              {account ? (
                <GrantedLots account={account} />
              ) : (
                <Empty title="No credits yet">The account begins with what you grant.</Empty>
              )}
            </Shown>
          </Panel>
        )}
        {account?.subject != null && (
          <Panel title="Usage that was set aside">
            <SetAside address={address} mayRedrive={may('manage')} />
          </Panel>
        )}
      </div>
      {account && (
        <Panel title="Who did what" className="self-start">
          <History address={address} />
        </Panel>
      )}
    </div>
  );
}
