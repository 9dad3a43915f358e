/** Which keys there are now, and the switch for those of one letter. */
import { Kbd } from '../parts/basics';
import { Dialog } from '../parts/drawer';
import { useStore } from '../store';
import { caps, keys, letterKeys } from './keys';

/** Those that belong to a place on the page rather than to the page. */
const IN_PLACE = [
  { press: 'j', does: 'Next row of a table' },
  { press: 'k', does: 'Row before' },
  { press: 'Enter', does: 'Open the row' },
  { press: 'Esc', does: 'Close what is open' },
];

export default function KeysHelp({ close }: { close: () => void }) {
  const all = useStore(keys);
  const letters = useStore(letterKeys);
  return (
    <Dialog open close={close} title="Keys" about="None of them works while you type in a field.">
      <label className="inline-flex min-h-8 w-fit items-center gap-2 text-sm">
        <input
          type="checkbox"
          checked={letters === 'on'}
          onChange={(event) => letterKeys.set(event.target.checked ? 'on' : 'off')}
          className="size-4 accent-[var(--accent)]"
        />
        Keys of one letter
      </label>
      <Rows rows={all} caption="On this page" />
      <Rows
        rows={IN_PLACE.filter(({ press }) => !all.some((each) => each.press === press))}
        caption="In tables and drawers"
      />
    </Dialog>
  );
}

function Rows({ rows, caption }: { rows: readonly { press: string; does: string }[]; caption: string }) {
  return (
    <table className="w-full text-sm">
      <caption className="pb-1 text-left text-xs text-soft">{caption}</caption>
      <tbody>
        {rows.map(({ press, does }) => (
          <tr key={press} className="border-t border-line">
            <th scope="row" className="py-1.5 text-left font-normal">
              {does}
            </th>
            <td className="py-1.5">
              <span className="flex justify-end gap-1">
                {caps(press).map((cap) => (
                  <Kbd key={cap}>{cap}</Kbd>
                ))}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
