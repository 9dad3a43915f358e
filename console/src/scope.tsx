/** Whose account the pages show: one's own, or another one that is being looked at; the pages are the same. */
import { createContext, useContext, type ReactNode } from 'react';
import type { ViewerQuery } from './gql/graphql';

export type Viewer = NonNullable<ViewerQuery['viewer']>;

export interface Scope {
  viewer: Viewer;
  /** What the catalog sells to the viewer. */
  catalog: NonNullable<ViewerQuery['catalog']> | null;
  /** Whether any budget counts the viewer, or any team is theirs to see. */
  counted: boolean;
  /** The address or id to pass as `account`; null for one's own. */
  account: string | null;
  /** Whether the viewer may do something to the account that is shown, such as `purchase`. */
  may(action: string): boolean;
}

const ScopeContext = createContext<Scope | null>(null);

export function ScopeProvider({ value, children }: { value: Scope; children: ReactNode }) {
  return <ScopeContext value={value}>{children}</ScopeContext>;
}

export function useScope(): Scope {
  const scope = useContext(ScopeContext);
  if (!scope) throw new Error('There is no scope here.');
  return scope;
}

/** Whether credits can be bought here at all: not where the operator has no payment provider. */
export const sells = ({ catalog }: Pick<Scope, 'catalog'>): boolean => catalog?.sellsCredits !== false;

/** Whether a viewer's permissions give an action on an account: its own, or everybody's. */
export function permits({ permissions }: Viewer, action: string, own: boolean): boolean {
  return permissions.some(
    ({ object, action: given }) => given === action && (object === 'account:*' || (own && object === 'account:self')),
  );
}

/** Whether they give an action on the account at an address. */
export function permitsAt(viewer: Viewer, action: string, address: string): boolean {
  if (permits(viewer, action, address === `subject:${viewer.subject}`)) return true;
  return permitsOn(viewer, `account:${address}`, action);
}

/** Whether they let the viewer approve more of any budget. */
export const approvesAny = ({ permissions }: Viewer): boolean => permissions.some(({ action }) => action === 'approve');

/** Whether the viewer may act on something else than accounts, such as `policy`. */
export function permitsOn({ permissions }: Viewer, object: string, action: string): boolean {
  return permissions.some((each) => each.object === object && each.action === action);
}
