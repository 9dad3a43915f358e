/** The price of one unit, exact; where it is small, of a million of them too. */
import { times } from '../../decimal';
import { countText } from '../../format';
import { cx } from '../../parts/basics';

const MILLION = '1000000';
const SMALL = /^0\.0/;

export function UnitPrice({ price, changed = false }: { price: string | undefined; changed?: boolean }) {
  if (price === undefined) return <span className="text-soft">no price</span>;
  return (
    <span className={cx('inline-grid tabular-nums', changed && 'font-semibold')} data-price={price}>
      <span>
        {changed && <span className="sr-only">changed: </span>}
        {price}
      </span>
      {SMALL.test(price) && (
        <span className="text-xs font-normal text-soft">{countText(times(MILLION, price))} a million</span>
      )}
    </span>
  );
}
