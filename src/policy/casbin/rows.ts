/**
 * The lines of a sound policy.csv by their columns, and the names in them: for what looks at a text beside another one, or
 * beside what the books know.
 */

/** A line by its columns, with where it stands. */
export interface Row {
  line: number;
  kind: string;
  columns: readonly string[];
}

/** A group, subject, team or role in a line. */
export interface Named {
  name: string;
  line: number;
  /** Its column, the kind of the line being 0. */
  place: number;
  /** The column as a whole: it may say more than the name. */
  column: string;
}

export function rowsOf(text: string): Row[] {
  return text.split(/\r?\n/).flatMap((each, index) => {
    if (/^[ \t]*(#|$)/.test(each)) return [];
    const [kind = '', ...columns] = each.split(',').map((column) => column.trim());
    return [{ line: index + 1, kind, columns }];
  });
}

/** The groups, subjects and teams that a line names, and roles. */
export function namesIn({ kind, line, columns }: Row): Named[] {
  const places = kind === 'g2' ? [0, 1] : [0];
  return places.flatMap((at) => {
    const column = columns[at] ?? '';
    const name = kind === 'p3' ? column.replace(/^each[ \t]+/, '') : column;
    if (kind === 'p3' && (name === 'tenant' || name === 'session')) return [];
    return [{ name, line, place: at + 1, column }];
  });
}

/** The pool that a line draws on; undefined where it draws on none. */
export function poolIn({ kind, columns }: Row): string | undefined {
  return kind === 'p2' ? /^pool:(.+)$/.exec(columns[2] ?? '')?.[1] : undefined;
}
