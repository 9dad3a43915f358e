/** The "⋯" of a panel. Its menu is loaded when it is first wanted. */
import { Ellipsis } from 'lucide-react';
import { lazy, Suspense, useState, type ButtonHTMLAttributes, type Ref } from 'react';
import type { Csv } from './csv';

/** What a panel's menu can do; without a document and a table it copies the link alone. */
export interface PanelMenuSpec {
  /** What the panel shows was asked for with it. */
  document?: { toString(): string };
  variables?: Record<string, unknown>;
  /** What the panel lists, as a file. */
  csv?: Csv;
}

const load = () => import('./panel-menu');
const PanelMenu = lazy(load);

interface DotsProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  ref?: Ref<HTMLButtonElement>;
}

export function Dots(props: DotsProps) {
  return (
    <button
      type="button"
      aria-haspopup="menu"
      data-panel-menu
      className="grid size-8 place-items-center rounded-md text-soft hover:bg-sunk hover:text-ink"
      {...props}
    >
      <Ellipsis size={18} aria-hidden="true" />
    </button>
  );
}

export function PanelMenuButton({ menu, of }: { menu: PanelMenuSpec; of: string }) {
  const [wanted, setWanted] = useState(false);
  const label = `More of ${of}`;
  const want = () => void load();
  const dots = (
    <Dots
      aria-label={label}
      onClick={() => setWanted(true)}
      onPointerEnter={want}
      onFocus={want}
      aria-expanded={wanted}
    />
  );
  return wanted ? (
    <Suspense fallback={dots}>
      <PanelMenu menu={menu} label={label} />
    </Suspense>
  ) : (
    dots
  );
}
