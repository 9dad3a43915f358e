/** What one update did to each lot and each window. */
import { Amount, CopyButton } from '../../parts/basics';
import { Badge } from '../../parts/layers';
import { anyWord, lotWord } from '../../words';
import type { Update } from './update-drawer';

export function UpdateLines({ lines }: { lines: Update['lines'] }) {
  if (lines.length === 0) return <p className="text-sm text-soft">It moved no lot and no window of this account.</p>;
  return (
    <div className="relative overflow-x-auto" tabIndex={0} role="region" aria-label="Lots and windows">
      <table className="w-full text-sm">
        <caption className="pb-1 text-left text-sm font-semibold">Lot by lot, window by window</caption>
        <thead className="text-left text-xs text-soft">
          <tr>
            <th scope="col" className="py-1 font-medium">
              Lot or window
            </th>
            <th scope="col" className="pl-4 text-right font-medium">
              Left
            </th>
            <th scope="col" className="pl-4 text-right font-medium">
              Held
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ lot, window, remaining, held }) => (
            <tr key={lot?.id ?? window ?? ''} className="border-t border-line" data-line={lot?.id ?? window ?? ''}>
              <td className="py-1.5">
                <span className="flex items-center gap-1.5">
                  <Badge of={lot ? (lot.kind === 'PROMOTIONAL' ? 'PROMOTION' : 'CREDITS') : 'ALLOWANCE'} />
                  {lot ? lotWord(lot.kind) : `${anyWord(window ?? 'unknown')} window`}
                </span>
                {lot && (
                  <span className="text-xs break-all text-soft">
                    {lot.id} <CopyButton text={lot.id} />
                  </span>
                )}
              </td>
              <td className="py-1.5 pl-4 text-right align-top">
                <Amount value={remaining} signed />
              </td>
              <td className="py-1.5 pl-4 text-right align-top">
                <Amount value={held} signed />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
