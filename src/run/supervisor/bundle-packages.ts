import { isBuiltin } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';

const OURSELVES = new URL('../../index.js', import.meta.url).href;
const SEEN = 'kneepoint-packages';

/**
 * Packages are not bundled: native add-ons and `import.meta` would break. They are resolved from the
 * user's own folder, as Node would, and imported by their absolute address. `kneepoint` itself is this
 * very copy, installed beside the task or not.
 */
export function packagesPlugin(): Plugin {
  return {
    name: 'packages',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, (request) =>
        request.pluginData === SEEN ? null : resolvePackage(build, request),
      );
    },
  };
}

async function resolvePackage(build: PluginBuild, request: OnResolveArgs): Promise<OnResolveResult | null> {
  const { path, kind, resolveDir, importer } = request;
  if (kind === 'entry-point') return null;
  if (isBuiltin(path)) return { path, external: true };
  if (path === 'kneepoint') return { path: OURSELVES, external: true };
  const found = await build.resolve(path, { kind, resolveDir, importer, pluginData: SEEN });
  if (found.errors.length > 0) return { errors: found.errors };
  if (!/[\\/]node_modules[\\/]/.test(found.path)) return { path: found.path };
  return { path: kind === 'require-call' ? found.path : pathToFileURL(found.path).href, external: true };
}
