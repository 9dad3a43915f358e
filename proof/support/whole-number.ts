/** Numbers on the command lines of tools. */

/** @throws Error with a sentence for a person, where the text of `--name` is no whole number from `least` to `most` */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new Error(`--${name} is a whole number from ${least} to ${most}.`);
}
