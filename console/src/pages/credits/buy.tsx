/** Buying: the price first, then one press; every way that it can end is said. */
import { useId, useState } from 'react';
import { Link } from '@tanstack/react-router';
import { useAct, useData } from '../../data';
import { factsOf } from '../../graphql';
import { nano } from '../../format';
import { PurchaseDocument, QuoteDocument, type PurchaseNowFragment, type QuoteQuery } from '../../gql/graphql';
import { ActProblem } from '../../parts/act-state';
import { Amount, Button, Chip } from '../../parts/basics';
import { SelectField, TextField } from '../../parts/fields';
import { Panel } from '../../parts/panel';
import { useScope } from '../../scope';
import { useSettled } from '../../use-settled';

const PACKAGES = ['20', '50', '100', '500'];
/** What a field must look like before the server is asked. */
export const CREDITS = /^\d{1,10}(\.\d{1,9})?$/;

export const priceText = ({ amount, currency }: { amount: string; currency: string }): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount as never);

/** Whose account: as an argument, and as part of an input. */
export function useWhose(): { account: string | null; subject: string | null } {
  const { account, viewer } = useScope();
  return account === null ? { account: null, subject: viewer.subject } : { account, subject: null };
}

export function Buy() {
  const whose = useWhose();
  const [credits, setCredits] = useState('50');
  const [chosen, setChosen] = useState<string | null>(null);
  const title = useId();
  const asked = useSettled(credits.trim(), 250);
  const valid = CREDITS.test(asked) && nano(asked) > 0n;
  const { data, error, loading } = useData(
    QuoteDocument,
    { ...whose, credits: valid ? asked : '1' },
    { pause: !valid },
  );
  const quote = data?.purchaseQuote ?? null;
  const fits = quote !== null && valid && quote.credits === asked && credits.trim() === asked;
  const act = useAct(PurchaseDocument);
  const method = chosen ?? quote?.defaultMethod ?? null;

  const buy = () =>
    void act.run((idempotencyKey) => ({
      input: {
        ...whose,
        idempotencyKey,
        credits: quote!.credits,
        paymentMethod: method,
        expectedPrice: { amount: quote!.price.amount, currency: quote!.price.currency },
      },
    }));
  const change = (value: string) => {
    setCredits(value);
    act.reset();
  };
  const done = act.state.step === 'done' ? act.state.data.purchaseCredits : null;

  return (
    <Panel
      title={<span id={title}>Buy credits</span>}
      actions={quote?.testMode === true && <Chip tone="warn">Test mode: no real money moves</Chip>}
    >
      {done && done.status !== 'DECLINED' ? (
        <Bought purchase={done} again={act.reset} />
      ) : (
        <form
          aria-labelledby={title}
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            if (fits) buy();
          }}
        >
          <div role="group" aria-label="Packages" className="flex flex-wrap gap-2">
            {PACKAGES.map((each) => (
              <Button
                key={each}
                aria-pressed={credits === each}
                kind={credits === each ? 'main' : 'plain'}
                onClick={() => change(each)}
              >
                {each}
              </Button>
            ))}
          </div>
          <div className="grid gap-3 sm:grid-cols-2">
            <TextField
              label="Credits"
              inputMode="decimal"
              value={credits}
              onChange={(event) => change(event.target.value)}
              problem={
                credits.trim() !== '' && !CREDITS.test(credits.trim())
                  ? 'Write a number, such as 50 or 12.5.'
                  : error
                    ? factsOf(error).message
                    : null
              }
              hint={quote && <Limits quote={quote} />}
            />
            {quote && quote.methods.length > 0 && (
              <SelectField label="Paid by" value={method ?? ''} onChange={(event) => setChosen(event.target.value)}>
                {quote.methods.map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label}
                  </option>
                ))}
              </SelectField>
            )}
          </div>
          <p aria-live="polite" className="min-h-6 text-sm">
            {fits ? (
              <>
                <Amount value={quote.credits} className="font-semibold" /> credits for <b>{priceText(quote.price)}</b>
              </>
            ) : (
              <span className="text-soft">{loading || valid ? 'Asking for the price' : 'The price comes here.'}</span>
            )}
          </p>
          {done?.status === 'DECLINED' && (
            <p role="alert" className="rounded-lg bg-bad-bg p-3 text-sm text-bad">
              The payment was declined{done.declineReason == null ? '' : `: ${done.declineReason}`}. Nothing was
              charged. Try another way to pay.
            </p>
          )}
          <ActProblem state={act.state} />
          <div>
            <Button
              kind="main"
              type="submit"
              disabled={!fits}
              busy={act.state.step === 'running' || act.state.step === 'unknown'}
            >
              {fits ? `Buy for ${priceText(quote.price)}` : 'Buy'}
            </Button>
          </div>
        </form>
      )}
    </Panel>
  );
}

function Limits({ quote: { minimum, maximum } }: { quote: NonNullable<QuoteQuery['purchaseQuote']> }) {
  return (
    <>
      From <Amount value={minimum} /> to <Amount value={maximum} />
    </>
  );
}

function Bought({ purchase, again }: { purchase: PurchaseNowFragment; again: () => void }) {
  const paid = purchase.status === 'PAID';
  return (
    <div className="grid justify-items-start gap-3 text-sm">
      <p role="status" className={paid ? 'rounded-lg bg-good-bg p-3 text-good' : 'rounded-lg bg-warn-bg p-3 text-warn'}>
        {paid ? (
          <>
            Paid. <Amount value={purchase.credits} /> credits are yours.
          </>
        ) : (
          'The payment is under way. You may leave this page: the credits come when it is paid, and the list below tells.'
        )}
      </p>
      {purchase.actionUrl != null && /^https?:/.test(purchase.actionUrl) && (
        <a
          href={purchase.actionUrl}
          rel="noreferrer"
          target="_blank"
          className="inline-flex min-h-8 items-center rounded-md bg-accent px-3 font-medium text-on-accent"
        >
          Finish the payment
        </a>
      )}
      <div className="flex gap-2">
        <Button onClick={again}>Buy more</Button>
        <Link
          to="."
          search={((before: object) => ({ ...before, purchase: purchase.id })) as never}
          className="inline-flex min-h-8 items-center rounded-md px-3 font-medium hover:bg-sunk"
        >
          See the purchase
        </Link>
      </div>
    </div>
  );
}
