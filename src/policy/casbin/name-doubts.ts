/**
 * Characters in a name that look like others, so that the name is not the one that a token has: quotation marks of any
 * script, letters of two scripts, full-width ones, hyphens that are none. It judges names alone, not what they mean.
 */
import type { RuleId } from '../../catalog/lint-rules.js';

/** What is doubtful in a name, and what it was probably to be. */
export interface Doubt {
  rule: RuleId;
  message: string;
  instead?: string;
}

/** Beyond the initial and final ones: those that Unicode counts as something else. */
const QUOTES = /[\p{Pi}\p{Pf}`´\u201A\u201E\u2032-\u2037\u300C-\u300F\u301D-\u301F\uFF02\uFF07]/u;
const FULL_WIDTH = /[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]/u;
const HYPHENS = /[\u2010-\u2015\u2212\uFE63\uFF0D]/u;
/** What most names are made of: thousands of lines are looked at. */
const PLAIN = /^[!-_a-~]*$/;
const PREFIX = /^(?:group|account:subject):/;

/** Scripts with letters that look like Latin ones. */
const LOOK_ALIKES = ['Cyrillic', 'Greek', 'Armenian', 'Cherokee'] as const;
const OTHERS = ['Hebrew', 'Arabic', 'Devanagari', 'Thai', 'Georgian'] as const;
const EAST_ASIAN = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo'] as const;
const SCRIPTS = ['Latin', ...LOOK_ALIKES, ...OTHERS, ...EAST_ASIAN] as const;
type Script = (typeof SCRIPTS)[number];
const OF_SCRIPT = SCRIPTS.map((script) => [script, new RegExp(`\\p{Script=${script}}`, 'u')] as const);

const code = (char: string) => `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** What is doubtful in one word of a line. */
export function doubtsInName(column: string): Doubt[] {
  if (PLAIN.test(column)) return [];
  const quote = QUOTES.exec(column)?.[0];
  if (quote) {
    return [
      {
        rule: 'policy/odd-quotes',
        message: `no quotes are needed or allowed: ${column} has ${quote} (${code(quote)})`,
      },
    ];
  }
  const composed = column.normalize('NFC');
  if (composed !== column) {
    const message = `"${column}" is not in Unicode's composed form (NFC), so no token has it; write "${composed}"`;
    return [{ rule: 'policy/not-composed', message, instead: composed }];
  }
  const name = column.replace(PREFIX, '');
  const wide = FULL_WIDTH.exec(name)?.[0];
  if (wide) {
    const message = `"${name}" has full-width characters (${wide} is ${code(wide)}); write "${name.normalize('NFKC')}"`;
    return [{ rule: 'policy/full-width', message, instead: column.normalize('NFKC') }];
  }
  const mixed = mixedScripts(name);
  if (mixed) return [mixed];
  const hyphen = HYPHENS.exec(name)?.[0];
  if (!hyphen) return [];
  const message = `"${name}" has ${hyphen} (${code(hyphen)}), which is not the "-" of the keyboard`;
  return [{ rule: 'policy/odd-hyphen', message, instead: column.replaceAll(new RegExp(HYPHENS, 'gu'), '-') }];
}

const scripts = new Map<string, Script | null>();
/** Far more than the letters of a file. */
const MOST_CHARACTERS = 20_000;

function scriptOf(char: string): Script | null {
  const known = scripts.get(char);
  if (known !== undefined) return known;
  const script = OF_SCRIPT.find(([, pattern]) => pattern.test(char))?.[0] ?? null;
  if (scripts.size < MOST_CHARACTERS) scripts.set(char, script);
  return script;
}

function mixedScripts(name: string): Doubt | null {
  const first = new Map<Script, string>();
  for (const char of name) {
    const script = scriptOf(char);
    if (script && !first.has(script)) first.set(script, char);
  }
  if (first.size < 2) return null;
  const alike = LOOK_ALIKES.find((script) => first.has(script));
  if (alike && first.has('Latin')) {
    const char = first.get(alike)!;
    const message = `"${name}" mixes letters that look alike: "${char}" is ${code(char)}, ${alike}, beside Latin ones`;
    return { rule: 'policy/look-alike-letters', message };
  }
  const usual: readonly string[] = ['Latin', ...EAST_ASIAN];
  if ([...first.keys()].every((script) => usual.includes(script))) return null;
  const message = `"${name}" mixes letters of several scripts: ${[...first.keys()].join(', ')}`;
  return { rule: 'policy/mixed-scripts', message };
}
