/** Whose clock is shown, and how bright it is. */
import { useEffect } from 'react';
import { ZONES, zone, zoneName, type Zone } from '../format';
import { keptStore, useStore } from '../store';

const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

export const theme = keptStore<Theme>('theme', 'system', (value): value is Theme =>
  (THEMES as readonly string[]).includes(value),
);

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Writes the theme to the page. */
export function applyTheme(): void {
  const chosen = theme.get();
  document.documentElement.dataset['theme'] = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
}

/** To the other one of light and dark. */
export const turnTheme = (): void => theme.set(document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark');

dark.addEventListener('change', applyTheme);
theme.watch(applyTheme);
applyTheme();

const SELECT = 'min-h-8 rounded-md bg-transparent px-2 text-xs text-soft hover:bg-sunk hover:text-ink';

export function ThemeSwitch() {
  const chosen = useStore(theme);
  useEffect(applyTheme, [chosen]);
  return (
    <select
      aria-label="Theme"
      className={SELECT}
      value={chosen}
      onChange={(event) => theme.set(event.target.value as Theme)}
    >
      <option value="system">System</option>
      <option value="light">Light</option>
      <option value="dark">Dark</option>
    </select>
  );
}

export function ZoneSwitch() {
  const chosen = useStore(zone);
  return (
    <select
      aria-label="Time zone"
      className={SELECT}
      value={chosen}
      onChange={(event) => zone.set(event.target.value as Zone)}
    >
      {ZONES.map((each) => (
        <option key={each} value={each}>
          {each === 'UTC' ? 'UTC' : zoneName(each)}
        </option>
      ))}
    </select>
  );
}
