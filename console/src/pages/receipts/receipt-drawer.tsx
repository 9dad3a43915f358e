/** One decision in full: why it ended as it did, who gave what, what it cost, and what became of it. */
import { ChevronDown, ChevronUp } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useData } from '../../data';
import { ReceiptDocument, type ReceiptQuery } from '../../gql/graphql';
import { Amount, Button, Chip, CopyButton, Instant } from '../../parts/basics';
import { Drawer } from '../../parts/drawer';
import { Empty, Problem, Skeleton } from '../../parts/panel';
import { useScope } from '../../scope';
import { outcomeWord, statusWord } from '../../words';
import { OUTCOME_TONE } from '../overview/last-receipts';
import { Gates } from './gates';
import { LayerSteps } from './layer-steps';
import { PolicyLine } from './policy-line';
import { PriceSum } from './price-sum';
import { Story } from './story';
import { Updates } from './updates';

export type Receipt = NonNullable<ReceiptQuery['decision']>;

interface ReceiptDrawerProps {
  id: string;
  close: () => void;
  previous?: () => void;
  next?: () => void;
}

export function ReceiptDrawer({ id, close, previous, next }: ReceiptDrawerProps) {
  const { data, error, loading, retry } = useData(ReceiptDocument, { id }, { live: true });
  const receipt = data?.decision;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '[') previous?.();
      if (event.key === ']') next?.();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [previous, next]);
  return (
    <Drawer
      open
      close={close}
      title={receipt ? `${receipt.product}/${receipt.feature}` : 'Receipt'}
      about={receipt?.message ?? 'One decision'}
    >
      <div className="flex flex-wrap items-center gap-2 text-sm">
        {receipt && (
          <>
            <Chip tone={OUTCOME_TONE[receipt.outcome] ?? 'quiet'}>{outcomeWord(receipt.outcome)}</Chip>
            <Chip>{statusWord(receipt.status)}</Chip>
            <Instant at={receipt.decidedAt} className="text-soft" />
          </>
        )}
        <span className="ml-auto flex gap-1">
          <Button kind="bare" className="px-1.5" aria-label="Previous receipt" disabled={!previous} onClick={previous}>
            <ChevronUp size={18} />
          </Button>
          <Button kind="bare" className="px-1.5" aria-label="Next receipt" disabled={!next} onClick={next}>
            <ChevronDown size={18} />
          </Button>
        </span>
      </div>
      {loading && <Skeleton rows={8} />}
      {error && <Problem error={error} retry={retry} />}
      {!loading && !error && !receipt && (
        <Empty title="There is no such receipt">Perhaps the id is cut off, or it is another tenant's.</Empty>
      )}
      {receipt && <Content receipt={receipt} />}
    </Drawer>
  );
}

function Content({ receipt }: { receipt: Receipt }) {
  return (
    <>
      <Figures receipt={receipt} />
      <Part title="Who gave what">
        <LayerSteps layers={receipt.layers} draws={receipt.draws} />
      </Part>
      <Part title="What it had to pass">
        <Gates receipt={receipt} subject={receipt.subject} wanted={`${receipt.product}/${receipt.feature}`} />
      </Part>
      <Part title="The line of the policy that decided">
        <PolicyLine policy={receipt.policy} when="served then" />
      </Part>
      <Part title="What was asked, and its price">
        <PriceSum receipt={receipt} />
      </Part>
      <Part title="What became of it">
        <Story receipt={receipt} />
      </Part>
      {receipt.balanceUpdates.nodes.length > 0 && (
        <Part title="What it did to the balance">
          <Updates receipt={receipt} />
        </Part>
      )}
      <Part title="Details">
        <Details receipt={receipt} />
      </Part>
    </>
  );
}

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid min-w-0 gap-2 border-t border-line pt-3">
      <h3 className="text-sm font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Figures({ receipt }: { receipt: Receipt }) {
  const figures = [
    ['Asked', receipt.requested],
    ['Granted', receipt.granted],
    ['Charged', receipt.charged],
    ...(receipt.shortfall === '0' ? [] : [['Missing', receipt.shortfall]]),
  ] as const;
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt className="text-xs text-soft">{name}</dt>
          <dd>
            <Amount value={value!} className="text-xl font-semibold" />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Details({ receipt }: { receipt: Receipt }) {
  const { account } = useScope();
  const rows: [string, string | null | undefined][] = [
    ['Receipt', receipt.id],
    ['Subject', receipt.subject],
    ['Asked by', receipt.caller],
    ['Session', receipt.session],
    ['Groups', receipt.groups.join(', ')],
    ['Roles', receipt.roles.join(', ')],
    ['Labels', receipt.labels.map(({ key, value }) => `${key}=${value}`).join(', ')],
    ['Hold', receipt.hold?.id],
    ['Policy version', receipt.policy.version],
  ];
  const quantities = receipt.requestedUsage.map(({ dimension, quantity }) => [dimension, quantity]);
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {rows
          .filter(([, value]) => value != null && value !== '')
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-soft">{name}</dt>
              <dd className="min-w-0 break-all">{value}</dd>
            </div>
          ))}
      </dl>
      <div className="flex flex-wrap items-center gap-2">
        {account === null && (
          <Link
            to={'/ask' as '/'}
            search={
              { product: receipt.product, feature: receipt.feature, usage: Object.fromEntries(quantities) } as never
            }
            className="inline-flex min-h-8 items-center rounded-md border border-edge/60 px-3 text-sm font-medium hover:bg-sunk"
          >
            Ask the same now
          </Link>
        )}
        <CopyButton text={receipt.id} label="Copy id" />
        <CopyButton text={jsonOf(receipt)} label="Copy JSON" />
      </div>
      <details className="text-sm">
        <summary className="w-fit text-soft">As JSON</summary>
        <pre
          tabIndex={0}
          aria-label="The receipt as JSON"
          className="mt-2 max-h-80 overflow-auto rounded-md bg-sunk p-3 text-xs"
        >
          {jsonOf(receipt)}
        </pre>
      </details>
    </>
  );
}

/** As the API answers it; the cache's own marks are no part of that. */
const jsonOf = (receipt: Receipt): string =>
  JSON.stringify(receipt, (name, value: unknown) => (name === '__typename' ? undefined : value), 2);
