/** The request as a check, ready to be pasted: for a shell, TypeScript and Python. */
import { Tabs } from 'radix-ui';
import { CopyButton } from '../../parts/basics';
import { settings } from '../../settings';

export interface AskedInput {
  subject: string;
  product: string;
  feature: string;
  mode: string;
  usage: readonly { dimension: string; quantity: string }[];
}

const CHECK =
  'mutation Check($input: CheckAccessInput!) { checkAccess(input: $input) { id outcome proceed granted message draws { source amount } } }';

const KINDS = [
  ['curl', curl],
  ['TypeScript', typescript],
  ['Python', python],
] as const;

export function AsCode({ input }: { input: AskedInput }) {
  return (
    <Tabs.Root defaultValue="curl" className="grid gap-2">
      <Tabs.List aria-label="Language" className="flex w-fit rounded-lg bg-sunk p-0.5">
        {KINDS.map(([name]) => (
          <Tabs.Trigger
            key={name}
            value={name}
            className="min-h-7 rounded-md px-3 text-sm text-soft data-[state=active]:bg-panel data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {name}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {KINDS.map(([name, write]) => (
        <Tabs.Content key={name} value={name} className="grid gap-2">
          <pre
            tabIndex={0}
            aria-label={`The check as ${name}`}
            className="overflow-x-auto rounded-md bg-sunk p-3 text-xs"
          >
            {write(input)}
          </pre>
          <div>
            <CopyButton text={write(input)} />
          </div>
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

const url = (): string => new URL(settings.endpoint, location.href).href;

function curl(input: AskedInput): string {
  const body = JSON.stringify({ query: CHECK, variables: { input: { idempotencyKey: 'a-key-of-yours', ...input } } });
  return [
    `curl ${url()} \\`,
    `  -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`,
    // A quote within quotes ends them, is written on its own, and begins them again.
    `  -d '${body.replaceAll("'", `'\\''`)}'`,
  ].join('\n');
}

function typescript({ subject, product, feature, usage, mode }: AskedInput): string {
  return `import { spillway } from '@spillway/client';
import { fileOutbox } from '@spillway/client/node';

const client = spillway({
  url: ${JSON.stringify(url())},
  token: () => process.env.TOKEN,
  outbox: fileOutbox('./outbox'),
});

const run = await client.guard({
  key: 'a-key-of-yours',
  subject: ${JSON.stringify(subject)},
  product: ${JSON.stringify(product)},
  feature: ${JSON.stringify(feature)},
  atMost: { ${usage.map(({ dimension, quantity }) => `${dimension}: ${quantity}`).join(', ')} },
  mode: ${JSON.stringify(mode)},
});
if (!run.proceed) throw new Error(run.denial.message);`;
}

function python(input: AskedInput): string {
  const variables = JSON.stringify({ input: { idempotencyKey: 'a-key-of-yours', ...input } }, null, 2);
  return `import json, os, urllib.request

query = ${JSON.stringify(CHECK)}
variables = ${variables}
request = urllib.request.Request(
    ${JSON.stringify(url())},
    json.dumps({"query": query, "variables": variables}).encode(),
    {"content-type": "application/json", "authorization": "Bearer " + os.environ["TOKEN"]},
)
print(json.load(urllib.request.urlopen(request)))`;
}
