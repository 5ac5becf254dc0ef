/** mathjs in one file: the same functions as the package's main entry, without its types. */
declare module 'mathjs/lib/browser/math.js' {
  import type { MathJsInstance } from 'mathjs';

  const build: MathJsInstance & {
    readonly typed: { addType(type: { readonly name: string; readonly test: (value: unknown) => boolean }): void };
  };
  export default build;
}
