import { createRequire } from 'node:module';
import type { Algorithm } from './algorithms.js';
import type { Implementation } from './implementation.js';

const PACKAGE = '@oqs/liboqs-js';
/** What `npm install` needs to hear: package.json names this version as the peer, and npm refuses any other. */
export const LIBOQS = `${PACKAGE}@0.15.1`;

/** What one of its functions makes. It takes no Buffer for a Uint8Array. */
interface Oqs {
  generateKeyPair(): { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array };
  sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array;
  verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
  destroy(): void;
}

/** What the package exports: a function for each algorithm, and what its types leave out. */
type Package = { readonly [name: string]: () => Promise<Oqs> } & { readonly VERSION: string };

const load = async () => (await import('@oqs/liboqs-js')) as unknown as Package;

/** Open Quantum Safe's library in WebAssembly, where Node has no post-quantum algorithms. Keys are kept raw. */
export const liboqs: Implementation = {
  name: 'liboqs-js (WASM)',
  format: 'raw',
  has: (algorithm) => algorithm.liboqs !== null && isInstalled(),
  describe: async () => `${PACKAGE} ${(await load()).VERSION} (WASM)`,
  makeKeys: async (algorithm) => {
    const oqs = await make(algorithm);
    const { publicKey, secretKey } = oqs.generateKeyPair();
    oqs.destroy();
    return { publicKey, privateKey: secretKey };
  },
  open: async (algorithm, { publicKey, privateKey }) => {
    const oqs = await make(algorithm);
    return {
      sign: (message) => oqs.sign(message, privateKey),
      verify: (message, signature) => oqs.verify(message, signature, publicKey),
      close: () => oqs.destroy(),
    };
  },
};

async function make({ liboqs: name }: Algorithm): Promise<Oqs> {
  const { [name as string]: makeIt } = await load();
  return (makeIt as () => Promise<Oqs>)();
}

/** A package that only `import` may have is found all the same: another error says so. */
function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve(PACKAGE);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND';
  }
}
