/**
 * Traces by OpenTelemetry, to an OTLP receiver. Spans are made of times that were noted anyway, once a unit of work has
 * ended, and only for requests that are sampled: nothing is patched, and nothing is kept per asynchronous call. This
 * file is loaded only where traces are wanted.
 */
import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace, TraceFlags, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Log } from '../log.js';
import type { Meter, Moment, StepTimes, Trace, Transport } from '../meter.js';
import { STEPS, type Step } from './metrics.js';
import type { TraceSettings } from './telemetry.js';
import { parentOf } from './traceparent.js';

export interface Tracing {
  meter: Meter;
  /** Sends what is left, for a few seconds at most. */
  close(): Promise<void>;
}

const FLUSH_MS = 3_000;

/** Opens traces. */
export function openTracing(settings: TraceSettings, about: { role: string; version: string; log: Log }): Tracing {
  const { role, version, log } = about;
  const own = { 'service.name': 'spillway', 'service.version': version, 'spillway.role': role };
  const resource = resourceFromAttributes(own).merge(detectResources({ detectors: [envDetector] }));
  const processor = new BatchSpanProcessor({
    exporter: told(new OTLPTraceExporter(settings.url === undefined ? {} : { url: settings.url }), log),
  });
  const providerBy = (sampler: Sampler) => new TracerProvider({ resource, sampler, spanProcessors: [processor] });
  const chosen = providerBy(samplerOf(settings));
  // What belongs to a request that was chosen is traced whole.
  const whole = providerBy(new AlwaysOnSampler());
  return {
    meter: tracingMeter(chosen.getTracer('spillway', version), whole.getTracer('spillway', version)),
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, FLUSH_MS)));
      await Promise.race([processor.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
}

function samplerOf({ sampler, ratio }: TraceSettings): Sampler {
  const [, based, name] = /^(parentbased_)?(.*)$/.exec(sampler) ?? [];
  const root =
    name === 'always_on'
      ? new AlwaysOnSampler()
      : name === 'always_off'
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(ratio);
  return based === undefined ? root : new ParentBasedSampler({ root });
}

/** The same exporter, of which the log tells when it begins to fail, and when that is over. */
function told(exporter: SpanExporter, log: Log): SpanExporter {
  let isFailing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined;
        if (failed && !isFailing) log.warn({ err: result.error }, 'traces cannot be sent: spans are dropped');
        if (!failed && isFailing) log.info('traces can be sent again');
        isFailing = failed;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}

class Traced implements Trace {
  constructor(readonly span: Span) {}

  get traceId(): string {
    return this.span.spanContext().traceId;
  }

  end(about: Readonly<Record<string, string>>, isFailed: boolean): void {
    const { kind, field, code } = about;
    if (field !== undefined) this.span.updateName(`${kind} ${field}`);
    this.span.setAttributes({ 'graphql.operation.type': kind, 'spillway.code': code });
    if (isFailed) this.span.setStatus({ code: SpanStatusCode.ERROR });
    this.span.end(at(performance.now()));
  }
}

/** An instant of the clock that spans have: the same moment is the same instant in each. */
const at = (moment: Moment): number => performance.timeOrigin + moment;

const nothing = (): void => {};

function tracingMeter(chosen: Tracer, whole: Tracer): Meter {
  /** A span with the steps of a unit of work below it. */
  const withSteps = (span: Span, askedAt: number | null, times: StepTimes): void => {
    const context = trace.setSpan(ROOT_CONTEXT, span);
    for (const [step, from, to] of stepsOf(askedAt, times)) {
      whole.startSpan(step, { startTime: at(from) }, context).end(at(to));
    }
    span.end(at(times.committed));
  };
  return {
    ...{ request: nothing, error: nothing, refused: nothing, purchase: nothing },
    trace(transport: Transport, traceparent) {
      const parent = parentOf(traceparent);
      const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
      const span = chosen.startSpan('request', { kind: SpanKind.SERVER, startTime: at(performance.now()) }, context);
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
      span.setAttribute('spillway.transport', transport);
      return new Traced(span);
    },
    checks(times, checks) {
      const traced = checks.filter((check) => check.trace instanceof Traced);
      if (traced.length === 0) return;
      const links = traced.map((check) => ({ context: (check.trace as Traced).span.spanContext() }));
      const attributes = { 'spillway.batch.checks': checks.length };
      const batch = whole.startSpan('check batch', { startTime: at(times.began), attributes, links, root: true });
      batch.end(at(times.committed));
      for (const { decided, askedAt, trace: of } of traced) {
        const about = decided && { 'spillway.outcome': decided.outcome, 'spillway.reason': decided.reason };
        const context = trace.setSpan(ROOT_CONTEXT, (of as Traced).span);
        const options = { startTime: at(askedAt), links: [{ context: batch.spanContext() }], attributes: { ...about } };
        withSteps(whole.startSpan('check', options, context), askedAt, times);
      }
    },
    settled(times, events, setAside) {
      const attributes = { 'spillway.batch.events': events, 'spillway.batch.set_aside': setAside };
      const span = chosen.startSpan('settlement batch', { startTime: at(times.began), attributes, root: true });
      if (span.isRecording()) withSteps(span, null, times);
    },
  };
}

function stepsOf(askedAt: number | null, times: StepTimes): [Step, number, number][] {
  const { began, locked, decided, written, committed } = times;
  const ends = [askedAt ?? began, began, locked, decided, written, committed];
  const steps = STEPS.map((step, i): [Step, number, number] => [step, ends[i]!, ends[i + 1]!]);
  return askedAt === null ? steps.slice(1) : steps;
}
