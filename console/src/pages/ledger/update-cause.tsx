/** What caused an update: the receipt, the purchase, or who did it by hand. */
import { Link } from '@tanstack/react-router';
import { AdminAct } from '../../parts/admin-act';
import { Amount, CopyButton } from '../../parts/basics';
import { useHere } from '../../parts/here';
import { Badge } from '../../parts/layers';
import { anyWord, sourceWord } from '../../words';
import type { Update } from './update-drawer';

const LINK = 'w-fit text-accent underline';

export function UpdateCause({ update }: { update: Update }) {
  const here = useHere();
  const { decision, usageEvent, purchase, charge, causeId } = update;
  const act = actOf(update);
  const draws = decision?.draws ?? charge?.draws ?? [];
  const receipt = decision?.id ?? usageEvent?.decision?.id;
  const work = decision ?? usageEvent;
  return (
    <section className="grid gap-2 border-t border-line pt-3 text-sm">
      <h3 className="font-semibold">What caused it</h3>
      {work != null && (
        <p>
          {decision ? 'A check of' : 'Usage of'} {work.product}/{work.feature}
          {decision && ` by ${decision.subject}`}
          {charge != null && (
            <>
              , which cost <Amount value={charge.amount} />
            </>
          )}
        </p>
      )}
      {draws.length > 0 && (
        <ul className="grid gap-1" aria-label={decision ? 'Taken from' : 'Paid by'}>
          {draws.map(({ layer, source, amount }, index) => (
            <li key={index} className="flex items-center gap-1.5" data-draw={source}>
              <Badge of={layer} /> {sourceWord(source)}
              <Amount value={amount} className="ml-auto" />
            </li>
          ))}
        </ul>
      )}
      {receipt !== undefined && (
        <Link {...here('/decisions')} search={{ receipt } as never} className={LINK}>
          See the receipt
        </Link>
      )}
      {purchase != null && (
        <>
          <p>
            A purchase of <Amount value={purchase.credits} /> credits, now {anyWord(purchase.status).toLowerCase()}
          </p>
          <Link {...here('/credits')} search={{ purchase: purchase.id } as never} className={LINK}>
            See the purchase
          </Link>
        </>
      )}
      {act && <AdminAct act={act} />}
      {work == null && purchase == null && !act && <p className="text-soft">Time alone, or what you may not see.</p>}
      {causeId != null && (
        <p className="text-xs break-all text-soft">
          {causeId} <CopyButton text={causeId} />
        </p>
      )}
    </section>
  );
}

/** Who did it; of a grant the lot says so. */
function actOf({ adminAction, cause, lines }: Update) {
  return adminAction ?? lines.flatMap(({ lot }) => lot?.adminActions ?? []).find(({ kind }) => kind === cause);
}
