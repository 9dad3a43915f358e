/** The cards of a product along the years: from when until when each prices, and for which plans at the instant shown. */
import { useMemo, useState } from 'react';
import { useKeys } from '../../frame/keys';
import { Button, Chip, cx, Instant, type Tone } from '../../parts/basics';
import { Empty } from '../../parts/panel';
import { beginsAt, standings, type Card, type Courses, type Standing } from './courses';
import { UnitPrice } from './unit-price';

const AT_ONCE = 20;
const BEYOND = 0.08;

const STATES: Record<Standing['state'], readonly [word: string, tone: Tone]> = {
  'to-come': ['To come', 'warn'],
  'in-force': ['In force', 'good'],
  over: ['No longer', 'quiet'],
  never: ['For no plan here', 'quiet'],
};

interface CardsProps {
  cards: readonly Card[];
  courses: Courses;
  /** The instant that is shown. */
  at: number;
  /** Whether it was chosen, and is not now. */
  chosen: boolean;
  choose: (at: string) => void;
}

/** The next or the last of the cards, from where the keyboard is. */
function walk(step: 1 | -1): void {
  const buttons = [...document.querySelectorAll<HTMLElement>('#main [data-card] [data-opens]')];
  const here = buttons.findIndex((button) => button === document.activeElement);
  buttons[here < 0 ? 0 : Math.min(buttons.length - 1, Math.max(0, here + step))]?.focus();
}

export function Cards({ cards, courses, at, chosen, choose }: CardsProps) {
  const [most, setMost] = useState(AT_ONCE);
  const found = useMemo(() => standings(cards, courses, at), [cards, courses, at]);
  const newestFirst = useMemo(() => [...cards].sort((a, b) => beginsAt(b) - beginsAt(a)), [cards]);
  useKeys([
    { press: 'j', does: 'To the next card', act: () => walk(1) },
    { press: 'k', does: 'To the card before', act: () => walk(-1) },
  ]);
  if (cards.length === 0) return <Empty title="No card prices it">Checks of it are denied: they have no price.</Empty>;
  const shown = newestFirst.slice(0, most);
  const begins = shown.map(beginsAt);
  const first = Math.min(at, ...begins);
  const span = Math.max(1, Math.max(at, ...begins) - first) * (1 + BEYOND);
  const place = (instant: number): number => Math.min(100, Math.max(0, ((instant - first) / span) * 100));
  return (
    <>
      <ol className="grid gap-3">
        {shown.map((card) => {
          const standing = found.get(card.id);
          return (
            standing && (
              <OneCard key={card.id} {...{ card, standing, at, chosen, place }} plans={courses.size} choose={choose} />
            )
          );
        })}
      </ol>
      {newestFirst.length > most && (
        <Button className="mt-3" onClick={() => setMost(most + AT_ONCE)}>
          {`${Math.min(AT_ONCE, newestFirst.length - most)} more`}
        </Button>
      )}
    </>
  );
}

interface OneCardProps {
  card: Card;
  standing: Standing;
  at: number;
  chosen: boolean;
  /** How many plans there are. */
  plans: number;
  /** Where an instant is on the line, in percent. */
  place: (instant: number) => number;
  choose: (at: string) => void;
}

function OneCard({ card, standing, at, chosen, plans, place, choose }: OneCardProps) {
  const { state, prices, until } = standing;
  const [word, tone] = STATES[state];
  const [begin, end] = [place(beginsAt(card)), until === null ? 100 : place(until)];
  const width = state === 'never' ? 0 : Math.max(1, end - begin);
  return (
    <li className="grid gap-1.5 rounded-lg border border-line p-3 text-sm" data-card={card.id} data-state={state}>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <strong className="font-semibold">{card.id}</strong>
        <Chip tone={tone}>{word}</Chip>
        <span className="text-soft">{card.plans == null ? 'for every plan' : `for ${card.plans.join(', ')}`}</span>
      </p>
      <div aria-hidden="true" className="relative h-2.5 rounded-full bg-sunk">
        <div
          className={cx('absolute h-full rounded-full bg-allowance', state !== 'in-force' && 'striped')}
          style={{ left: `${begin}%`, width: `${width}%` }}
        />
        <div className="absolute -top-1 h-[1.125rem] w-0.5 bg-ink" style={{ left: `${place(at)}%` }} />
      </div>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft">
        <span>
          from <Instant at={card.effectiveAt} />
          {until !== null && (
            <>
              {' '}
              until <Instant at={new Date(until).toISOString()} />
            </>
          )}
        </span>
        {prices.length > 0 && (
          <span data-prices-plans>
            {chosen ? 'then prices ' : 'prices '}
            {prices.length === plans && plans > 1 ? 'every plan' : prices.join(', ')}
          </span>
        )}
        <Button
          kind="bare"
          data-opens
          className="ml-auto min-h-6 px-2 text-xs"
          onClick={() => choose(new Date(beginsAt(card)).toISOString())}
        >
          Prices as it begins<span className="sr-only">: {card.id}</span>
        </Button>
      </p>
      <details>
        <summary className="min-h-6 cursor-pointer text-xs text-soft">Its prices</summary>
        <CardPrices card={card} />
      </details>
    </li>
  );
}

const MOST_PRICES = 200;

function CardPrices({ card: { id, prices, above } }: { card: Card }) {
  const beyond = new Map(
    above.flatMap(({ feature, limit, prices: higher }) =>
      higher.map(({ dimension, price }) => [`${feature} ${dimension}`, { price, limit }]),
    ),
  );
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={`Prices of card ${id}`}>
      <table className="w-full text-sm">
        <thead className="text-left text-xs text-soft">
          <tr>
            <th scope="col" className="py-1 pr-3 font-medium">
              Feature
            </th>
            <th scope="col" className="px-3 font-medium">
              Counted
            </th>
            <th scope="col" className="px-3 text-right font-medium">
              Price of one
            </th>
            {above.length > 0 && (
              <th scope="col" className="px-3 text-right font-medium">
                Beyond its size
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {prices.slice(0, MOST_PRICES).map(({ feature, dimension, price }) => {
            const higher = beyond.get(`${feature} ${dimension}`);
            return (
              <tr key={`${feature} ${dimension}`} className="border-t border-line">
                <td className="py-1 pr-3">{feature}</td>
                <td className="px-3">{dimension}</td>
                <td className="px-3 text-right">
                  <UnitPrice price={price} />
                </td>
                {above.length > 0 && (
                  <td className="px-3 text-right">{higher ? <UnitPrice price={higher.price} /> : '–'}</td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      {prices.length > MOST_PRICES && (
        <p className="pt-1 text-xs text-soft">{`The first ${MOST_PRICES} of ${prices.length}; the file of the prices has all.`}</p>
      )}
    </div>
  );
}
