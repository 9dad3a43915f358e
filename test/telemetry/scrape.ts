/** Metrics as Prometheus reads them, and how they moved between two scrapes. */

/** One series: its name with its labels, as in the text. */
export type Series = Map<string, number>;

export async function scrape(url: string): Promise<Series> {
  const response = await fetch(url);
  if (response.status !== 200) throw new Error(`metrics: ${response.status}`);
  return seriesIn(await response.text());
}

export function seriesIn(text: string): Series {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

/** What all series of a metric with these labels have together. */
export function total(series: Series, name: string, labels: Record<string, string> = {}): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return [...series]
    .filter(([key]) => (key === name || key.startsWith(`${name}{`)) && wanted.every((label) => key.includes(label)))
    .reduce((sum, [, value]) => sum + value, 0);
}

/** By how much a metric with these labels grew. */
export type Grew = (name: string, labels?: Record<string, string>) => number;

/** Scrapes, acts and scrapes again until what is expected holds, which a little after the act it must. */
export async function movedBy(url: string, act: () => Promise<unknown>, holds: (grew: Grew) => void): Promise<void> {
  const before = await scrape(url);
  await act();
  const until = performance.now() + 5_000;
  for (;;) {
    const after = await scrape(url);
    try {
      return holds((name, labels) => total(after, name, labels) - total(before, name, labels));
    } catch (error) {
      if (performance.now() > until) throw error;
    }
  }
}
