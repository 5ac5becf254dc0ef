/** mathjs in one file: the same functions as the package's main entry, without its types. */
declare module 'mathjs/lib/browser/math.js' {
  import type * as mathjs from 'mathjs';

  const build: typeof mathjs;
  export default build;
}
