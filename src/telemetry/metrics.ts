/**
 * Every metric of a process, declared once: its name with its unit, its type, the values that its labels can have, and
 * what it says. No label names a tenant, a subject, a key or anything else that callers make up: each value comes from a
 * list that is closed when a process starts. docs/metrics.md shows this table.
 */
import { layerKinds } from '../core/kinds.js';
import { REASONS } from '../core/gates.js';
import { ERROR_CODES } from '../errors.js';
import { DOOR_REFUSALS, OPERATION_KINDS, PURCHASE_STEPS, TRANSPORTS } from '../meter.js';

export interface MetricTerms {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  /** Each label with all values that it can have; null: the build's own words, or one for each key set of the settings. */
  labels?: Readonly<Record<string, readonly string[] | null>>;
  buckets?: readonly number[];
  /** Settlement workers have it, too; without it only API processes do. */
  workers?: true;
}

/** Seconds of what answers a person or a program that waits. */
const QUICK = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Seconds of a single step. */
const STEP = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];

export const STEPS = ['wait', 'lock', 'decide', 'write', 'commit'] as const;
export type Step = (typeof STEPS)[number];
const UNIT_STEPS = STEPS.filter((step) => step !== 'wait');

/** The layers of one decision, as a label: in the order of the waterfall. */
export function layersLabel(layers: readonly string[]): string {
  const drawn = layerKinds.filter((kind) => layers.includes(kind));
  return drawn.length === 0 ? 'none' : drawn.map((kind) => kind.toLowerCase()).join('+');
}

const LAYER_SETS = Array.from({ length: 2 ** layerKinds.length }, (_, set) =>
  layersLabel(layerKinds.filter((_kind, i) => (set & (1 << i)) !== 0)),
);
const CODES = Object.keys(ERROR_CODES);

const COUNTERS = {
  decisions: {
    name: 'spillway_decisions_total',
    help: 'Checks that were decided. The repeat of a key that took something decides nothing, and is not counted.',
    labels: { outcome: ['ALLOWED', 'PARTIAL', 'DENIED'], reason: Object.keys(REASONS), layers: LAYER_SETS },
  },
  requests: {
    name: 'spillway_requests_total',
    help: 'Operations that have ended, by the code of their first error, and what the door refused over HTTP.',
    labels: { transport: TRANSPORTS, operation: OPERATION_KINDS, code: ['OK', ...CODES] },
  },
  errors: {
    name: 'spillway_errors_total',
    help: 'Errors that have left, each field of an answer counted.',
    labels: { code: CODES },
  },
  refused: {
    name: 'spillway_door_refusals_total',
    help: 'Callers that the door did not let in: UNAUTHENTICATED is 401, RATE_LIMITED 429, OVERLOADED a server that is full or ending, or keys that cannot be had.',
    labels: { transport: TRANSPORTS, why: DOOR_REFUSALS },
  },
  settled: {
    name: 'spillway_settled_events_total',
    help: 'Usage events that this process settled, or set aside for good.',
    labels: { result: ['settled', 'set_aside'] },
    workers: true,
  },
  purchases: {
    name: 'spillway_purchases_total',
    help: 'Purchases that came to this status in this process.',
    labels: { status: PURCHASE_STEPS },
  },
  keyFailures: {
    name: 'spillway_key_set_failures_total',
    help: "Fetches of an issuer's published keys that failed.",
    labels: { set: null },
  },
} as const satisfies Record<string, Omit<MetricTerms, 'type'>>;

const HISTOGRAMS = {
  requestSeconds: {
    name: 'spillway_request_seconds',
    help: 'Seconds of an HTTP request to /graphql, or of an operation on a socket; a subscription is not timed.',
    labels: { operation: ['query', 'mutation', 'none'] },
    buckets: QUICK,
  },
  checkSeconds: {
    name: 'spillway_check_seconds',
    help: 'Seconds from a valid check to its commit.',
    buckets: QUICK,
  },
  stepSeconds: {
    name: 'spillway_check_step_seconds',
    help: 'Seconds by step of a check: wait for the batch before it (each check); then of its batch: lock (connection, locks and look-ups), decide, write (sending it) and commit.',
    labels: { step: STEPS },
    buckets: STEP,
  },
  batchSize: {
    name: 'spillway_check_batch_size_checks',
    help: 'How many checks one unit of work decided.',
    buckets: SIZES,
  },
  settlementStepSeconds: {
    name: 'spillway_settlement_step_seconds',
    help: 'Seconds by step of a batch of settlement, as of a batch of checks.',
    labels: { step: UNIT_STEPS },
    buckets: STEP,
    workers: true,
  },
  settlementBatch: {
    name: 'spillway_settlement_batch_size_events',
    help: 'How many usage events one unit of work settled.',
    buckets: SIZES,
    workers: true,
  },
} as const satisfies Record<string, Omit<MetricTerms, 'type'>>;

