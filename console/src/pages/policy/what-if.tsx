/** One request, asked of what serves and of the draft side by side: how it ends, by which line, and why no other line did. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useData } from '../../data';
import { ExplainBothDocument, type ExplainBothQuery, type PolicyNowQuery } from '../../gql/policy/graphql';
import { factsOf } from '../../graphql';
import { Amount, Chip } from '../../parts/basics';
import { CheckField } from '../../parts/check-field';
import { SelectField, TextField } from '../../parts/fields';
import { Problem, Skeleton } from '../../parts/panel';
import { useScope } from '../../scope';
import { useSettled } from '../../use-settled';
import { outcomeWord, reasonWord, sourceWord } from '../../words';
import { OUTCOME_TONE } from '../overview/last-receipts';
import type { Draft } from './draft';
import { ruleWord, took } from './rule-words';
import type { PolicySearch } from './search';

const TYPING_MS = 500;

interface WhatIfProps {
  draft: Draft;
  products: NonNullable<PolicyNowQuery['catalog']>['products'];
  goTo: (line: number) => void;
}

export function WhatIf({ draft, products, goTo }: WhatIfProps) {
  const { viewer, catalog } = useScope();
  const search = useSearch({ strict: false }) as PolicySearch;
  const navigate = useNavigate();
  const change = (part: Partial<PolicySearch>) =>
    void navigate({ to: '.', search: (before: PolicySearch) => ({ ...before, ...part }), replace: true } as never);
  const [every, setEvery] = useState(false);
  const product = products.find(({ id }) => id === search.product) ?? products[0];
  const feature = product?.features.find(({ id }) => id === search.feature) ?? product?.features[0];
  const counted = catalog?.products.find(({ id }) => id === product?.id)?.features.find(({ id }) => id === feature?.id);
  const [dimension] = counted?.dimensions ?? [];
  const groups = (search.groups ?? '').split(',').map((each) => each.trim());
  const input = useSettled(
    JSON.stringify({
      subject: search.subject ?? viewer.subject,
      groups: groups.filter((each) => each !== ''),
      product: product?.id ?? '',
      feature: feature?.id ?? '',
      usage: dimension === undefined ? [] : [{ dimension, quantity: search.quantity ?? '1000' }],
    }),
    TYPING_MS,
  );
  const text = useSettled(draft.text, TYPING_MS);
  const asked = JSON.parse(input) as never;
  const { data, error, loading, asking, retry } = useData(ExplainBothDocument, { input: asked, text }, { live: true });
  return (
    <>
      <form className="grid gap-3 sm:grid-cols-2" aria-label="The request" onSubmit={(event) => event.preventDefault()}>
        <TextField
          label="Subject"
          placeholder={viewer.subject}
          value={search.subject ?? ''}
          onChange={(event) => change({ subject: event.target.value || undefined })}
        />
        <TextField
          label="Groups, with commas between"
          value={search.groups ?? ''}
          onChange={(event) => change({ groups: event.target.value || undefined })}
        />
        <SelectField
          label="Product"
          value={product?.id ?? ''}
          onChange={(event) => change({ product: event.target.value, feature: undefined })}
        >
          {products.map(({ id }) => (
            <option key={id}>{id}</option>
          ))}
        </SelectField>
        <SelectField
          label="Feature"
          value={feature?.id ?? ''}
          onChange={(event) => change({ feature: event.target.value })}
        >
          {(product?.features ?? []).map(({ id }) => (
            <option key={id}>{id}</option>
          ))}
        </SelectField>
        <TextField
          label={dimension ?? 'Quantity'}
          inputMode="numeric"
          value={search.quantity ?? '1000'}
          onChange={(event) => change({ quantity: event.target.value.replace(/\D/g, '').slice(0, 18) || '0' })}
        />
        <div className="self-end">
          <CheckField label="Every rule" checked={every} set={setEvery} />
        </div>
      </form>
      {error && <Why error={error} retry={retry} />}
      {loading ? (
        <Skeleton rows={4} />
      ) : (
        <div className="grid gap-4 sm:grid-cols-2" aria-busy={asking}>
          <Side name="Live" side={data?.live} every={every} />
          <Side name="Draft" side={data?.draft} every={every} goTo={goTo} />
        </div>
      )}
    </>
  );
}

function Why({ error, retry }: { error: Parameters<typeof factsOf>[0]; retry: () => void }) {
  const { code, message } = factsOf(error);
  return code === 'BAD_USER_INPUT' ? (
    <p role="status" className="text-sm break-words text-bad">
      {message}
    </p>
  ) : (
    <Problem error={error} retry={retry} />
  );
}

interface SideProps {
  name: string;
  side: ExplainBothQuery['live'] | undefined;
  every: boolean;
  goTo?: (line: number) => void;
}

function Side({ name, side, every, goTo }: SideProps) {
  return (
    <section aria-label={name} data-side={name} className="grid content-start gap-2 rounded-lg border border-line p-3">
      <h3 className="text-sm font-semibold">{name}</h3>
      {!side ? (
        <p className="text-sm text-soft">No answer.</p>
      ) : (
        <>
          <p className="flex flex-wrap items-center gap-2 text-sm">
            {side.outcome != null && (
              <Chip tone={OUTCOME_TONE[side.outcome] ?? 'quiet'}>{outcomeWord(side.outcome)}</Chip>
            )}
            {side.reason != null && side.reason !== 'ALLOWED' && reasonWord(side.reason)}
          </p>
          <p className="text-xs text-soft">
            {side.roles.length === 0 ? 'No role' : side.roles.join(', ')}
            {side.teams.length > 0 && `; ${side.teams.join(', ')}`}
          </p>
          {side.layers
            .filter(({ gave }) => gave !== '0')
            .map(({ source, gave }) => (
              <p key={source} className="text-sm">
                <Amount value={gave} /> from {sourceWord(source)}
              </p>
            ))}
          <Rules side={side} every={every} goTo={goTo} />
        </>
      )}
    </section>
  );
}

function Rules({ side, every, goTo }: { side: NonNullable<SideProps['side']> } & Pick<SideProps, 'every' | 'goTo'>) {
  const rules = side.rules.filter(({ outcome }) => every || took(outcome));
  return (
    <>
      {side.policy.line == null && <p className="text-sm font-medium text-bad">No rule allows it.</p>}
      <ol aria-label="Rules" className="grid gap-1 text-xs">
        {rules.map(({ line, rule, outcome, otherLine }) => (
          <li
            key={line}
            data-rule={outcome}
            className={outcome === 'DECIDED' ? 'grid rounded bg-accent/15 px-2 py-1 font-semibold' : 'grid px-2 py-0.5'}
          >
            <span className="flex gap-2">
              {goTo ? (
                <button type="button" className="min-h-6 min-w-6 text-accent underline" onClick={() => goTo(line)}>
                  {line}
                </button>
              ) : (
                <span className="min-w-6 text-soft">{line}</span>
              )}
              <code className="min-w-0 self-center break-words">{rule}</code>
            </span>
            <span className="font-normal text-soft">
              {ruleWord(outcome)}
              {otherLine != null && ` (line ${otherLine})`}
            </span>
          </li>
        ))}
      </ol>
      {side.rules.length < side.rulesTotal && (
        <p className="text-xs text-soft">
          Of {side.rulesTotal} rules the first {side.rules.length} are looked at here.
        </p>
      )}
    </>
  );
}
