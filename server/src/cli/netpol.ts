import { environmentName } from '../model/environment';
import { networkPolicies } from '../features/netpol';
import { visible } from '../text/escape';
import { ExitCode } from './check';
import type { CliHost } from './host';
import { placesOf } from './places';
import { UsageError, analyse } from './run';

/** Flags of `portolan netpol`. */
export interface NetpolOptions {
  readonly workload?: string;
  readonly environment?: string;
}

/**
 * Runs `portolan netpol`: prints NetworkPolicies that allow exactly the known connections. Where several contexts have pods,
 * one must be chosen by its environment or by a narrower folder.
 */
export async function netpol(given: readonly string[], options: NetpolOptions, host: CliHost): Promise<number> {
  const places = placesOf(given, undefined, host);
  const { snapshot } = await analyse(host, places, {});
  const found = snapshot.contexts
    .filter((m) => options.environment === undefined || environmentName(m.context) === options.environment)
    .map((model) => ({ model, text: networkPolicies(model, options.workload) }))
    .filter((f) => f.text !== '');
  const [first] = found;
  if (!first) throw new UsageError('no Kubernetes workload was found to write policies for.');
  if (found.length > 1) {
    const names = found.map((f) => `${visible(f.model.context.name)} (${visible(environmentName(f.model.context))})`);
    throw new UsageError(
      `several deployments have pods: ${names.join(', ')}. Name one with --environment, or its folder.`,
    );
  }
  process.stdout.write(first.text);
  return ExitCode.clean;
}
