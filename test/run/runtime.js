/**
 * How Jest loads test files here: as Node loads any module, and each module once per worker. Jest's own way gives every
 * file a context in which all modules are evaluated anew, and where global names are looked up slowly. TypeScript is
 * compiled by Jest's transform, and stacks show its lines. Modules cannot be mocked.
 */
import { existsSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import StockRuntime from 'jest-runtime';
import { useGlobals } from './globals.js';

const require = createRequire(import.meta.url);
const GLOBALS = new URL('globals.js', import.meta.url).href;
/** What `jest` offers to change modules. Its mocks of functions, its spies and its timers work. */
const REFUSED = [
  ...['autoMockOff', 'autoMockOn', 'createMockFromModule', 'deepUnmock', 'disableAutomock', 'doMock', 'dontMock'],
  ...['enableAutomock', 'isolateModules', 'isolateModulesAsync', 'mock', 'onGenerateMock', 'requireActual'],
  ...['requireMock', 'resetModules', 'setMock', 'unmock', 'unstable_mockModule', 'unstable_unmockModule'],
];
/** As an answer of Node's hooks: no other hook is asked. */
const module = (answer) => ({ format: 'module', shortCircuit: true, ...answer });

/** The runtime of the file that runs now: it compiles what is loaded. Whatever a file loads has the same settings. */
let running;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@jest/globals') return module({ url: GLOBALS });
    if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts')) {
      const url = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(url)) return module({ url: url.href });
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    const isSource = url.endsWith('.ts') && url.startsWith(running.root);
    return isSource ? module({ source: running.compile(fileURLToPath(url)) }) : next(url, context);
  },
});

/** Files that were compiled, and where the maps of their lines are: a stack may go through any of them. */
const sourceMaps = new Map();

const refused = (name) => {
  return function refuse() {
    const error = new Error(`jest.${name} has no effect here: modules are loaded by Node, once for all files.`);
    Error.captureStackTrace(error, refuse);
    throw error;
  };
};

export default class Runtime extends StockRuntime {
  constructor(config, environment, resolver, transformer, cacheFS, options, testPath, globalConfig) {
    super(config, environment, resolver, transformer, cacheFS, options, testPath, globalConfig);
    if (globalConfig.watch || globalConfig.watchAll) {
      throw new Error('Jest cannot watch: what was loaded once is not loaded anew.');
    }
    this.root = pathToFileURL(`${config.rootDir}/`).href;
    this.compile = (path) => {
      const { code, sourceMapPath } = transformer.transform(path, {
        ...options,
        isInternalModule: false,
        supportsDynamicImport: true,
        supportsExportNamespaceFrom: true,
        supportsStaticESM: true,
        supportsTopLevelAwait: true,
      });
      if (sourceMapPath) sourceMaps.set(pathToFileURL(path).href, sourceMapPath);
      return code;
    };
    running = this;
  }

  /** The process is the real one. */
  installGetBuiltinModule() {}

  unstable_shouldLoadAsEsm() {
    return true;
  }

  async unstable_importModule(path) {
    const { jest, ...globals } = this.requireModuleOrMock(path, '@jest/globals');
    useGlobals({ ...globals, jest: { ...jest, ...Object.fromEntries(REFUSED.map((name) => [name, refused(name)])) } });
    return import(pathToFileURL(path).href);
  }

  /** Jest's own modules stay loaded, too, but for the one that keeps what a file declares. */
  requireInternalModule(path) {
    delete require.cache[path];
    return require(path);
  }

  requireModule(path) {
    return require(path);
  }

  getSourceMaps() {
    return sourceMaps;
  }
}