const GAUGES = {
  build: {
    name: 'spillway_build_info',
    help: 'Always 1; the labels say which build and which Node run.',
    labels: { version: null, node: null, role: ['api', 'worker'] },
    workers: true,
  },
  ready: {
    name: 'spillway_ready',
    help: '1 while the process can decide (a worker: settle) and does not end, else 0.',
    workers: true,
  },
  pool: {
    name: 'spillway_database_connections',
    help: 'Connections of the pools, of all cells together: in use, or idle.',
    labels: { state: ['used', 'idle'] },
    workers: true,
  },
  poolMost: {
    name: 'spillway_database_connections_limit',
    help: 'How many connections the pools may have.',
    workers: true,
  },
  poolWaiting: {
    name: 'spillway_database_waiting',
    help: 'Units of work that wait for a connection, because all are in use.',
    workers: true,
  },
  checksWaiting: { name: 'spillway_checks_waiting', help: 'Checks that wait for the batch before them.' },
  pending: {
    name: 'spillway_settlement_pending_events',
    help: 'Usage events of all tenants that wait to be settled; counted to 10,000.',
    workers: true,
  },
  lag: {
    name: 'spillway_settlement_lag_seconds',
    help: 'Age of the oldest usage event that waits to be settled; 0 where none waits.',
    workers: true,
  },
  setAside: {
    name: 'spillway_settlement_set_aside_events',
    help: 'Usage events of all tenants that were set aside, as they stay in the books; counted to 10,000.',
    workers: true,
  },
  due: {
    name: 'spillway_due_accounts',
    help: 'Accounts on which something has fallen due that is not written yet; counted to 10,000.',
    workers: true,
  },
  dueLag: {
    name: 'spillway_due_lag_seconds',
    help: 'How long ago the first of it fell due; 0 where nothing is due.',
    workers: true,
  },
  unsettled: {
    name: 'spillway_purchases_unsettled',
    help: 'Purchases that wait for their provider, repayments too; counted to 10,000.',
    workers: true,
  },
  readAt: {
    name: 'spillway_backlog_read_timestamp_seconds',
    help: 'When settlement lag, pending, set aside, due and unsettled were last read from the database: at most every 10 seconds.',
    workers: true,
  },
  sockets: { name: 'spillway_sockets', help: 'WebSockets that are open.' },
  streams: { name: 'spillway_streams', help: 'Event streams that are open.' },
  watchers: {
    name: 'spillway_watchers',
    help: 'Subscriptions, by what they watch.',
    labels: { of: ['balances', 'accounts', 'decisions', 'notices'] },
  },
  watcherLag: {
    name: 'spillway_watcher_lag_updates',
    help: 'How many updates the balance watcher that is furthest behind has yet to take.',
  },
  keyAge: {
    name: 'spillway_key_set_age_seconds',
    help: "How long ago an issuer's published keys were fetched; absent before the first time.",
    labels: { set: null },
  },
  keys: {
    name: 'spillway_key_set_keys',
    help: "How many keys are known of an issuer's.",
    labels: { set: null },
  },
  policyProblems: {
    name: 'spillway_policy_problems',
    help: "Problems that keep tenants' policy files from going live.",
    workers: true,
  },
  policyWarnings: { name: 'spillway_policy_warnings', help: 'Warnings about policies that are live.', workers: true },
  policiesRefused: {
    name: 'spillway_policies_refused',
    help: 'Tenants whose policy file is refused: an older version serves, or none.',
    workers: true,
  },
  catalogProblems: {
    name: 'spillway_catalog_problems',
    help: "Problems that keep the operator's files from going live.",
    workers: true,
  },
  peersDiffer: {
    name: 'spillway_peers_differ',
    help: 'Processes on the same database that serve another catalog or other policies, and had the time to follow.',
    workers: true,
  },
  reloadedAt: {
    name: 'spillway_policies_reloaded_timestamp_seconds',
    help: 'When the policy folder was last read whole, whatever was found.',
    workers: true,
  },
  tenants: { name: 'spillway_tenants', help: 'Tenants that this process knows, refused ones too.', workers: true },
} as const satisfies Record<string, Omit<MetricTerms, 'type'>>;

export type CounterName = keyof typeof COUNTERS;
export type HistogramName = keyof typeof HISTOGRAMS;
export type GaugeName = keyof typeof GAUGES;

/** All of them, by type. */
export const METRICS: {
  counter: Readonly<Record<CounterName, MetricTerms>>;
  histogram: Readonly<Record<HistogramName, MetricTerms>>;
  gauge: Readonly<Record<GaugeName, MetricTerms>>;
} = {
  counter: typed(COUNTERS, 'counter'),
  histogram: typed(HISTOGRAMS, 'histogram'),
  gauge: typed(GAUGES, 'gauge'),
};

/** How many series a metric can have at most; null where that is not known before a process starts. */
export function mostSeries({ labels = {} }: MetricTerms): number | null {
  return Object.values(labels).reduce<number | null>(
    (most, values) => (most === null || values === null ? null : most * values.length),
    1,
  );
}

function typed<N extends string>(
  declared: Record<N, Omit<MetricTerms, 'type'>>,
  type: MetricTerms['type'],
): Record<N, MetricTerms> {
  const entries = Object.entries<Omit<MetricTerms, 'type'>>(declared).map(([name, terms]) => [
    name,
    { ...terms, type },
  ]);
  return Object.fromEntries(entries) as Record<N, MetricTerms>;
}
