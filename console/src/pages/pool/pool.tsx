/** A pool: what is in it, and who draws from it. */
import { useData } from '../../data';
import { PageTitle } from '../../frame/frame';
import { CreditsDocument, PolicyTextDocument } from '../../gql/graphql';
import { Chip } from '../../parts/basics';
import { Lasts } from '../../parts/lasts';
import { Empty, Panel, Problem, Shown, Skeleton } from '../../parts/panel';
import { permitsOn, useScope } from '../../scope';
import { useForecasts } from '../../use-forecasts';
import { Lots } from '../credits/lots';
import { BalanceFigures } from '../overview/balance-figures';
import { drawsFrom } from './draws-from';

export function Pool() {
  const { account: address, viewer } = useScope();
  const { data, error, loading, retry } = useData(CreditsDocument, { account: address }, { live: true });
  const [forecast] = useForecasts(address);
  const account = data?.account;
  const name = account?.pool ?? '';
  return (
    <>
      <PageTitle>Overview</PageTitle>
      <div className="grid gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(18rem,1fr)]">
        <div className="grid min-w-0 content-start gap-4">
          <Panel title="What there is, in the order it burns" live>
            <Shown loading={loading} error={error} retry={retry}>
              {account && <Lots owner={account} />}
            </Shown>
          </Panel>
          {permitsOn(viewer, 'policy', 'read') && name !== '' && (
            <Panel title="Who draws from it">
              <Drawing pool={name} />
            </Panel>
          )}
        </div>
        <Panel title="Balance" live className="self-start">
          <Shown loading={loading}>{account && <BalanceFigures account={account} />}</Shown>
          <Lasts forecast={forecast} />
        </Panel>
      </div>
    </>
  );
}

function Drawing({ pool }: { pool: string }) {
  const { data, error, loading, retry } = useData(PolicyTextDocument, {}, { live: true });
  if (loading) return <Skeleton />;
  if (error) return <Problem error={error} retry={retry} />;
  const drawing = drawsFrom(data?.policy?.text ?? '', pool);
  if (drawing.length === 0) {
    return (
      <Empty title="Nobody draws from it">{`A line such as "p2, role:member, product:*, pool:${pool}, 40" would let somebody.`}</Empty>
    );
  }
  return (
    <ul className="grid">
      {drawing.map(({ role, product, rank, at, members }) => (
        <li key={at.line} className="grid gap-1 border-t border-line py-2 text-sm first:border-0">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{role}</span>
            <span className="text-soft">for</span> {product}
            {rank === null ? <Chip tone="bad">never</Chip> : <Chip>rank {rank}</Chip>}
          </p>
          <p className="text-soft">
            {members.length === 0
              ? 'Nobody has this role.'
              : `Who: ${members.map(({ name }) => (name === '*' ? 'everybody' : name)).join(', ')}`}
          </p>
          <p className="text-xs text-soft">
            <code className="break-all">{at.text}</code> (line {at.line})
          </p>
        </li>
      ))}
    </ul>
  );
}
