/** What the address of the accounts says. */
import type { AccountState } from '../../gql/graphql';

export interface AccountsSearch {
  /** How the address begins, such as subject:al. */
  prefix?: string;
  plan?: string;
  state?: AccountState;
  /** True: only that owe something. */
  debt?: boolean;
}

const STATES: readonly string[] = ['ACTIVE', 'SUSPENDED'];
const LONGEST = 200;

export function readAccounts(search: Record<string, unknown>): AccountsSearch {
  const read: Record<string, unknown> = {};
  for (const name of ['prefix', 'plan']) {
    const value = search[name];
    if (value !== undefined && value !== null && value !== '') read[name] = String(value).slice(0, LONGEST);
  }
  if (STATES.includes(String(search['state']))) read['state'] = search['state'];
  if (search['debt'] === true) read['debt'] = true;
  return read as AccountsSearch;
}
