/**
 * The documents hold together: what they and the comments cite, link to and name is there. What they say of the code's
 * lists is compared in readme.test.ts.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

interface Text {
  /** Below the repository's root. */
  file: string;
  text: string;
}

const ROOT = resolve('.');
/** Folders with nothing of ours that a person wrote. */
const SKIPPED = new Set(['node_modules', 'dist', 'coverage']);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return [relative(ROOT, path)];
    const ours = entry.isDirectory() && !SKIPPED.has(entry.name) && !entry.name.startsWith('.');
    return ours ? filesBelow(path) : [];
  });
}

const read = (file: string): Text => ({ file, text: readFileSync(join(ROOT, file), 'utf8') });
const files = filesBelow(ROOT);
const documents = files.filter((file) => file.endsWith('.md')).map(read);
const sources = files.filter((file) => /^(src|proof|test|schema)\/.*\.(ts|js|sql|patch)$/.test(file)).map(read);
const documentAt = (file: string): string => documents.find((document) => document.file === file)?.text ?? '';

/** Without blocks of code: they are read by machines, and are tried elsewhere. */
const prose = (text: string): string => text.replace(/^```.*?^```/gms, '');
const rules = [...documentAt('docs/rules.md').matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));

/** A file is named as `docs/rules.md, 8`, and its rules as `rule 8` or `rules 8, 9 and 11`. */
const CITATION = /\b(?:docs\/rules\.md\)?|\brules?),? (\d+(?:(?:, | and | to )\d+)*)/g;

/** The numbers of all rules that a text cites; a citation may be broken over lines of a comment. */
function citedIn({ text }: Text): number[] {
  const flat = text.replace(/\n[ \t]*(?:\*|\/\/|--)?[ \t]*/g, ' ');
  return [...flat.matchAll(CITATION)].flatMap(([, numbers]) => (numbers?.match(/\d+/g) ?? []).map(Number));
}

describe('the rules', () => {
  test('stand in the order of their numbers, each once', () => {
    expect(rules.length).toBeGreaterThan(25);
    expect(rules).toEqual([...new Set(rules)].sort((a, b) => a - b));
  });

  test('are there wherever they are cited', () => {
    const cited = [...sources, ...documents].map((text) => ({ file: text.file, numbers: citedIn(text) }));
    expect(cited.flatMap(({ numbers }) => numbers).length).toBeGreaterThan(80);
    const missing = cited.flatMap(({ file, numbers }) =>
      numbers.filter((number) => !rules.includes(number)).map((number) => `${file} cites rule ${number}`),
    );
    expect(missing).toEqual([]);
  });
});

/** As GitHub makes an anchor of a heading. */
function anchorsOf(text: string): string[] {
  const headings = [...prose(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('every relative link leads to a file, and to a heading where it names one', () => {
  const broken = documents.flatMap(({ file, text }) => {
    const links = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    return links
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? file : relative(ROOT, resolve(dirname(file), path));
        if (!existsSync(join(ROOT, target))) return true;
        return anchor !== undefined && !anchorsOf(documentAt(target)).includes(anchor);
      })
      .map((link) => `${file}: ${link}`);
  });
  expect(broken).toEqual([]);
});

/** A path below the root, in backticks, of which every part is a name. */
const PATH = /`((?:src|test|proof|docs|scripts|bin|schema|policies)\/[\w./-]*\w)`/g;
/** A file beside the README of its folder. */
const NEIGHBOUR = /`([\w-]+(?:\.\w+)?\.(?:ts|sql))`/g;

test('every path in backticks is there', () => {
  const named = [...documents, ...sources].flatMap(({ file, text }) => {
    const paths = [...prose(text).matchAll(PATH)].map(([, path = '']) => path);
    const beside = /^src\/\w+\/README\.md$/.test(file) ? [...prose(text).matchAll(NEIGHBOUR)] : [];
    return [...paths, ...beside.map(([, name = '']) => join(dirname(file), name))].map((path) => ({ file, path }));
  });
  expect(named.length).toBeGreaterThan(60);
  // A built file stands for its source.
  const isThere = (path: string) => [path, path.replace(/\.js$/, '.ts')].some((each) => existsSync(join(ROOT, each)));
  const missing = named.filter(({ path }) => !isThere(path));
  expect(missing.map(({ file, path }) => `${file}: ${path}`)).toEqual([]);
});

test('the glossary explains each word once', () => {
  const words = [...documentAt('docs/glossary.md').matchAll(/^- \*\*(.+?)\*\*/gm)].map(([, word = '']) => word);
  expect(words.length).toBeGreaterThan(60);
  const twice = words.filter((word, i) => words.findIndex((other) => other.toLowerCase() === word.toLowerCase()) < i);
  expect(twice).toEqual([]);
});

test('decisions are numbered without gaps, and the index names each by its title', () => {
  const pages = documents.filter(({ file }) => /^docs\/decisions\/\d/.test(file));
  const numbers = pages.map(({ file }) => Number(/(\d+)-/.exec(file)?.[1]));
  expect(numbers).toEqual(pages.map((_, i) => i + 1));
  const entries = pages.map(({ file, text }) => {
    const [, number, title] = /^# (\d+)\. (.+)$/m.exec(text) ?? [];
    return `- [${number}](${relative('docs/decisions', file)}) ${title}`;
  });
  const index = documentAt('docs/decisions/README.md').match(/^- .+$/gm);
  expect(index).toEqual(entries);
});

test('the map of the sources has every folder, in the order of the tidy test', () => {
  const [, map = ''] = documentAt('CONTRIBUTING.md').split('\n## The map\n');
  const mapped = [...map.split('\n## ')[0]!.matchAll(/^\| `(\w+)` \|/gm)].map(([, folder]) => folder);
  const [, order = ''] = /const ORDER = \[(.*?)\]/s.exec(read('test/contract/tidy.test.ts').text) ?? [];
  expect(mapped).toEqual([...order.matchAll(/'(\w+)'/g)].map(([, folder]) => folder));
});

test('the page for operators counts the seeded bugs', () => {
  const bugs = files.filter((file) => /^proof\/bugs\/.*\.patch$/.test(file));
  expect(documentAt('docs/operations.md')).toContain(`applies ${bugs.length} classic faults`);
});
