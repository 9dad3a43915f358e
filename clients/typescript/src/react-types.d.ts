/**
 * As much of React's types as the hooks need, so that this package is built without @types/react. It is not shipped: whoever
 * imports `@spillway/client/react` has React's own types.
 */
declare module 'react' {
  export type ReactNode = object | string | number | bigint | boolean | null | undefined;
  export interface ReactElement {
    readonly type: unknown;
    readonly props: unknown;
    readonly key: string | null;
  }
  export interface Context<T> {
    readonly Provider: (props: { value: T; children?: ReactNode }) => ReactElement;
  }
  export function createContext<T>(value: T): Context<T>;
  export function createElement<P>(type: (props: P) => unknown, props: P, ...children: ReactNode[]): ReactElement;
  export function useCallback<F>(callback: F, dependencies: readonly unknown[]): F;
  export function useContext<T>(context: Context<T>): T;
  export function useEffect(effect: () => void | (() => void), dependencies?: readonly unknown[]): void;
  export function useRef<T>(value: T): { current: T };
  export function useState<S>(initial: S | (() => S)): [S, (next: S | ((before: S) => S)) => void];
  export function useSyncExternalStore<T>(
    subscribe: (changed: () => void) => () => void,
    snapshot: () => T,
    serverSnapshot?: () => T,
  ): T;
}
