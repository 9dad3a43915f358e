/** The command line of `spillway reloads`: read and checked once. It opens nothing. */
import { parseArgs } from 'node:util';
import { wholeNumber } from '../support/whole-number.js';

export const RELOADS_USAGE = `Usage: spillway reloads [options]
       npm run reloads -- [options]

Changes the policies of many tenants again and again, by calls and in their files, while clients check at two API processes:
no decision may be made by a part of a policy, and each must cite a version that was live. In every second version a feature
is allowed that is denied in the others, and each version has its rules on other lines, so that a decision tells by which one
it was made.

  --reloads 1000   how many versions go live, all tenants together
  --tenants 50     how many tenants there are
  --editors 8      how many of them change at once
  --clients 8      how many calls are under way
  --minutes 15     it ends after this time at the latest, and says how far it came

Exit code: 0 where every decision was right and all versions went live, else 1.
`;

export interface ReloadsOptions {
  reloads: number;
  tenants: number;
  editors: number;
  clients: number;
  minutes: number;
}

/**
 * @returns null where help was asked for
 * @throws Error with a sentence for a person
 */
export function reloadsOptions(args: string[]): ReloadsOptions | null {
  const { values } = parseArgs({
    args,
    options: {
      reloads: { type: 'string', default: '1000' },
      tenants: { type: 'string', default: '50' },
      editors: { type: 'string', default: '8' },
      clients: { type: 'string', default: '8' },
      minutes: { type: 'string', default: '15' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  return {
    reloads: wholeNumber('reloads', values.reloads, 1, 1_000_000),
    tenants: wholeNumber('tenants', values.tenants, 1, 1_000),
    editors: wholeNumber('editors', values.editors, 1, 64),
    clients: wholeNumber('clients', values.clients, 1, 64),
    minutes: wholeNumber('minutes', values.minutes, 1, 600),
  };
}
