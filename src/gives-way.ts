/**
 * Lets others have the process in the middle of long arithmetic: a loop that a caller can make long asks at each step.
 */

/** How long a process works on one thing before others have their turn, in milliseconds. */
const TURN_MS = 25;

/** @returns a function to await at each step of a loop: every 25 ms it lets what waits for the process go first */
export function givesWay(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < TURN_MS) return undefined;
    return new Promise((go) =>
      setImmediate(() => {
        since = performance.now();
        go();
      }),
    );
  };
}
