/** The filters of the overview, as its address has them. */
export interface OverviewSearch {
  product?: string;
}

export function readOverview(search: Record<string, unknown>): OverviewSearch {
  const { product } = search;
  return typeof product === 'string' && product !== '' ? { product } : {};
}
