/** The rule that decided, with the lines around it where the viewer may read the policy. */
import { useData } from '../../data';
import { PolicyTextsDocument } from '../../gql/graphql';
import { cx } from '../../parts/basics';
import { permitsOn, useScope } from '../../scope';
import type { Receipt } from './receipt-drawer';

const AROUND = 2;

/** @param when which version it is of, in words */
export function PolicyLine({ policy, when }: { policy: Receipt['policy']; when: string }) {
  const { viewer } = useScope();
  const mayRead = permitsOn(viewer, 'policy', 'read');
  const { data } = useData(PolicyTextsDocument, {}, { pause: !mayRead });
  const versions = data?.policy ? [data.policy, ...data.policy.versions.nodes] : [];
  const text = versions.find(({ version }) => version === policy.version)?.text;
  const lines = text?.split('\n') ?? [];
  const { line } = policy;
  const shown =
    line == null || text === undefined
      ? [[line ?? null, policy.rule] as const]
      : lines
          .slice(Math.max(0, line - 1 - AROUND), line + AROUND)
          .map((each, index) => [Math.max(1, line - AROUND) + index, each] as const);
  return (
    <figure className="grid gap-1">
      <pre tabIndex={0} aria-label="Lines of the policy" className="overflow-x-auto rounded-md bg-sunk py-2 text-xs">
        {shown.map(([number, each]) => (
          <div key={String(number)} className={cx('flex gap-3 px-3', number === line && 'bg-accent/15 font-semibold')}>
            <span className="w-8 shrink-0 text-right text-soft select-none">{number ?? ''}</span>
            <code>{each === '' ? ' ' : each}</code>
          </div>
        ))}
      </pre>
      <figcaption className="text-xs text-soft">
        {line == null ? 'No rule allows it.' : `${policy.file}, line ${line}, of the version that ${when}.`}
      </figcaption>
    </figure>
  );
}
