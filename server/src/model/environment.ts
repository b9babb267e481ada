import type { Context } from '../stacks/stack';

/** The environment that a context stands for: the usual one of its stack where no file says it. */
export function environmentName(context: Context): string {
  return context.environment ?? (context.stack === 'compose' ? 'local' : 'cluster');
}
