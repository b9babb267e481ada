import type { ConfigFact, EnvVar } from '../../facts';
import type { ContextModel, Unit } from '../../model/model';
import type { MappedText } from '../../text/mapped';
import type { Span } from '../../text/span';
import { spanKey } from '../../text/span';
import type { Snapshot } from '../snapshot';
import { isPlainYaml } from './kubernetesPorts';
import type { Place } from './refactoring';

/** A variable that a container of plain manifests sets. */
export interface SetVariable {
  readonly model: ContextModel;
  readonly unit: Unit;
  readonly variable: EnvVar;
}

/**
 * The variable of a container that a place is about; `undefined` where something builds the manifests, since what is added to a file
 * is then not all that has to be done, and where several deployments have it.
 */
export function variableAt(
  snapshot: Snapshot,
  { uri, offset, deployments }: Place,
  spanOf: (v: EnvVar) => Span | undefined,
): SetVariable | undefined {
  const [model] = deployments;
  if (!model || deployments.length > 1 || model.context.stack !== 'manifests' || !isPlainYaml(snapshot, uri))
    return undefined;
  const found = model.units.flatMap((unit) =>
    unit.fact.env.flatMap((variable): readonly SetVariable[] => {
      const at = variable.nameSite.uri === uri ? spanOf(variable) : undefined;
      return at && at.uri === uri && at.start <= offset && offset <= at.end ? [{ model, unit, variable }] : [];
    }),
  );
  return found.length === 1 && !found[0]?.unit.workload.fact.fragment ? found[0] : undefined;
}

/**
 * Whether something takes all of a ConfigMap in, so that a further key would do more than to be there. Variables that come from
 * one stand at its keys.
 */
export function isTakenWhole(config: ConfigFact, { units }: ContextModel): boolean {
  const keys = new Set([...config.entries.values()].map((e) => spanKey(e.keySite)));
  return units.some(({ fact, workload }) => {
    if (workload.fact.namespace?.value !== config.namespace?.value) return false;
    const mounted = fact.mounts.some((m) => m.kind === 'config' && m.source === config.name.value);
    return mounted || fact.env.some((v) => keys.has(spanKey(v.nameSite)));
  });
}

/** The ConfigMap that a variable's value comes from. */
export function configOf({ model, unit, variable }: SetVariable): ConfigFact | undefined {
  const { from } = variable;
  if (from?.objectKind !== 'ConfigMap') return undefined;
  const space = unit.workload.fact.namespace?.value;
  const named = model.configs.filter(
    (c) => c.objectKind === 'ConfigMap' && c.name.value === from.name.value && c.namespace?.value === space,
  );
  return named.length === 1 ? named[0] : undefined;
}

/** A value as it is written, with its quotes; `undefined` when it is put together, takes several lines or is no text. */
export function writtenText({ files }: Snapshot, value: MappedText | undefined): string | undefined {
  const [segment, ...more] = value?.segments ?? [];
  const file = value && files.get(value.whole.uri);
  if (!file || !segment || more.length > 0 || segment.origin || segment.via || !segment.site.copy) return undefined;
  const { start, end } = value.whole;
  const written = file.text.slice(start, end);
  const quote = file.text.charAt(start - 1);
  if ((quote === '"' || quote === "'") && file.text.charAt(end) === quote) return quote + written + quote;
  // What YAML reads as a number or a word of its own is refused by the API, there as here.
  const isText = /^[a-z]+:\/\/[^\s,[\]{}#"']+$/i.test(written) || /^[a-z][\w.-]*:\d+$/i.test(written);
  return isText ? written : undefined;
}
