/** mathjs in one file: the same functions as the package's main entry, without its types. */
declare module 'mathjs/lib/browser/math.js' {
  import type { MathJsInstance } from 'mathjs';

  type Build = MathJsInstance & {
    /** Another instance, to be extended without a change to this one. */
    create(): Build;
    readonly typed: { addType(type: { readonly name: string; readonly test: (value: unknown) => boolean }): void };
  };
  const build: Build;
  export default build;
}
