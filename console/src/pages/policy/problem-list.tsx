/** What was found in a text: rule, line, sentence, and the line as it was probably meant, one press away. */
import type { FoundNowFragment } from '../../gql/policy/graphql';
import { Button, Chip, type Tone } from '../../parts/basics';

const TONES: Record<string, Tone> = { ERROR: 'bad', WARNING: 'warn' };
const WORDS: Record<string, string> = { ERROR: 'Problem', WARNING: 'Warning', INFO: 'Worth knowing' };
/** Further ones come once these are mended. */
const MOST_SHOWN = 100;

interface ProblemListProps {
  label: string;
  found: readonly FoundNowFragment[];
  /** The file whose lines the editor has. */
  file: string;
  goTo?: (line: number) => void;
  replaceLine?: (line: number, text: string) => void;
}

export function ProblemList({ label, found, file, goTo, replaceLine }: ProblemListProps) {
  return (
    <>
      <ul aria-label={label} className="grid gap-2 text-sm">
        {found.slice(0, MOST_SHOWN).map((each, index) => (
          <li
            key={`${each.rule} ${each.line} ${index}`}
            data-found={each.rule}
            className="grid gap-1 rounded-lg border border-line p-3"
          >
            <p className="flex flex-wrap items-center gap-2">
              <Chip tone={TONES[each.severity] ?? 'quiet'}>{WORDS[each.severity] ?? each.severity}</Chip>
              {each.line != null && each.file === file && goTo ? (
                <button type="button" className="min-h-6 text-accent underline" onClick={() => goTo(each.line!)}>
                  Line {each.line}
                </button>
              ) : (
                <span className="text-soft">
                  {each.file}
                  {each.line != null && `, line ${each.line}`}
                </span>
              )}
              <code className="text-xs break-all text-soft">{each.rule}</code>
            </p>
            <p className="break-words">{each.message}</p>
            {each.fix != null && each.line != null && each.file === file && replaceLine && (
              <p className="flex flex-wrap items-center gap-2">
                <code className="rounded bg-sunk px-2 py-1 text-xs break-all">{each.fix}</code>
                <Button onClick={() => replaceLine(each.line!, each.fix!)}>Fix line {each.line}</Button>
              </p>
            )}
          </li>
        ))}
      </ul>
      {found.length > MOST_SHOWN && <p className="text-xs text-soft">And {found.length - MOST_SHOWN} more.</p>}
    </>
  );
}
