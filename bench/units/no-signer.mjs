// The task crypto-sign with a signer that does nothing: what is left is what a unit costs beside its signature.
import task from '../../dist/tasks/crypto-sign.js';

const signature = new Uint8Array(64);
const signer = { sign: () => signature, verify: () => true, close: () => {} };

export default {
  ...task,
  check: undefined,
  facts: undefined,
  setup: ({ rng }) => {
    const messages = Array.from({ length: 64 }, () => rng.bytes(64));
    return { algorithm: 'none', signer, messages, message: messages[0], signature };
  },
  run: (context, operation, repeats) => task.run(context, 'none', operation, repeats),
  verify: (result, context, operation, repeats) => task.verify(result, context, 'none', operation, repeats),
};
