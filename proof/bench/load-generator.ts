/**
 * Calls the API: so many connections, each sending its next check when the last was answered. It looks at every answer.
 */
import { Agent, request } from 'node:http';
import { percentile } from '../replay/send-trace.js';
import { takeOrder } from './generator.js';

/** What to do, once. */
export interface LoadOrder {
  /** Of the API, without `/graphql`. */
  url: string;
  token: string;
  connections: number;
  milliseconds: number;
  /** Subjects that are called for, evenly at random. */
  subjects: string[];
  /** What the keys of this load begin with. */
  keyPrefix: string;
}

/** What came of it. */
export interface LoadReport {
  /** Answered as they should be within the time, and after it. */
  done: number;
  late: number;
  /** How many were not, and the first of them. */
  wrong: number;
  example: string;
  p50Ms: number;
  p99Ms: number;
  /** CPU that this process has taken. */
  cpuMs: number;
}

const QUERY =
  'mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { id outcome granted replayed hold { id expiresAt } } }';
/** 0.2 credits on gpt-5.5. */
const WORK = {
  product: 'codex',
  feature: 'gpt-5.5',
  usage: [
    { dimension: 'input_tokens', quantity: 1000 },
    { dimension: 'output_tokens', quantity: 100 },
  ],
  // No hold expires while the bench runs.
  holdSeconds: 86_400,
};

interface Answer {
  data?: { checkAccess?: { id: string; outcome: string; granted: string; replayed: boolean; hold: object | null } };
}

const isRight = ({ data }: Answer): boolean => {
  const { outcome, granted, replayed, hold } = data?.checkAccess ?? {};
  return outcome === 'ALLOWED' && granted === '0.2' && replayed === false && hold != null;
};

/** Sends one call and answers the text that comes back. */
function post(url: URL, agent: Agent, token: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve(text)).on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Runs one load to its end: also calls that are answered late are waited for, for the books have them. */
async function runLoad(order: LoadOrder): Promise<LoadReport> {
  const { token, connections, milliseconds, subjects, keyPrefix } = order;
  const url = new URL('/graphql', order.url);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  const report = { done: 0, late: 0, wrong: 0, example: '' };
  const cpu = process.cpuUsage();
  const end = performance.now() + milliseconds;
  let keys = 0;
  const connection = async (): Promise<void> => {
    while (performance.now() < end) {
      const subject = subjects[Math.floor(Math.random() * subjects.length)];
      const input = { ...WORK, subject, idempotencyKey: `${keyPrefix}-${(keys += 1)}` };
      const began = performance.now();
      const text = await post(url, agent, token, JSON.stringify({ query: QUERY, variables: { input } })).catch(String);
      const now = performance.now();
      if (!text.startsWith('{') || !isRight(JSON.parse(text) as Answer)) {
        report.wrong += 1;
        report.example ||= text.slice(0, 500);
      } else if (now > end) report.late += 1;
      else {
        report.done += 1;
        latencies.push(now - began);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
  const { user, system } = process.cpuUsage(cpu);
  latencies.sort((a, b) => a - b);
  const [p50Ms, p99Ms] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
  return { ...report, p50Ms, p99Ms, cpuMs: (user + system) / 1000 };
}

takeOrder(runLoad);
