/** What is sold: prices now and at a chosen instant, cards with their dates, plans, and what a usage would cost. Read only. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useNow } from '../../clock';
import { useData } from '../../data';
import { PageTitle } from '../../frame/frame';
import { CatalogPricesDocument, CatalogTermsDocument, type CatalogTermsQuery } from '../../gql/graphql';
import { factsOf } from '../../graphql';
import { Needs } from '../../parts/needs';
import { Empty, Panel, Problem, Skeleton } from '../../parts/panel';
import { useScope } from '../../scope';
import { useSettled } from '../../use-settled';
import { Calculator } from './calculator';
import { Cards } from './cards';
import { Chosen } from './chosen';
import { cardAt, coursesOf, type Card } from './courses';
import { Overshoot, Pools } from './others';
import { Plans } from './plans';
import { pricedBy, pricedByCard, type Priced } from './price';
import { Prices } from './prices';
import type { CatalogSearch } from './search';

type Terms = NonNullable<CatalogTermsQuery['catalog']>;

const CHOOSING_MS = 250;

export function Catalog() {
  const { data, error, loading, retry } = useData(CatalogTermsDocument, {}, { live: true });
  const terms = data?.catalog;
  const forbidden = error !== undefined && factsOf(error).code === 'FORBIDDEN';
  return (
    <>
      <PageTitle>Catalog</PageTitle>
      {terms ? (
        <Sold terms={terms} />
      ) : loading || !error ? (
        <Skeleton rows={8} />
      ) : forbidden ? (
        <Needs object="account:self" action="read" />
      ) : (
        <Problem error={error} retry={retry} />
      )}
    </>
  );
}

/** When the newest card that prices now has begun; 0 before the first. */
const lastBegun = (cards: readonly Card[], now: number): number =>
  cards.reduce((last, { effectiveAt }) => {
    const at = Date.parse(effectiveAt);
    return at <= now && at > last ? at : last;
  }, 0);

/** Now, as of the last time that something about prices may have changed: the question stays the same in between. */
function useNowOfPrices({ version, plan, rateCards }: Terms): string {
  const now = useNow();
  const reason = `${version} ${plan} ${lastBegun(rateCards, now)}`;
  const [asked, setAsked] = useState({ reason, at: now });
  if (asked.reason !== reason) setAsked({ reason, at: now });
  return useMemo(() => new Date(asked.at).toISOString(), [asked.at]);
}

function Sold({ terms }: { terms: Terms }) {
  const { viewer } = useScope();
  const search = useSearch({ strict: false }) as CatalogSearch;
  const navigate = useNavigate();
  const change = useCallback(
    (part: Partial<CatalogSearch>) =>
      void navigate({
        ...{ to: '.', search: (before: CatalogSearch) => ({ ...before, ...part }) },
        replace: true,
      } as never),
    [navigate],
  );
  const now = useNowOfPrices(terms);
  const settled = useSettled(search.at, CHOOSING_MS);
  const asked = { now, at: settled ?? now };
  const { data, error, loading, retry } = useData(CatalogPricesDocument, asked, { live: true });
  const { plans, rateCards } = terms;
  const products = data?.now?.products ?? [];
  const product = products.find(({ id }) => id === search.product) ?? products[0];
  const plan = plans.find(({ id }) => id === search.plan)?.id ?? terms.plan;
  const cards = useMemo(() => rateCards.filter((card) => card.product === product?.id), [rateCards, product?.id]);
  // One's own plan is among those that are shown, but for an operator who has none.
  const courses = useMemo(
    () => coursesOf(cards, [...new Set([...plans.map(({ id }) => id), plan])]),
    [cards, plans, plan],
  );

  /** How a feature of the product is priced now, or at the chosen instant. */
  const pricedAt = (when: 'now' | 'then') => {
    const sold = data?.[when];
    const features = sold?.products.find(({ id }) => id === product?.id)?.features ?? [];
    return (feature: string): Priced => {
      const own = plan === sold?.plan ? features.find(({ id }) => id === feature) : undefined;
      return own ? pricedBy(own) : pricedByCard(cardAt(courses, plan, Date.parse(sold?.at ?? now)), feature);
    };
  };
  const chosenAt = settled === undefined ? null : (data?.then?.at ?? null);
  const shownAt = chosenAt ?? now;
  const of = product === undefined ? '' : ` of ${product.id}`;
  return (
    <div className="grid gap-4">
      <Chosen
        {...{ search, change, products: products.map(({ id }) => id), product: product?.id, plan }}
        plans={plans.map(({ id }) => id)}
        own={terms.plan}
      />
      {error && <Problem error={error} retry={retry} />}
      {loading ? (
        <Skeleton rows={6} />
      ) : product === undefined ? (
        !error && (
          <Empty title="Nothing is sold here">
            {`The policy of ${viewer.tenant} lets nobody use a product. A line "p, role:member, product:…, use, allow" would.`}
          </Empty>
        )
      ) : (
        <>
          <div className="grid gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
            <Prices {...{ product, plan, chosenAt, cards, asked }} now={pricedAt('now')} then={pricedAt('then')} />
            <Calculator
              {...{ product, plan, search, change }}
              at={chosenAt}
              card={(id) => cards.find((card) => card.id === id)}
              priced={pricedAt(chosenAt === null ? 'now' : 'then')}
            />
          </div>
          <Panel title={`Rate cards${of}`} live>
            <Cards
              key={product.id}
              {...{ cards, courses }}
              at={Date.parse(shownAt)}
              chosen={chosenAt !== null}
              choose={(at) => change({ at })}
            />
          </Panel>
        </>
      )}
      <Plans plans={plans} own={terms.plan} standard={terms.defaultPlan} />
      <div className="grid gap-4 lg:grid-cols-2">
        <Panel title="Usage that nothing covers" live className="self-start">
          <Overshoot overshoot={terms.overshoot} />
        </Panel>
        <Panel title="Pools that are filled again" live className="self-start">
          <Pools pools={terms.pools} />
        </Panel>
      </div>
    </div>
  );
}
