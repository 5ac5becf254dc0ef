/** Writes docs/config.md and docs/config.schema.json below the working directory; run it after a build. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderConfigDocs, renderJsonSchema } from './docs.js';

writeFileSync(resolve('docs', 'config.md'), renderConfigDocs());
writeFileSync(resolve('docs', 'config.schema.json'), renderJsonSchema());
