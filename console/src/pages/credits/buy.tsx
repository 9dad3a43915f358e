/** Buying: the price first, then a question, then every way that it can end. */
import { useState } from 'react';
import { useData } from '../../data';
import { nano } from '../../format';
import { factsOf } from '../../graphql';
import { PackagesDocument, QuoteDocument, type QuoteNowFragment } from '../../gql/graphql';
import { ActProblem } from '../../parts/act-state';
import { Amount, Button, Chip, cx } from '../../parts/basics';
import { SelectField, TextField } from '../../parts/fields';
import { Panel } from '../../parts/panel';
import { useScope } from '../../scope';
import { useSettled } from '../../use-settled';
import { Bought } from './bought';
import { ConfirmPurchase } from './confirm-purchase';
import { CREDITS, NOT_A_NUMBER, priceText } from './money';
import { usePurchase } from './use-purchase';

export function Buy() {
  const { account } = useScope();
  const [credits, setCredits] = useState('50');
  const [chosen, setChosen] = useState<string | null>(null);
  const [confirming, setConfirming] = useState(false);
  const typed = credits.trim();
  const asked = useSettled(typed, 250);
  const valid = CREDITS.test(asked) && nano(asked) > 0n;
  const { data, error, retry } = useData(QuoteDocument, { account, credits: valid ? asked : '1' }, { pause: !valid });
  const { state, purchase, buy, isRunning, forget } = usePurchase();
  const quote = data?.purchaseQuote ?? null;
  const fits = quote !== null && valid && !error && typed === asked && nano(quote.credits) === nano(asked);
  const method = quote?.methods.find(({ id }) => id === (chosen ?? quote.defaultMethod)) ?? quote?.methods[0] ?? null;

  const change = (value: string) => {
    setCredits(value);
    forget();
  };
  const confirm = async () => {
    if (!quote) return;
    // Where it was refused, the price is asked for again: it may be another.
    if ((await buy(quote, method?.id ?? null)) === null) retry();
    setConfirming(false);
  };

  return (
    <Panel
      title="Buy credits"
      actions={quote?.testMode === true && <Chip tone="warn">Test mode: no real money moves</Chip>}
    >
      {purchase && purchase.status !== 'DECLINED' ? (
        <Bought purchase={purchase} again={forget} />
      ) : (
        <form
          aria-label="Buy credits"
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            if (fits) setConfirming(true);
          }}
        >
          <Packages credits={typed} choose={change} />
          <div className="grid gap-3 sm:grid-cols-2">
            <TextField
              label="Credits"
              inputMode="decimal"
              value={credits}
              onChange={(event) => change(event.target.value)}
              problem={
                typed !== '' && !CREDITS.test(typed) ? NOT_A_NUMBER : valid && error ? factsOf(error).message : null
              }
              hint={quote && <Limits quote={quote} />}
            />
            {method && (
              <SelectField label="Paid by" value={method.id} onChange={(event) => setChosen(event.target.value)}>
                {quote?.methods.map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label}
                  </option>
                ))}
              </SelectField>
            )}
          </div>
          <p aria-live="polite" className="min-h-8 text-sm" data-price>
            {fits ? (
              <>
                <Amount value={quote.credits} className="font-semibold" /> credits cost{' '}
                <b className="text-lg tabular-nums">{priceText(quote.price)}</b>
              </>
            ) : (
              <span className="text-soft">
                {CREDITS.test(typed) && !error ? 'Asking for the price' : 'The price is shown here before you buy.'}
              </span>
            )}
          </p>
          {purchase?.status === 'DECLINED' && (
            <p role="alert" className="rounded-lg bg-bad-bg p-3 text-sm text-bad" data-declined={purchase.id}>
              The payment was declined{purchase.declineReason == null ? '.' : `: ${purchase.declineReason}`} Nothing was
              bought. Choose another way to pay, or try again.
            </p>
          )}
          {!confirming && <ActProblem state={state} />}
          <div>
            <Button kind="main" type="submit" disabled={!fits} busy={isRunning}>
              Buy
            </Button>
          </div>
        </form>
      )}
      {confirming && fits && (
        <ConfirmPurchase
          quote={quote}
          method={method?.label ?? null}
          state={state}
          buy={() => void confirm()}
          close={() => setConfirming(false)}
        />
      )}
    </Panel>
  );
}

function Limits({ quote: { minimum, maximum } }: { quote: QuoteNowFragment }) {
  return (
    <>
      From <Amount value={minimum} /> to <Amount value={maximum} />
    </>
  );
}

/** What is bought most, with its price; what the account has no room for is not offered. */
function Packages({ credits, choose }: { credits: string; choose: (credits: string) => void }) {
  const { account } = useScope();
  const { data } = useData(PackagesDocument, { account });
  const quotes = [data?.small, data?.medium, data?.large, data?.huge].filter((each) => each != null);
  return (
    <div role="group" aria-label="Packages" className="grid min-h-13 grid-cols-4 gap-2">
      {quotes.map((quote) => (
        <button
          key={quote.credits}
          type="button"
          aria-pressed={credits === quote.credits}
          onClick={() => choose(quote.credits)}
          className={cx(
            'grid rounded-lg border px-1 py-1.5 text-center hover:bg-sunk',
            credits === quote.credits ? 'border-accent bg-sunk ring-1 ring-accent' : 'border-edge/60',
          )}
        >
          <span className="font-semibold tabular-nums">{quote.credits}</span>
          <span className="text-xs text-soft tabular-nums">{priceText(quote.price)}</span>
        </button>
      ))}
    </div>
  );
}
