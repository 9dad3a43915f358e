/**
 * What is told of each operation that ends, over whatever transport: a line of the log, and the same to the meter. Never
 * arguments, tokens or subjects. Where neither listens, nothing is noted.
 */
import type { OperationDefinitionNode } from 'graphql';
import { Kind } from 'graphql';
import type { ErrorCode } from '../errors.js';
import type { Log } from '../log.js';
import { DOOR_REFUSALS, type DoorRefusal, type Meter, type Moment, type OperationKind } from '../meter.js';
import type { Trace, Transport } from '../meter.js';

export interface RequestLog {
  /** Operations whose first field at the root is one of these are many: few of those that went well are logged. */
  many: ReadonlySet<string>;
  /** Of those, one in so many is; 0 for none. */
  oneIn: number;
}

export interface WatchSettings {
  log: Log;
  /** Without it no operation is logged. */
  requestLog?: RequestLog | undefined;
  meter?: Meter | undefined;
}

/** What is noted of one operation until it ends. */
export interface WatchedOperation {
  readonly trace: Trace | undefined;
  /** Whose it is, once a token says so. */
  of(tenant: string): void;
  /** What runs. */
  runs(operation: OperationDefinitionNode): void;
  /** The first error is the one that is told. */
  failed(code: unknown): void;
  /** Nothing more will come; told once. @param status of HTTP, where it has one */
  ended(status?: number): void;
}

export interface OperationWatch {
  /** Undefined where nobody wants to know. */
  begin(transport: Transport, requestId: string, traceparent?: string | string[]): WatchedOperation | undefined;
  /** Somebody was refused before an operation was read. */
  refused(transport: Transport, code: unknown, requestId: string): void;
}

/** A name is the client's own: so much of it is logged. */
const NAME_LENGTH = 64;
/** The trace that a request says it belongs to (W3C Trace Context), for its line in the log. */
const TRACEPARENT = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-|$)/;

export function operationWatch(settings: WatchSettings): OperationWatch {
  const { log, requestLog, meter } = settings;
  const logs = requestLog !== undefined && log.isLevelEnabled('info') ? requestLog : undefined;
  let many = 0;
  // The first of many is logged, so that whoever has just set it up sees one.
  const isLogged = (field: string | null, code: string): boolean => {
    if (!logs) return false;
    if (code !== 'OK' || field === null || !logs.many.has(field)) return true;
    return logs.oneIn > 0 && many++ % logs.oneIn === 0;
  };
  const told = (ended: Ended) => {
    const { transport, kind, code, field, ms } = ended;
    meter?.request(transport, kind, code, ms / 1000);
    if (isLogged(field, code)) log.info(lineOf(ended), 'request');
  };
  return {
    begin(transport, requestId, traceparent) {
      if (!logs && !meter) return undefined;
      const parent = typeof traceparent === 'string' ? traceparent : undefined;
      return new Watched(transport, requestId, parent, meter, told);
    },
    refused(transport, code, requestId) {
      if (DOOR_REFUSALS.includes(code as DoorRefusal)) meter?.refused(transport, code as DoorRefusal);
      // Over HTTP each is a request that ends, with a line of its own.
      if (logs && transport === 'socket') log.info({ requestId, transport, code }, 'a socket was refused');
    },
  };
}

/** An operation that has ended. */
interface Ended {
  transport: Transport;
  requestId: string;
  tenant: string | null;
  kind: OperationKind;
  /** The name that the client gave it. */
  operation: string | null;
  /** Its first field at the root. */
  field: string | null;
  code: ErrorCode | 'OK';
  status: number | undefined;
  ms: number;
  traceId: string | undefined;
}

function lineOf({ ms, status, traceId, operation, field, ...line }: Ended): object {
  return {
    ...line,
    ...(operation !== null && { operation: operation.slice(0, NAME_LENGTH) }),
    ...(field !== null && { field }),
    ...(status !== undefined && { status }),
    ms: Math.round(ms * 10) / 10,
    ...(traceId !== undefined && { trace_id: traceId }),
  };
}

class Watched implements WatchedOperation {
  private readonly beganAt: Moment = performance.now();
  private tenant: string | null = null;
  private kind: OperationKind = 'none';
  private name: string | null = null;
  private field: string | null = null;
  private code: ErrorCode | 'OK' = 'OK';
  private isOver = false;
  trace: Trace | undefined;

  constructor(
    private readonly transport: Transport,
    private readonly requestId: string,
    private readonly traceparent: string | undefined,
    private readonly meter: Meter | undefined,
    private readonly told: (ended: Ended) => void,
  ) {}

  of(tenant: string): void {
    this.tenant = tenant;
    // Not before: strangers cause no traces.
    this.trace = this.meter?.trace(this.transport, this.traceparent);
  }

  runs({ operation, name, selectionSet }: OperationDefinitionNode): void {
    this.kind = operation;
    this.name = name?.value ?? null;
    const [first] = selectionSet.selections;
    this.field = first?.kind === Kind.FIELD ? first.name.value : null;
    // It may last for days, and whoever reads the trace would wait for it.
    if (this.kind === 'subscription') this.trace = undefined;
  }

  failed(code: unknown): void {
    if (this.code === 'OK') this.code = code as ErrorCode;
  }

  ended(status?: number): void {
    if (this.isOver) return;
    this.isOver = true;
    const { transport, requestId, tenant, kind, name: operation, field, code, trace } = this;
    trace?.end({ kind, code, ...(field !== null && { field }) }, code !== 'OK');
    const traceId = trace?.traceId ?? TRACEPARENT.exec(this.traceparent ?? '')?.[1];
    const ms = performance.now() - this.beganAt;
    this.told({ transport, requestId, tenant, kind, operation, field, code, status, ms, traceId });
  }
}
