/** Faults that strike while a task's module is loaded: in its trials alone, or already when it is looked at. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFiles } from '../support/cli.js';

/** Where the modules' helper lies. */
const ARM = fileURLToPath(new URL('./arm.mjs', import.meta.url));

/** Fault → the line of the module that does it; `task` is what is exported, `armed` whether to go wrong. */
export const IMPORT_FAULTS = {
  'has a syntax error in what it imports': "if (armed) await import('./syntax.mjs');",
  'misses a package': "if (armed) await import('no-such-package');",
  'has a native add-on that does not load': "if (armed) createRequire(import.meta.url)('./broken.node');",
  'throws when it is loaded': "if (armed) throw new RangeError('planned');",
  'throws null when it is loaded': 'if (armed) throw null;',
  'waits for ever when it is loaded': 'if (armed) await new Promise(() => setInterval(() => {}, 1000));',
  'exits when it is loaded': 'if (armed) process.exit(7);',
  'aborts when it is loaded': 'if (armed) process.abort();',
  'exports no task': 'if (armed) task = 42;',
  'throws when its members are read': "if (armed) task = { get run() { throw new RangeError('planned'); } };",
  'replaces the clocks when it is loaded': 'if (armed) performance.now = Date.now = () => 0;',
} as const;

export type ImportFault = keyof typeof IMPORT_FAULTS;

/** Writes the module of a fault, in a folder of its own, and gives its path. */
export function writeImportFault(folder: string, name: ImportFault): string {
  const place = name.replaceAll(' ', '-');
  writeFiles(folder, {
    [`${place}/task.mjs`]: `import { createRequire } from 'node:module';
      import { isArmedAtImport } from ${JSON.stringify(ARM)};
      const armed = isArmedAtImport();
      let task = { run: ({ index }) => new Promise((resolve) => setTimeout(resolve, 100, index)) };
      ${IMPORT_FAULTS[name]}
      export { task as default, createRequire };\n`,
    [`${place}/syntax.mjs`]: 'export const = 1;\n',
    [`${place}/broken.node`]: 'not a library',
  });
  return join(folder, place, 'task.mjs');
}
