/** How those who pay look: a colour, a letter and a pattern each, the same everywhere. */
import type { ReactNode } from 'react';
import { layerWord, payerWord } from '../words';
import { cx } from './basics';

/** Background classes; written out, because styles are made from the sources' text. */
export const FILL: Record<string, string> = {
  ALLOWANCE: 'bg-allowance',
  PROMOTION: 'bg-promotion',
  CREDITS: 'bg-credits',
  POOL: 'bg-pool',
  DEBT: 'bg-debt',
  FORGIVEN: 'bg-forgiven',
};

/** The same as values, for drawings. */
export const COLOR: Record<string, string> = {
  ALLOWANCE: 'var(--allowance)',
  PROMOTION: 'var(--promotion)',
  CREDITS: 'var(--credits)',
  POOL: 'var(--pool)',
  DEBT: 'var(--debt)',
  FORGIVEN: 'var(--forgiven)',
};

/** In the order of the waterfall; then what no layer covered. */
export const PAYERS = ['ALLOWANCE', 'PROMOTION', 'CREDITS', 'POOL', 'DEBT', 'FORGIVEN'];

/** What is told apart by something else than who paid, the most first; what is beyond is one grey. */
export const GROUP_COLORS = ['var(--allowance)', 'var(--credits)', 'var(--pool)', 'var(--promotion)', 'var(--debt)'];
export const OTHERS_COLOR = 'var(--forgiven)';

const LETTER: Record<string, string> = {
  ALLOWANCE: 'I',
  PROMOTION: 'P',
  CREDITS: 'C',
  POOL: 'T',
  DEBT: 'D',
  FORGIVEN: 'F',
};

/** The badge of a layer or payer. */
export function Badge({ of }: { of: string }) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        'grid size-[18px] shrink-0 place-items-center rounded text-[11px] font-bold text-panel',
        FILL[of] ?? 'bg-soft',
      )}
    >
      {LETTER[of] ?? '?'}
    </span>
  );
}

/** A badge with its word. */
export function LayerName({ layer, children }: { layer: string; children?: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <Badge of={layer} />
      {children ?? (layer in FILL && ['DEBT', 'FORGIVEN'].includes(layer) ? payerWord(layer) : layerWord(layer))}
    </span>
  );
}
