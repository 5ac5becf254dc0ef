// Writes suite/: forty test files, each with some milliseconds of work.
import { mkdirSync, writeFileSync } from 'node:fs';

const suite = new URL('./suite/', import.meta.url);
mkdirSync(suite, { recursive: true });
writeFileSync(new URL('vitest.config.mjs', suite), 'export default { test: { include: ["*.test.mjs"] } };\n');
for (let file = 1; file <= 40; file++) {
  const text = `import { pbkdf2Sync } from 'node:crypto';
import { expect, test } from 'vitest';

test('derives a key', () => {
  expect(pbkdf2Sync('password ${file}', 'salt', 40_000, 32, 'sha256')).toHaveLength(32);
});
`;
  writeFileSync(new URL(`${String(file).padStart(2, '0')}.test.mjs`, suite), text);
}
