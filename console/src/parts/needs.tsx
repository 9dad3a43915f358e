/** What a page says to who may not see it: which permission it needs, and the line of the policy that would give it. */
import { useScope } from '../scope';
import { CopyButton } from './basics';

/** @param object such as `account:*`; @param action such as `read` */
export function Needs({ object, action }: { object: string; action: string }) {
  const { viewer } = useScope();
  const line = `p, ${viewer.subject}, ${object}, ${action}, allow`;
  return (
    <div role="alert" className="grid max-w-2xl justify-items-start gap-3 rounded-xl border border-line bg-panel p-5">
      <p className="font-medium">
        You need <em>{`${action} ${object}`}</em> to see this.
      </p>
      <p className="text-sm text-soft">Ask an admin of {viewer.tenant}. This line in its policy would let you:</p>
      <p className="flex max-w-full flex-wrap items-center gap-2">
        <code className="rounded bg-sunk px-2 py-1 text-xs break-all">{line}</code>
        <CopyButton text={line} />
      </p>
    </div>
  );
}
