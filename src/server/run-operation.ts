/**
 * Runs one operation of a socket. A query or mutation has one context; a subscription has one for its source and a new
 * one for every event, so that what a context caches never outlives an event. An event of which nothing can be shown is
 * its last.
 */
import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';

export interface Operation extends ExecutionArgs {
  /** A context of its own for every event. */
  freshContext(): object;
  /** Called once, when nothing more will come. */
  ended(): void;
  /** Ends a subscription that runs; a query or mutation has none, it runs to its end. */
  stop?: () => Promise<unknown>;
}

/** Executes a query or mutation. */
export async function runOperation(operation: Operation): Promise<ExecutionResult> {
  try {
    return await execute(operation);
  } finally {
    operation.ended();
  }
}

/** Subscribes; the answer is a result with errors when the source refuses. */
export async function runSubscription(
  operation: Operation,
): Promise<ExecutionResult | AsyncGenerator<ExecutionResult, void, void>> {
  try {
    const source = await createSourceEventStream(operation);
    if (Symbol.asyncIterator in source) return mapEvents(source[Symbol.asyncIterator](), operation);
    operation.ended();
    return source;
  } catch (error) {
    operation.ended();
    throw error;
  }
}

/**
 * Not an `async function*`: its `return()` would wait for a pending `next()`, and a subscription that nobody watches
 * any more would live until its next event.
 */
function mapEvents(source: AsyncIterator<unknown>, operation: Operation): AsyncGenerator<ExecutionResult, void, void> {
  let open = true;
  const done: IteratorReturnResult<void> = { done: true, value: undefined };
  const end = (): IteratorReturnResult<void> => {
    if (open) operation.ended();
    open = false;
    return done;
  };
  const stop = async (): Promise<IteratorReturnResult<void>> => {
    const first = open;
    end();
    if (first) await source.return?.();
    return done;
  };
  const events: AsyncGenerator<ExecutionResult, void, void> = {
    async next() {
      if (!open) return done;
      try {
        const event = await source.next();
        if (event.done || !open) return end();
        const contextValue = operation.freshContext();
        const value = await execute({ ...operation, rootValue: event.value, contextValue });
        // Going on would leave a gap that its subscriber cannot tell from no event.
        if (value.errors && value.data == null) await stop();
        return { done: false, value };
      } catch (error) {
        await stop();
        throw error;
      }
    },
    return: stop,
    async throw(error) {
      await stop();
      throw error;
    },
    [Symbol.asyncIterator]: () => events,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
  operation.stop = stop;
  return events;
}
