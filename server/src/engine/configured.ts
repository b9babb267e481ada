import type { Configuration } from '../configuration/configuration';
import { configurationOf } from '../configuration/configuration';
import { matchesPath } from '../configuration/patterns';
import { environmentOf } from '../lore/fileRole';
import type { Context } from '../stacks/stack';
import type { Uri } from '../text/span';

const made = new WeakMap<Context, { readonly environment: string; readonly context: Context }>();

/**
 * A context in the environment that the configuration gives to its files; the context itself where it says nothing. The
 * same answer is the same object. Of several files of a stack the last one decides: what is merged over the others.
 */
export function configuredContext(
  context: Context,
  files: readonly Uri[],
  configurations: readonly Configuration[],
): Context {
  const configuration = configurationOf(configurations, context.directory);
  if (!configuration || configuration.environments.length === 0) return context;
  const places = files.length > 0 ? files.toReversed() : [context.directory];
  const name = places
    .flatMap((uri) => configuration.environments.find((e) => matchesPath(e.files, configuration.root, uri)) ?? [])
    .at(0)?.name;
  if (name === undefined) return context;
  const before = made.get(context);
  if (before?.environment === name) return before.context;
  const next = { ...context, environment: name, role: roleOf(name) ?? context.role };
  made.set(context, { environment: name, context: next });
  return next;
}

/** What an environment's name says of how strictly exposure is judged in it. */
function roleOf(name: string): Context['role'] | undefined {
  switch (environmentOf(name)) {
    case 'prod':
      return 'production';
    case 'local':
    case 'dev':
      return 'development';
    case 'test':
      return 'test';
    case undefined:
      return undefined;
    default:
      return 'neutral';
  }
}
