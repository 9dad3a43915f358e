/**
 * The last line of files of format 2: a file that was cut off, or is still being written, lacks it.
 */

export const END_LINE = '# end';

export const NO_END = `a file of format 2 ends with the line "${END_LINE}", with nothing behind it; is the file complete?`;

/** Whether a text ends with that line, and with nothing but blanks behind it. */
export function isWhole(text: string): boolean {
  return /(?:^|\n)# end\s*$/.test(text);
}
