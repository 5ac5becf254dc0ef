/** What scripts/build-page.mjs makes of the page's script and style sheet: the module `#page`. */

/** JavaScript, safe inside a script element. */
export const script: string;
/** Its hash as a Content-Security-Policy writes it, without quotes: `sha256-…`. */
export const scriptHash: string;
/** The style sheet. */
export const style: string;
/** Its hash. */
export const styleHash: string;
