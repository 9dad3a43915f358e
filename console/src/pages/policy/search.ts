/** What the address of the policy says. The draft is not in it: it stays in the tab. */

const TABS = ['check', 'what-if', 'impact', 'diff', 'history'] as const;
export type PolicyTab = (typeof TABS)[number];

/** The request of "What if". */
interface Asked {
  subject?: string | undefined;
  /** With commas between. */
  groups?: string | undefined;
  product?: string | undefined;
  feature?: string | undefined;
  quantity?: string | undefined;
}

export interface PolicySearch extends Asked {
  /** Check, where none is named. */
  tab?: PolicyTab;
  /** The line that the editor goes to. */
  line?: number;
}

export function readPolicy(search: Record<string, unknown>): PolicySearch {
  const tab = TABS.find((each) => each === search['tab']);
  const line = Number(search['line']);
  const asked: Asked = {};
  for (const name of ['subject', 'groups', 'product', 'feature'] as const) {
    const value = search[name];
    if (value !== undefined && value !== null && value !== '') asked[name] = String(value);
  }
  const quantity = String(search['quantity'] ?? '');
  if (/^\d{1,18}$/.test(quantity)) asked.quantity = quantity;
  return {
    ...asked,
    ...(tab === undefined || tab === 'check' ? {} : { tab }),
    ...(Number.isSafeInteger(line) && line > 0 ? { line } : {}),
  };
}
