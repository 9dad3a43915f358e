/**
 * Lines by what they speak of and by who holds them, so that a question looks at the lines that can answer it, however
 * many others the file has. It knows neither kind of line, and in which order lines count is its callers' concern.
 */
export class LineIndex<Line extends { subject: string }> {
  private readonly places = new Map<string, Map<string, Line[]>>();

  /** @param placed each line with the place under which it is looked up; a line may stand at several */
  constructor(placed: Iterable<readonly [place: string, line: Line]>) {
    for (const [place, line] of placed) {
      const holders = childOf(this.places, place, () => new Map<string, Line[]>());
      childOf(holders, line.subject, () => []).push(line);
    }
  }

  /**
   * The lines at a place that somebody has, in no particular order.
   * @param held all that they are: their roles, and they themselves
   */
  at(place: string, held: ReadonlySet<string>): readonly Line[] {
    const holders = this.places.get(place);
    if (holders === undefined) return [];
    const found: Line[] = [];
    // Either may be long in some policy: the shorter one is walked.
    if (held.size <= holders.size) {
      for (const name of held) found.push(...(holders.get(name) ?? []));
    } else {
      for (const [name, lines] of holders) if (held.has(name)) found.push(...lines);
    }
    return found;
  }
}

function childOf<Child>(map: Map<string, Child>, key: string, make: () => Child): Child {
  let child = map.get(key);
  if (child === undefined) {
    child = make();
    map.set(key, child);
  }
  return child;
}
