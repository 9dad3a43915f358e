/**
 * From what a caller asks to an operation that may run, for sockets and event streams: its text, its document, its
 * limits, its calls counted, its context. What is wrong with a document is answered; what the door refuses is thrown.
 */
import { getOperationAST, GraphQLError, type GraphQLSchema } from 'graphql';
import { callsOf } from './count-calls.js';
import type { Limits } from './limits.js';
import { documentReader } from './read-document.js';
import type { Operation } from './run-operation.js';
import type { Caller } from './token.js';
import type { FindText, NamedDocument } from './trusted-documents.js';
import type { Trace } from '../meter.js';
import type { WatchedOperation } from './watch-operations.js';

export interface PreparerSettings {
  schema: GraphQLSchema;
  introspection: boolean;
  limits: Limits;
  findText: FindText;
  /** Called for each operation, and for each event of a subscription. */
  makeContext: (caller: Caller, requestId: string, trace?: Trace) => object;
}

export interface AskedOperation extends NamedDocument {
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/** What the transport knows of one operation. */
export interface Asking {
  requestId: string;
  watched: WatchedOperation | undefined;
  /** Whose it is, as long as one may begin now; asked again after each wait. @throws SpillwayError */
  caller(): Caller;
  /** Counts the calls that it makes beyond the first. @throws SpillwayError RATE_LIMITED */
  admitMore(calls: number): Promise<void>;
  /** Nothing is waited for between the last `caller()` and this. */
  begun?(operation: Operation): void;
  /** Nothing more will come of it. */
  ended?(operation: Operation): void;
}

export type PrepareOperation = (asked: AskedOperation, asking: Asking) => Promise<Operation | readonly GraphQLError[]>;

export function operationPreparer(settings: PreparerSettings): PrepareOperation {
  const { schema } = settings;
  const readDocument = documentReader(schema, settings);
  return async (asked, asking) => {
    const { operationName, variables } = asked;
    const { requestId, watched } = asking;
    const text = settings.findText(asked, { tenant: asking.caller().tenant, requestId });
    const document = readDocument(typeof text === 'string' ? text : '');
    if (!('kind' in document)) return document;
    const named = getOperationAST(document, operationName);
    if (!named) return [new GraphQLError('The document has no such operation: name one of its operations.')];
    watched?.runs(named);
    const calls = callsOf(schema, { document, operation: named, variables: variables ?? {} });
    await asking.admitMore(calls - 1);
    const caller = asking.caller();
    const freshContext = (): object => settings.makeContext(caller, requestId, watched?.trace);
    const operation: Operation = {
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: freshContext(),
      freshContext,
      ended: () => asking.ended?.(operation),
    };
    asking.begun?.(operation);
    return operation;
  };
}
