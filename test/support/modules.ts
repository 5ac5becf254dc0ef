/** Modules written for a test, and imported or bundled as a user's would be. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';
import { writeFiles } from './cli.js';

/** A folder of modules; removed when the test file is through. */
export class ModuleFolder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'kneepoint-modules-')));
  #count = 0;

  constructor() {
    afterAll(() => rmSync(this.path, { recursive: true, force: true }));
  }

  /** Writes a module and gives its path; without a name it gets one that no other has. */
  write(text: string, name = `module-${this.#count++}.mjs`): string {
    writeFiles(this.path, { [name]: text });
    return join(this.path, name);
  }

  /** Writes a module and gives its address. */
  url(text: string): string {
    return pathToFileURL(this.write(text)).href;
  }

  /** Writes a package's files below the folder's node_modules. */
  addPackage(name: string, files: { readonly [path: string]: string }): void {
    for (const [path, text] of Object.entries(files)) writeFiles(this.path, { [`node_modules/${name}/${path}`]: text });
  }
}
