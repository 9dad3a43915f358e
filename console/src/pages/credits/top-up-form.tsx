/** The terms of an automatic top-up, and the consent to them: the words that are kept are above the box that agrees. */
import { useId, useState } from 'react';
import { useAct, useData } from '../../data';
import { nano } from '../../format';
import { factsOf } from '../../graphql';
import { QuoteDocument, SetTopUpDocument, TermsDocument } from '../../gql/graphql';
import { ActProblem } from '../../parts/act-state';
import { Button } from '../../parts/basics';
import { SelectField, TextField } from '../../parts/fields';
import { Skeleton } from '../../parts/panel';
import { useScope } from '../../scope';
import { useSettled } from '../../use-settled';
import { CREDITS, NOT_A_NUMBER } from './money';
import type { TopUp } from './top-up-state';

const FIELDS = [
  ['threshold', 'When fewer than', '20'],
  ['target', 'Buy up to', '100'],
  ['monthlyCap', 'A month at most', '500'],
] as const;

type Terms = Record<(typeof FIELDS)[number][0] | 'paymentMethod', string>;

/** Terms that make sense to nobody are not asked about; these stand in for them. */
const UNASKED = { threshold: '1', target: '2', monthlyCap: '2', paymentMethod: null };

const isAmount = (text: string): boolean => CREDITS.test(text.trim()) && nano(text.trim()) > 0n;

interface TopUpFormProps {
  /** The terms that stand, to begin with. */
  current: TopUp | null;
  /** What the button says. */
  label: string;
  /** Called when it is set. */
  done: () => void;
}

export function TopUpForm({ current, label, done }: TopUpFormProps) {
  const { account } = useScope();
  const says = useId();
  const [form, setForm] = useState<Terms>(() => ({
    ...(Object.fromEntries(FIELDS.map(([name, , usual]) => [name, current?.[name] ?? usual])) as Terms),
    paymentMethod: current?.paymentMethod ?? '',
  }));
  const [agreed, setAgreed] = useState(false);
  const act = useAct(SetTopUpDocument);
  const settled = useSettled(form, 300);
  const valid = FIELDS.every(([name]) => isAmount(settled[name]));
  const terms = {
    ...{ threshold: settled.threshold.trim(), target: settled.target.trim(), monthlyCap: settled.monthlyCap.trim() },
    paymentMethod: settled.paymentMethod === '' ? null : settled.paymentMethod,
  };
  const asked = useData(TermsDocument, { account, ...(valid ? terms : UNASKED) }, { pause: !valid });
  const quote = useData(QuoteDocument, { account, credits: '100' });
  const isCurrent = valid && form === settled && !asked.asking;
  const statement = isCurrent && !asked.error ? (asked.data?.autoTopUpTerms?.statement ?? null) : null;
  const methods = quote.data?.purchaseQuote?.methods ?? [];
  const problem = valid && asked.error ? factsOf(asked.error) : null;
  const problemOf = (name: keyof Terms): string | null => {
    if (name !== 'paymentMethod' && !isAmount(form[name])) return NOT_A_NUMBER;
    return problem?.argument?.endsWith(name) === true ? problem.message : null;
  };
  const placed = [...FIELDS.map(([name]) => name), 'paymentMethod' as const].some((name) => problemOf(name) !== null);

  const set = (name: keyof Terms) => (event: { target: { value: string } }) => {
    setForm({ ...form, [name]: event.target.value });
    // Other terms are other words: they are agreed to anew.
    setAgreed(false);
    act.reset();
  };
  const submit = async () => {
    if (statement === null || !agreed) return;
    const input = { account, ...terms, enabled: true, consent: true, statement };
    if ((await act.run(() => ({ input }))) !== null) return done();
    // Where the words are others by now, they are read again before anybody agrees to them.
    setAgreed(false);
    asked.retry();
  };

  return (
    <form
      aria-label="Automatic top-up"
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="grid gap-3 sm:grid-cols-3">
        {FIELDS.map(([name, title]) => (
          <TextField
            key={name}
            label={title}
            inputMode="decimal"
            value={form[name]}
            onChange={set(name)}
            problem={problemOf(name)}
          />
        ))}
      </div>
      {methods.length > 0 && (
        <SelectField
          label="Top-ups are paid by"
          value={form.paymentMethod}
          onChange={set('paymentMethod')}
          problem={problemOf('paymentMethod')}
        >
          <option value="">The default</option>
          {methods.map(({ id, label: name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      {problem && !placed && (
        <p role="alert" className="text-sm text-bad">
          {problem.message}
        </p>
      )}
      {statement !== null ? (
        <p id={says} className="min-h-28 rounded-lg border border-line bg-sunk/60 p-3 text-sm" data-statement>
          {statement}
        </p>
      ) : (
        !problem && !placed && <Skeleton rows={3} className="min-h-28" />
      )}
      <label className="flex items-start gap-2 text-sm">
        <input
          type="checkbox"
          checked={agreed}
          disabled={statement === null}
          aria-describedby={says}
          onChange={(event) => setAgreed(event.target.checked)}
          className="mt-0.5 size-4 accent-[var(--accent)]"
        />
        I have read this and agree to it.
      </label>
      <ActProblem state={act.state} />
      <div>
        <Button
          kind="main"
          type="submit"
          disabled={!agreed || statement === null}
          busy={act.state.step === 'running' || act.state.step === 'unknown'}
        >
          {label}
        </Button>
      </div>
    </form>
  );
}
