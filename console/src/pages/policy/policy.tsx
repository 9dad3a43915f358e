/**
 * The policy: its text in an editor, what is wrong with it and what its lines mean while it is changed, what a draft would
 * do to requests and to what happened, and how one goes live or comes back. Nothing serves before it is applied.
 */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Tabs } from 'radix-ui';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useClient } from 'urql';
import { pipe, subscribe } from 'wonka';
import { useData } from '../../data';
import { PageTitle } from '../../frame/frame';
import {
  PolicyChangedDocument,
  PolicyNowDocument,
  ValidatePolicyDocument,
  type PolicyNowQuery,
} from '../../gql/policy/graphql';
import { nodeOf } from '../../graphql';
import { Button, Chip, CopyButton } from '../../parts/basics';
import { Needs } from '../../parts/needs';
import { Panel, Shown } from '../../parts/panel';
import { permitsOn, useScope } from '../../scope';
import { useSettled } from '../../use-settled';
import { Apply } from './apply';
import { Check } from './check';
import { Diff } from './diff';
import { useDraft, type Draft } from './draft';
import { Editor, type EditorHandle } from './editor';
import { saveText } from './files';
import { History } from './history';
import { Impact } from './impact';
import { wordsOf } from './line-words';
import { Meanwhile } from './meanwhile';
import type { PolicySearch, PolicyTab } from './search';
import { WhatIf } from './what-if';

const TYPING_MS = 400;

const TABS: readonly (readonly [PolicyTab, string])[] = [
  ['check', 'Check'],
  ['what-if', 'What if'],
  ['impact', 'Impact'],
  ['diff', 'Diff'],
  ['history', 'History'],
];

export function Policy() {
  const { viewer } = useScope();
  return permitsOn(viewer, 'policy', 'read') ? (
    <Loaded />
  ) : (
    <>
      <PageTitle>Policy</PageTitle>
      <Needs object="policy" action="read" />
    </>
  );
}

type Live = NonNullable<PolicyNowQuery['policy']>;

function Loaded() {
  const { data, error, loading, retry } = useData(PolicyNowDocument, {}, { live: true });
  usePolicyWatched(data?.policy?.version ?? null, retry);
  if (!data?.policy) {
    return (
      <>
        <PageTitle>Policy</PageTitle>
        <Shown loading={loading} error={error} retry={retry} rows={8}>
          {null}
        </Shown>
      </>
    );
  }
  return <Whole live={data.policy} products={data.catalog?.products ?? []} />;
}

/** Asks again whenever another version serves than the one that is shown. */
function usePolicyWatched(version: string | null, again: () => void): void {
  const client = useClient();
  const shown = useRef(version);
  shown.current = version;
  useEffect(() => {
    const { unsubscribe } = pipe(
      client.subscription(nodeOf(PolicyChangedDocument), {}),
      subscribe(({ data }) => {
        const serves = data?.policyChanged.version;
        if (serves !== undefined && shown.current !== null && serves !== shown.current) again();
      }),
    );
    return unsubscribe;
  }, [client, again]);
}

interface WholeProps {
  live: Live;
  products: NonNullable<PolicyNowQuery['catalog']>['products'];
}

