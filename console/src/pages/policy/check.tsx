/** The check of a draft: what is wrong or doubtful in it, and what the tenant's own tests say of it. */
import { useData } from '../../data';
import { TestPolicyDocument } from '../../gql/policy/graphql';
import { Chip, cx } from '../../parts/basics';
import { Empty, Problem, Shown, Skeleton } from '../../parts/panel';
import { useSettled } from '../../use-settled';
import type { Checked, Found } from './policy';
import { ProblemList } from './problem-list';

/** Tests build the policy anew: they wait for a longer pause than the check. */
const PAUSE_MS = 1200;

interface CheckProps {
  checked: Checked;
  text: string;
  file: string;
  /** Why the text on disk does not serve. */
  onDisk: readonly Found[];
  goTo: (line: number) => void;
  replaceLine: (line: number, text: string) => void;
}

export function Check({ checked, text, file, onDisk, goTo, replaceLine }: CheckProps) {
  const { last, current, error, retry } = checked;
  const places = { file, goTo, replaceLine };
  return (
    <>
      {onDisk.length > 0 && (
        <section aria-labelledby="on-disk" className="grid gap-2">
          <h3 id="on-disk" className="text-sm font-semibold">
            The file on disk does not serve
          </h3>
          <ProblemList label="Problems of the file on disk" found={onDisk} file={file} />
        </section>
      )}
      <section aria-labelledby="found" className="grid gap-2">
        <h3 id="found" className="flex items-center gap-2 text-sm font-semibold">
          What is found
          {current === null && <span className="text-xs font-normal text-soft">checking …</span>}
        </h3>
        {error ? (
          <Problem error={error} retry={retry} />
        ) : last === null ? (
          <Skeleton />
        ) : (
          <>
            <p role="status" className={cx('text-sm', last.problems.length === 0 ? 'text-good' : 'text-bad')}>
              {last.problems.length === 0
                ? 'It could go live.'
                : `It could not go live: ${count(last.problems.length, 'problem')}.`}
            </p>
            {last.problems.length > 0 && <ProblemList label="Problems" found={last.problems} {...places} />}
            {last.warnings.length > 0 && <ProblemList label="Doubts" found={last.warnings} {...places} />}
          </>
        )}
      </section>
      <Tests text={text} sound={current !== null && current.problems.length === 0} file={file} />
    </>
  );
}

const count = (many: number, word: string): string => `${many} ${word}${many === 1 ? '' : 's'}`;

function Tests({ text, sound, file }: { text: string; sound: boolean; file: string }) {
  const settled = useSettled(text, PAUSE_MS);
  const { data, error, loading, retry } = useData(TestPolicyDocument, { text: settled }, { pause: !sound });
  const run = data?.testPolicy;
  return (
    <section aria-labelledby="tests" className="grid gap-2">
      <h3 id="tests" className="text-sm font-semibold">
        Its tests
      </h3>
      {!run && !error && !sound ? (
        <p className="text-sm text-soft">They run once nothing is wrong with the text.</p>
      ) : (
        <Shown loading={loading} error={error} retry={retry}>
          {run && run.problems.length > 0 && (
            <ProblemList label="Problems of the tests" found={run.problems} file={file} />
          )}
          {run && run.total === 0 && run.problems.length === 0 && (
            <Empty title="The policy has no tests">A file policy.test.yaml beside it would have them.</Empty>
          )}
          {run && run.total > 0 && (
            <>
              <p role="status" className="flex items-center gap-2 text-sm">
                <Chip tone={run.ok ? 'good' : 'bad'}>{run.ok ? 'Passed' : 'Failed'}</Chip>
                {run.passed} passed, {run.failed} failed
              </p>
              <ul aria-label="Tests" className="grid gap-1 text-sm">
                {run.cases.map(({ name, line, ok, expected, found }) => (
                  <li key={line} className="flex flex-wrap items-baseline gap-x-2">
                    <Chip tone={ok ? 'good' : 'bad'}>{ok ? 'Passed' : 'Failed'}</Chip>
                    <span className="font-medium">{name}</span>
                    {!ok && (
                      <span className="text-soft">
                        expected {expected}; {found}
                      </span>
                    )}
                  </li>
                ))}
              </ul>
            </>
          )}
        </Shown>
      )}
    </section>
  );
}
