/**
 * What a feature keeps for one operation, such as a loader of its own: made when it is first asked for, and gone with the
 * operation. `loaders.ts` has what several features read.
 */
import type { Context } from './context.js';

/** Answers the one thing of each operation; `make` makes it of the context that asks first. */
export function perOperation<C extends Pick<Context, 'loaders'>, T>(make: (context: C) => T): (context: C) => T {
  const made = new WeakMap<object, T>();
  return (context) => {
    // Copies of a context share their loaders.
    const known = made.get(context.loaders);
    if (known !== undefined) return known;
    const fresh = make(context);
    made.set(context.loaders, fresh);
    return fresh;
  };
}
