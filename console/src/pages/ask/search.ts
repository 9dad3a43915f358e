/** The question, as the address has it. */
import type { GrantMode } from '../../gql/graphql';

export interface AskSearch {
  product?: string;
  feature?: string;
  /** Quantities by dimension. */
  usage?: Record<string, string>;
  mode?: GrantMode;
  subject?: string;
  /** With commas between. */
  groups?: string;
}

const QUANTITY = /^\d{1,18}$/;

export function readAsk(search: Record<string, unknown>): AskSearch {
  const read: AskSearch = {};
  for (const name of ['product', 'feature', 'subject', 'groups'] as const) {
    const value = search[name];
    if (value !== undefined && value !== null && value !== '') read[name] = String(value);
  }
  if (search['mode'] === 'UP_TO') read.mode = 'UP_TO';
  const { usage } = search;
  if (typeof usage === 'object' && usage !== null) {
    const pairs = Object.entries(usage).map(([dimension, quantity]) => [dimension, String(quantity)] as const);
    read.usage = Object.fromEntries(pairs.filter(([, quantity]) => QUANTITY.test(quantity)));
  }
  return read;
}
