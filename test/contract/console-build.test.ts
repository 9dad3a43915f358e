/**
 * The console that is served is the one whose sources are here, and it stays light.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { sourceHash } from '../../console/source-hash.js';

const DIST = new URL('../../console/dist/', import.meta.url);
const read = (name: string): Buffer => readFileSync(new URL(name, DIST));
/** Script and style of the first page, gzip. */
const FIRST_LOAD = 170_000;

test('console/dist was built from these sources: npm run build in console/ makes it anew', () => {
  expect(JSON.parse(read('build.json').toString())).toEqual({ source: sourceHash() });
});

test(`the first page's script and style are at most ${FIRST_LOAD} bytes, and come with the files that are served`, () => {
  const files = [
    ...read('index.html')
      .toString()
      .matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g),
  ].map(([, file]) => file!);
  expect(files.some((file) => file.endsWith('.js')) && files.some((file) => file.endsWith('.css'))).toBe(true);
  const bytes = files.map((file) => {
    expect(gunzipSync(read(`${file}.gz`))).toEqual(read(file));
    return read(`${file}.gz`).length;
  });
  expect(bytes.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(FIRST_LOAD);
});
