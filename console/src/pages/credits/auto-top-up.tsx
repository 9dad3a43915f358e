/** Automatic top-up: its terms in full above the box that agrees to them, how it stands, and off in one press. */
import { useState } from 'react';
import { useAct, useData } from '../../data';
import { factsOf } from '../../graphql';
import { nano } from '../../format';
import { SetTopUpDocument, TermsDocument, QuoteDocument, type AccountNowFragment } from '../../gql/graphql';
import { ActProblem } from '../../parts/act-state';
import { Amount, Button, Chip, Instant, Relative, type Tone } from '../../parts/basics';
import { SelectField, TextField } from '../../parts/fields';
import { Panel } from '../../parts/panel';
import { useScope } from '../../scope';
import { topUpWord } from '../../words';
import { useSettled } from '../../use-settled';
import { CREDITS, useWhose } from './buy';

type Current = AccountNowFragment['autoTopUp'];
interface Consent {
  at: string;
  enabled: boolean;
  statement: string;
  subject: string;
}

const TONE: Record<string, Tone> = {
  READY: 'good',
  PENDING: 'quiet',
  BACKING_OFF: 'warn',
  CAPPED: 'warn',
  STOPPED: 'bad',
  OFF: 'quiet',
};

export function AutoTopUp({ current, consents }: { current: Current | null; consents: readonly Consent[] }) {
  const { may } = useScope();
  const state = current?.state ?? 'OFF';
  return (
    <Panel live title="Automatic top-up" actions={<Chip tone={TONE[state] ?? 'quiet'}>{topUpWord(state)}</Chip>}>
      <div className="grid gap-3">
        {current?.enabled === true ? (
          <Standing current={current} />
        ) : (
          <p className="text-sm text-soft">Buys credits by itself when few are left.</p>
        )}
        {may('purchase') && (current?.enabled === true ? <Off /> : <Form current={current} />)}
        {consents.length > 0 && (
          <details className="text-sm">
            <summary className="w-fit text-soft">Who agreed to what</summary>
            <ul className="mt-2 grid gap-2">
              {consents.map(({ at, enabled, statement, subject }) => (
                <li key={at} className="grid gap-1 rounded-lg bg-sunk/60 p-3 text-xs" data-consent>
                  <span className="font-medium">
                    {subject} switched it {enabled ? 'on' : 'off'}, <Instant at={at} />
                  </span>
                  <span>{statement}</span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </Panel>
  );
}

function Standing({ current }: { current: NonNullable<Current> }) {
  return (
    <div className="grid gap-1 text-sm">
      <p>
        Below <Amount value={current.threshold ?? '0'} className="font-semibold" /> it buys up to{' '}
        <Amount value={current.target ?? '0'} className="font-semibold" />, at most{' '}
        <Amount value={current.monthlyCap ?? '0'} className="font-semibold" /> a month.
      </p>
      <p className="text-soft">
        <Amount value={current.boughtThisMonth} /> bought this month (UTC)
        {current.nextAttemptAt != null && (
          <>
            , the next attempt <Relative at={current.nextAttemptAt} />
          </>
        )}
      </p>
      {current.lastDeclineReason != null && <p className="text-bad">{current.lastDeclineReason}</p>}
    </div>
  );
}

function Off() {
  const whose = useWhose();
  const act = useAct(SetTopUpDocument);
  return (
    <div className="grid gap-2">
      <ActProblem state={act.state} />
      <div>
        <Button
          busy={act.state.step === 'running'}
          onClick={() => void act.run(() => ({ input: { ...whose, enabled: false, consent: false } }))}
        >
          Switch it off
        </Button>
      </div>
    </div>
  );
}

function Form({ current }: { current: Current | null }) {
  const whose = useWhose();
  const [form, setForm] = useState({
    threshold: current?.threshold ?? '20',
    target: current?.target ?? '100',
    monthlyCap: current?.monthlyCap ?? '500',
    paymentMethod: current?.paymentMethod ?? '',
  });
  const [agreed, setAgreed] = useState(false);
  const act = useAct(SetTopUpDocument);
  const settled = useSettled(form, 300);
  const numbers = [settled.threshold, settled.target, settled.monthlyCap];
  const valid = numbers.every((each) => CREDITS.test(each) && nano(each) > 0n);
  const quote = useData(QuoteDocument, { ...whose, credits: valid ? settled.target : '100' });
  const terms = {
    threshold: settled.threshold,
    target: settled.target,
    monthlyCap: settled.monthlyCap,
    paymentMethod: settled.paymentMethod || null,
  };
  const { data, error } = useData(
    TermsDocument,
    { ...whose, ...(valid ? terms : { threshold: '1', target: '2', monthlyCap: '2', paymentMethod: null }) },
    { pause: !valid },
  );
  const statement = valid && !error ? (data?.autoTopUpTerms?.statement ?? null) : null;
  const methods = quote.data?.purchaseQuote?.methods ?? [];
  const set = (name: keyof typeof form) => (event: { target: { value: string } }) => {
    setForm({ ...form, [name]: event.target.value });
    // Other terms are other words: they are agreed to anew.
    setAgreed(false);
    act.reset();
  };
  const problem = error ? factsOf(error) : null;
  const wrong = (name: string) => (problem?.argument?.endsWith(name) ? problem.message : null);
  return (
    <form
      aria-label="Automatic top-up"
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (statement !== null && agreed)
          void act.run(() => ({ input: { ...whose, ...terms, enabled: true, consent: true, statement } }));
      }}
    >
      <div className="grid gap-3 sm:grid-cols-3">
        <TextField
          label="When fewer are left than"
          inputMode="decimal"
          value={form.threshold}
          onChange={set('threshold')}
          problem={wrong('threshold')}
        />
        <TextField
          label="Buy up to"
          inputMode="decimal"
          value={form.target}
          onChange={set('target')}
          problem={wrong('target')}
        />
        <TextField
          label="At most a month"
          inputMode="decimal"
          value={form.monthlyCap}
          onChange={set('monthlyCap')}
          problem={wrong('monthlyCap')}
        />
      </div>
      {methods.length > 0 && (
        <SelectField label="Top-ups are paid by" value={form.paymentMethod} onChange={set('paymentMethod')}>
          <option value="">The default</option>
          {methods.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </SelectField>
      )}
      {problem && problem.argument === null && <p className="text-sm text-bad">{problem.message}</p>}
      {statement !== null && (
        <>
          <p className="rounded-lg bg-sunk/60 p-3 text-sm" data-statement>
            {statement}
          </p>
          <label className="flex items-start gap-2 text-sm">
            <input
              type="checkbox"
              checked={agreed}
              onChange={(event) => setAgreed(event.target.checked)}
              className="mt-0.5 size-4 accent-[var(--accent)]"
            />
            I agree to this.
          </label>
        </>
      )}
      <ActProblem state={act.state} />
      <div>
        <Button
          kind="main"
          type="submit"
          disabled={!agreed || statement === null || form !== settled}
          busy={act.state.step === 'running'}
        >
          Switch it on
        </Button>
      </div>
    </form>
  );
}
