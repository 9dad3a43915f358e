/**
 * Text for a terminal: styles where there is one, aligned columns, bars. Plain text everywhere else.
 */
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Styled on a terminal that shows colours; pad before, for a style has width in characters but none on the screen. */
export function style(format: Style, text: string): string {
  return styleText(format, text, { stream: process.stdout });
}

/** A bar of `width` cells, `part` of `whole` filled; whatever is above nothing shows. */
export function bar(part: number, whole: number, width: number): string {
  const share = whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
  const cells = share > 0 ? Math.max(1, Math.round(share * width)) : 0;
  return '█'.repeat(cells) + '░'.repeat(width - cells);
}

/** Decimal strings of one column, padded so that their points stand below each other. */
export function alignDecimals(values: readonly string[]): string[] {
  const fraction = (value: string) => (value.includes('.') ? value.length - value.indexOf('.') : 0);
  const widest = Math.max(0, ...values.map(fraction));
  const padded = values.map((value) => value + ' '.repeat(widest - fraction(value)));
  const width = Math.max(0, ...padded.map(({ length }) => length));
  return padded.map((value) => value.padStart(width));
}

/** Rows as lines, each column as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const count = Math.max(0, ...rows.map(({ length }) => length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
