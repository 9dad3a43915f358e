/**
 * The `p` lines of one version as an index: which line decides a question, and which lines somebody has. Neither depends
 * on how many other lines there are. Which object contains which is `policy-object.ts`'s.
 */
import { around } from '../policy-object.js';
import { LineIndex } from './line-index.js';
import type { PermitLine } from './policy-line.js';

export class PermitIndex {
  /** Of each action that some line speaks of: by object. */
  private readonly spoken: ReadonlyMap<string, LineIndex<PermitLine>>;
  /** By action: of each holder the first deny of any account, all that a question about every account needs. */
  private readonly accountDenies: LineIndex<PermitLine>;
  private readonly byHolder: ReadonlyMap<string, readonly PermitLine[]>;

  /** @param lines in the order of the file */
  constructor(lines: readonly PermitLine[]) {
    const byAction = [...Map.groupBy(lines, (line) => line.action)];
    this.spoken = new Map(
      byAction.map(([action, these]) => [action, new LineIndex(these.map((line) => [line.object, line]))]),
    );
    this.accountDenies = new LineIndex(firstAccountDenies(lines).map((line) => [line.action, line]));
    this.byHolder = Map.groupBy(lines, (line) => line.subject);
  }

  /**
   * The first matching deny in the order of the file, else the first matching allow, else null (docs/rules.md, 11).
   * @param subject who asks; its own account is `account:self`
   * @param held its roles, and it itself
   * @param asked an object other than `account:self`
   */
  deciding(subject: string, held: ReadonlySet<string>, asked: string, action: string): PermitLine | null {
    const spoken = this.spoken.get(action);
    if (spoken === undefined) return null;
    let deciding: PermitLine | null = null;
    for (const object of around(subject, asked)) {
      for (const line of spoken.at(object, held)) deciding = theDeciding(deciding, line);
    }
    if (asked !== 'account:*') return deciding;
    for (const line of this.accountDenies.at(action, held)) deciding = theDeciding(deciding, line);
    return deciding;
  }

  /** All lines that somebody has, in the order of the file. */
  linesOf(held: ReadonlySet<string>): PermitLine[] {
    return [...held].flatMap((name) => this.byHolder.get(name) ?? []).sort((a, b) => a.line - b.line);
  }
}

function theDeciding(a: PermitLine | null, b: PermitLine): PermitLine {
  if (a === null) return b;
  const isFirst = a.effect === b.effect ? a.line < b.line : a.effect === 'deny';
  return isFirst ? a : b;
}

function firstAccountDenies(lines: readonly PermitLine[]): PermitLine[] {
  const first = new Map<string, PermitLine>();
  for (const line of lines) {
    const key = `${line.action} ${line.subject}`;
    if (line.effect === 'deny' && line.object.startsWith('account:') && !first.has(key)) first.set(key, line);
  }
  return [...first.values()];
}
