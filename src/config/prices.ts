/** The prices of instances, from a file. */
import * as z from 'zod';
import { ConfigError, pathText } from './problems.js';
import { readConfig } from './read.js';

const pricesSchema = z.record(
  z.string(),
  z.strictObject(
    {
      per_hour: z.number('expected what an hour costs, a number above 0').positive('expected a number above 0'),
      currency: z
        .string('expected a currency such as "USD"')
        .min(1, 'expected a currency such as "USD"')
        .default('USD'),
    },
    'expected {"per_hour": 0.0725, "currency": "USD"}',
  ),
  'expected instances by name',
);

/** Whoever fixes a hundred sees the next. */
const MOST_PROBLEMS = 100;

/** An instance's price by its name. */
export type Prices = ReadonlyMap<string, { readonly perHour: number; readonly currency: string }>;

/**
 * Reads `{"instances": {"c7g.large": {"per_hour": 0.0725, "currency": "USD"}}}` (JSON or YAML; `file` is relative
 * to `cwd`). Throws ConfigError with every problem.
 */
export function readPrices(file: string, cwd: string): Prices {
  const { settings, problems, start } = readConfig(file, cwd);
  if (problems.length > 0) throw new ConfigError(problems);
  const instances = settings.get('instances');
  const problem = (where: typeof start, key: string, message: string) => {
    return { where, key, message: `${key}: ${message}`, expected: null, found: null, hint: null };
  };
  if (instances === undefined) throw new ConfigError([problem(start, 'instances', 'expected instances by name')]);
  const parsed = pricesSchema.safeParse(instances.value);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.slice(0, MOST_PROBLEMS).map(({ path, message }) => {
        return problem(instances.where(path, 'value'), pathText(['instances', ...path]), message);
      }),
    );
  }
  return new Map(
    Object.entries(parsed.data).map(([name, { per_hour, currency }]) => [name, { perHour: per_hour, currency }]),
  );
}
