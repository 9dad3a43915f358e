/** The table of docs/metrics.md, as it follows from the declarations. */
import { METRICS, type MetricTerms } from '../../src/telemetry/metrics.js';

/** How a label is shown: its values where they are few. */
function shown([label, values]: [string, readonly string[] | null]): string {
  return values === null || values.length > 5 ? `\`${label}\`` : `\`${label}\` (${values.join(', ')})`;
}

function rowOf({ name, type, labels = {}, help, workers }: MetricTerms): string {
  const of = Object.entries<readonly string[] | null>(labels).map(shown).join('; ');
  return `| \`${name}\` | ${type} | ${of} | ${help}${workers ? '' : ' *'} |`;
}

/** A row for each metric, in the order in which they are declared. */
export function metricRows(): string[] {
  return Object.values(METRICS).flatMap((terms) => Object.values<MetricTerms>(terms).map(rowOf));
}
