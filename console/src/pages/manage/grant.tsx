/** Gives credits without a payment. */
import { useState } from 'react';
import { useAct } from '../../data';
import { nano, sum, zone, zoneName } from '../../format';
import { GrantDocument, type AccountNowFragment, type LotKind } from '../../gql/graphql';
import { ActDialog, Changes } from '../../parts/act-dialog';
import { Amount } from '../../parts/basics';
import { CheckFields } from '../../parts/check-field';
import { SelectField, TextField } from '../../parts/fields';
import { useScope } from '../../scope';
import { useStore } from '../../store';
import { lotWord } from '../../words';
import { fromInput } from '../../zones';

/** Bought credits are the operator's to give. */
const KINDS: readonly LotKind[] = ['PROMOTIONAL', 'ENTITLEMENT', 'REFUND'];
const CREDITS = /^\d{1,10}(\.\d{1,9})?$/;
const FIRST_PRIORITY = '100';
const MOST_PRIORITY = 1_000_000;

const HINTS: Record<string, string> = {
  PROMOTIONAL: 'Burns in the layer Promotion.',
  ENTITLEMENT: 'Of a contract. Burns with bought credits, or in the pool.',
  REFUND: 'Given back. Burns with bought credits.',
};

/** @param account null where it begins with this */
export function GrantCredits({ address, account }: { address: string; account: AccountNowFragment | null }) {
  const { catalog } = useScope();
  const act = useAct(GrantDocument);
  const timeZone = zoneName(useStore(zone));
  const isPool = address.startsWith('pool:');
  const [kind, setKind] = useState<LotKind>(isPool ? 'ENTITLEMENT' : 'PROMOTIONAL');
  const [credits, setCredits] = useState('');
  const [products, setProducts] = useState<readonly string[]>([]);
  const [expires, setExpires] = useState('');
  const [priority, setPriority] = useState(FIRST_PRIORITY);
  const amount = credits.trim();
  const fits = CREDITS.test(amount) && nano(amount) > 0n;
  const expiresAt = expires === '' ? null : fromInput(expires, timeZone);
  const rank = /^\d{1,7}$/.test(priority) && Number(priority) <= MOST_PRIORITY;
  const available = account?.balance.available ?? '0';
  return (
    <ActDialog
      open="Grant credits"
      kind="main"
      title={`Grant credits to ${address}`}
      about={account === null ? 'The account begins with them.' : 'They can be used at once.'}
      confirm={fits ? `Grant ${amount}` : 'Grant'}
      act={act}
      variables={(idempotencyKey, reason) => ({
        input: {
          ...{ idempotencyKey, reason, account: address, kind, credits: amount, priority: Number(priority) },
          ...(products.length === 0 ? {} : { products: [...products] }),
          ...(expiresAt === null ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
        },
      })}
      missing={fits ? (rank ? null : 'The priority is a whole number.') : 'Say how many credits.'}
      done={(data) => `${data.grantCredits?.amount ?? ''} credits are granted.`}
      after={() => setCredits('')}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Credits"
          inputMode="decimal"
          value={credits}
          onChange={(event) => setCredits(event.target.value)}
          problem={amount === '' || fits ? null : 'A number above zero, with at most 9 decimals.'}
        />
        <SelectField
          label="Kind"
          value={kind}
          hint={HINTS[kind]}
          onChange={(event) => setKind(event.target.value as LotKind)}
        >
          {KINDS.map((each) => (
            <option key={each} value={each}>
              {lotWord(each)}
            </option>
          ))}
        </SelectField>
        <TextField
          label={`Expires, ${timeZone}`}
          type="datetime-local"
          hint="Empty: never."
          value={expires}
          onChange={(event) => setExpires(event.target.value)}
        />
        <TextField
          label="Priority"
          inputMode="numeric"
          hint="Lower burns first."
          value={priority}
          onChange={(event) => setPriority(event.target.value)}
        />
      </div>
      {(catalog?.products.length ?? 0) > 0 && (
        <CheckFields
          legend="Only for these products"
          hint="Without a tick: for all of them."
          options={catalog!.products.map(({ id }) => ({ value: id, label: id }))}
          chosen={products}
          set={setProducts}
        />
      )}
      {fits && (
        <Changes
          rows={[
            {
              name: 'Available',
              before: <Amount value={available} />,
              after: <Amount value={sum([available, amount])} />,
            },
          ]}
        />
      )}
      {fits && account !== null && account.balance.debt !== '0' && (
        <p className="text-sm text-warn">
          There is a debt of <Amount value={account.balance.debt} />. New credits may pay it first.
        </p>
      )}
    </ActDialog>
  );
}