function Whole({ live, products }: WholeProps) {
  const { viewer } = useScope();
  const draft = useDraft(live, `${viewer.tenant} ${viewer.subject}`);
  const search = useSearch({ strict: false }) as PolicySearch;
  const navigate = useNavigate();
  const editor = useRef<EditorHandle>(null);
  const [line, setLine] = useState({ number: 1, text: '' });
  const checked = useChecked(draft.text);
  const tab = search.tab ?? 'check';
  const choose = (next: string) =>
    void navigate({
      ...{ to: '.', search: (before: PolicySearch) => ({ ...before, tab: next === 'check' ? undefined : next }) },
      replace: true,
    } as never);
  const mayWrite = permitsOn(viewer, 'policy', 'write');
  const { line: asked } = search;
  useEffect(() => {
    if (asked !== undefined) editor.current?.goTo(asked);
  }, [asked]);
  const parts = { draft, live, products, mayWrite };
  return (
    <>
      <PageTitle actions={<Acts live={live} draft={draft} mayWrite={mayWrite} checked={checked} />}>Policy</PageTitle>
      <Meanwhile live={live} draft={draft} compare={() => choose('diff')} />
      <div className="grid gap-4 xl:grid-cols-2">
        <Panel
          className="self-start"
          title={live.file}
          actions={
            <>
              <Chip tone={draft.isChanged ? 'warn' : 'good'}>
                {draft.isChanged ? `Draft on ${draft.base.version}` : `Serves: ${live.version}`}
              </Chip>
              {draft.isChanged && <Button onClick={draft.drop}>Drop the draft</Button>}
            </>
          }
        >
          <Editor
            ref={editor}
            text={draft.text}
            change={draft.set}
            found={checked.current?.all.filter(({ file }) => file === live.file) ?? null}
            sold={products}
            readOnly={false}
            caret={setLine}
          />
          <LineSays line={line} />
          <Servers live={live} />
        </Panel>
        <Panel title="The draft" className="self-start">
          <Tabs.Root value={tab} onValueChange={choose} className="grid gap-3">
            <Tabs.List aria-label="What about the draft" className="flex w-fit flex-wrap rounded-lg bg-sunk p-0.5">
              {TABS.map(([name, word]) => (
                <Tabs.Trigger
                  key={name}
                  value={name}
                  className="min-h-7 rounded-md px-3 text-sm text-soft data-[state=active]:bg-panel data-[state=active]:font-medium data-[state=active]:text-ink data-[state=active]:shadow-sm"
                >
                  {word}
                </Tabs.Trigger>
              ))}
            </Tabs.List>
            <Tab of="check">
              <Check
                checked={checked}
                text={draft.text}
                file={live.file}
                onDisk={live.problems}
                goTo={(number) => editor.current?.goTo(number)}
                replaceLine={(number, text) => editor.current?.replaceLine(number, text)}
              />
            </Tab>
            <Tab of="what-if">
              <WhatIf {...parts} goTo={(number) => editor.current?.goTo(number)} />
            </Tab>
            <Tab of="impact">
              <Impact text={draft.text} />
            </Tab>
            <Tab of="diff">
              <Diff live={live.text} text={draft.text} change={draft.set} />
            </Tab>
            <Tab of="history">
              <History {...parts} />
            </Tab>
          </Tabs.Root>
        </Panel>
      </div>
    </>
  );
}

function Tab({ of, children }: { of: PolicyTab; children: ReactNode }) {
  return (
    <Tabs.Content value={of} className="grid min-w-0 gap-4 outline-offset-4">
      {children}
    </Tabs.Content>
  );
}

function LineSays({ line }: { line: { number: number; text: string } }) {
  const { about, says } = wordsOf(line.text);
  return (
    <p className="pt-2 text-sm" data-line-says>
      <span className="text-soft">
        Line {line.number}: {about.toLowerCase()}.
      </span>{' '}
      {says}
    </p>
  );
}

/** Which processes do not serve it yet; nothing where all do. */
function Servers({ live: { version, servedBy } }: { live: Live }) {
  const others = servedBy.filter((each) => each.version !== version).length;
  if (others === 0) return null;
  return (
    <p className="pt-1 text-xs text-warn">
      {others} of {servedBy.length} processes serve another version: they follow within two seconds.
    </p>
  );
}

export type Found = NonNullable<Live['problems']>[number];

/** What the server finds in the draft. */
export interface Checked {
  /** Of the text as it is now; null while it is asked for. */
  current: { problems: readonly Found[]; warnings: readonly Found[]; all: readonly Found[]; version: string } | null;
  /** The last answer, of a text that may have changed since. */
  last: { problems: readonly Found[]; warnings: readonly Found[] } | null;
  error: ReturnType<typeof useData>['error'];
  retry: () => void;
}

function useChecked(text: string): Checked {
  const settled = useSettled(text, TYPING_MS);
  const { data, error, asking, retry } = useData(ValidatePolicyDocument, { text: settled });
  const answer = data?.validatePolicy ?? null;
  const isCurrent = !asking && settled === text && answer !== null;
  const [kept, setKept] = useState<Checked['current']>(null);
  useEffect(() => {
    if (!isCurrent || !answer) return setKept(null);
    const { problems, warnings, version } = answer;
    setKept({ problems, warnings, version, all: [...problems, ...warnings] });
  }, [isCurrent, answer]);
  return { current: isCurrent ? kept : null, last: answer, error, retry };
}

interface ActsProps {
  live: Live;
  draft: Draft;
  mayWrite: boolean;
  checked: Checked;
}

/** What can be done with the draft here. */
function Acts({ live, draft, mayWrite, checked }: ActsProps) {
  const save = useCallback(() => saveText('policy.csv', draft.text), [draft.text]);
  return (
    <>
      {!live.takesChanges ? (
        <span className="text-sm text-soft">Read-only here: copy or download</span>
      ) : (
        !mayWrite && <span className="text-sm text-soft">Applying takes write on the policy</span>
      )}
      <CopyButton text={draft.text} label="Copy the text" />
      <Button onClick={save}>Download</Button>
      {live.takesChanges && mayWrite && <Apply live={live} draft={draft} checked={checked} />}
    </>
  );
}
