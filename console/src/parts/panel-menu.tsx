/** What can be taken out of a panel: its question as GraphQL or curl, its rows as a file, its address. */
import { DropdownMenu } from 'radix-ui';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useClient } from 'urql';
import { countText } from '../format';
import { settings } from '../settings';
import { Button } from './basics';
import { MOST_ROWS, saveCsv, type Csv } from './csv';
import { Dots, type PanelMenuSpec } from './panel-menu-button';

const SAID_MS = 4000;

/** The document as a person writes it, with the variables as a comment below. Never with a token. */
export function graphqlText({ document = '', variables = {} }: PanelMenuSpec): string {
  const written = document.toString().replace(/^\s*__typename\n/gm, '');
  const json = JSON.stringify(variables, null, 2).replace(/^/gm, '# ');
  return `${written.trim()}\n\n# Variables:\n${json}\n`;
}

/** The very text that the page sends: where only known documents may run, this one may. */
export function curlText({ document = '', variables = {} }: PanelMenuSpec): string {
  const body = JSON.stringify({ query: document.toString(), variables }).replaceAll("'", "'\\''");
  return [
    `curl -s '${location.origin}${settings.endpoint}' \\`,
    `  -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`,
    `  -d '${body}'`,
  ].join('\n');
}

const ITEM =
  'flex min-h-8 cursor-pointer items-center rounded px-2 text-sm outline-none select-none data-[highlighted]:bg-sunk';

export default function PanelMenu({ menu, label }: { menu: PanelMenuSpec; label: string }) {
  const [said, say] = useSaid();
  const csv = useCsv(say);
  const copy = (text: string) => () => {
    void Promise.resolve()
      .then(() => navigator.clipboard.writeText(text))
      .then(
        () => say('Copied'),
        () => say('The browser does not let this page copy.'),
      );
  };
  return (
    <>
      <span role="status" className="text-xs text-soft">
        {csv.rows === null ? said : `${countText(csv.rows)} rows so far`}
      </span>
      {csv.rows !== null && <Button onClick={csv.cancel}>Cancel</Button>}
      <DropdownMenu.Root defaultOpen modal={false}>
        <DropdownMenu.Trigger asChild>
          <Dots aria-label={label} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={4}
            collisionPadding={8}
            className="z-50 grid min-w-48 rounded-lg border border-line bg-panel p-1 shadow-lg"
          >
            {menu.document && (
              <>
                <Item act={copy(graphqlText(menu))}>Copy as GraphQL</Item>
                <Item act={copy(curlText(menu))}>Copy as curl</Item>
                {settings.graphiql && (
                  <DropdownMenu.Item asChild className={ITEM} onSelect={copy(graphqlText(menu))}>
                    <a href="/graphiql" target="_blank" rel="noopener">
                      Copy and open GraphiQL
                    </a>
                  </DropdownMenu.Item>
                )}
              </>
            )}
            {menu.csv && csv.rows === null && <Item act={() => csv.save(menu.csv!)}>Download CSV</Item>}
            <Item act={copy(location.href)}>Copy link</Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </>
  );
}

function Item({ act, children }: { act: () => void; children: ReactNode }) {
  return (
    <DropdownMenu.Item className={ITEM} onSelect={act}>
      {children}
    </DropdownMenu.Item>
  );
}

/** What is said for a moment. */
function useSaid(): [string, (words: string) => void] {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, setSaid];
}

/** A file in the making: how many rows it has by now, null where there is none. Who leaves the page cancels it. */
function useCsv(say: (words: string) => void) {
  const client = useClient();
  const [rows, setRows] = useState<number | null>(null);
  const making = useRef<AbortController | null>(null);
  useEffect(() => () => making.current?.abort(), []);
  const save = (csv: Csv) => {
    const stop = new AbortController();
    making.current = stop;
    setRows(0);
    const done = (words: string) => {
      if (making.current !== stop) return;
      making.current = null;
      setRows(null);
      say(words);
    };
    saveCsv(client, csv, (so) => !stop.signal.aborted && setRows(so), stop.signal).then(
      ({ rows: all, cut }) =>
        done(
          cut
            ? `Saved the first ${countText(MOST_ROWS)} rows`
            : `Saved ${countText(all)} ${all === 1 ? 'row' : 'rows'}`,
        ),
      (error: unknown) => done(stop.signal.aborted ? 'Cancelled' : (error as Error).message),
    );
  };
  return { rows, save, cancel: () => making.current?.abort() };
}
