/** What the palette offers for what was typed: pages, accounts, switches. */
import { useData } from '../../data';
import { zone } from '../../format';
import { AccountsByPrefixDocument } from '../../gql/graphql';
import { useScope } from '../../scope';
import { signOut } from '../../session/session';
import { useSettled } from '../../use-settled';
import { mayRead, ROOMS, TENANT_ROOMS } from '../frame';
import { over } from '../over';
import { theme } from '../switches';
import type { Place } from './open-id';

export interface Entry {
  id: string;
  group: string;
  name: string;
  about?: string;
  /** What the key for the same is said to do. */
  key?: string;
  /** The palette closes before it is done. */
  closes?: boolean;
  act: () => void;
}

const SETTLED_MS = 150;

/** @param typed null: nothing is offered */
export function useEntries(typed: string | null, go: (place: Place) => void): Entry[] {
  const scope = useScope();
  const rooms = [...ROOMS, ...TENANT_ROOMS].filter((room) => room.for(scope));
  const pages = rooms.map(({ to, label }): Entry => {
    const act = () => go({ to, search: {} });
    return { id: to, group: 'Pages', name: label, key: `Go to ${label}`, act };
  });
  const accounts = useAccounts(typed ?? '', go);
  if (typed === null) return [];
  // Each word that was typed begins one of the entry's.
  const words = typed.toLowerCase().split(/\s+/);
  const fits = ({ name, group }: Entry) =>
    words.every((word) => ` ${group} ${name}`.toLowerCase().includes(` ${word}`));
  return [...pages.filter(fits), ...accounts, ...SWITCHES.filter(fits)];
}

const switched = (id: string, name: string, act: () => void, key?: string): Entry => ({
  ...{ id, name, act, group: 'Switch', closes: true },
  ...(key === undefined ? {} : { key }),
});

const SWITCHES: readonly Entry[] = [
  switched('light', 'Theme: light', () => theme.set('light')),
  switched('dark', 'Theme: dark', () => theme.set('dark')),
  switched('system', 'Theme: as the system', () => theme.set('system')),
  switched('local', 'Time zone: local', () => zone.set('local')),
  switched('utc', 'Time zone: UTC', () => zone.set('UTC')),
  switched('keys', 'Keys', () => over.set('keys'), 'Show the keys'),
  switched('sign-out', 'Sign out', signOut),
];

/** Whose address begins with what was typed, for who may read them. */
function useAccounts(typed: string, go: (place: Place) => void): Entry[] {
  const { viewer } = useScope();
  const settled = useSettled(typed, SETTLED_MS);
  const [kind, ...rest] = settled.split(':');
  const prefix = rest.length > 0 && ['subject', 'pool'].includes(kind ?? '') ? rest.join(':') : settled;
  const pause = settled.length === 0 || settled.length > 100 || !mayRead(viewer);
  const { data } = useData(
    AccountsByPrefixDocument,
    { subject: `subject:${prefix}`, pool: `pool:${prefix}` },
    { pause },
  );
  if (pause || settled !== typed) return [];
  const look = (address: string) => () => go({ to: '/accounts/$account', params: { account: address }, search: {} });
  const subjects = (data?.subjects?.nodes ?? []).map(({ id, subject, plan }): Entry => ({
    ...{ id, group: 'Accounts', name: subject ?? id, act: look(subject == null ? id : `subject:${subject}`) },
    ...(plan == null ? {} : { about: `plan ${plan}` }),
  }));
  const pools = (data?.pools?.nodes ?? []).map(({ id, pool }): Entry => ({
    id,
    group: 'Accounts',
    name: pool ?? id,
    about: 'pool',
    act: look(`pool:${pool}`),
  }));
  return [
    ...(kind === 'pool' && rest.length > 0 ? [] : subjects),
    ...(kind === 'subject' && rest.length > 0 ? [] : pools),
  ];
}
