import type { EnvVar } from '../../facts';
import { chartOf } from '../../model/chart';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import type { Snapshot } from '../snapshot';
import type { SetVariable } from './configMaps';
import { configOf, variableAt, writtenText } from './configMaps';
import type { RefactoringKind } from './refactoring';

/** A variable gets the value itself that it takes from a ConfigMap. */
export const inlineConfigMapKey: RefactoringKind = {
  id: 'inline-config-map-key',
  kind: 'refactor.inline',
  docs: {
    title: 'Inline a key of a ConfigMap (Kubernetes)',
    text: 'On a variable that takes a value with a port from a ConfigMap (`configMapKeyRef`): writes the value itself. The key stays, since others may read it. Plain manifests only, where the ConfigMap stands beside the workload. Not offered for values with `$`, which mean something else in a variable.',
  },
  at(snapshot, place) {
    const found = variableAt(snapshot, place, (v) => referenceOf(snapshot, v));
    const config = found && configOf(found);
    const { value, from, nameSite, name } = found?.variable ?? {};
    if (!found || !config || config.fragment || !value || !from || !nameSite || !name) return [];
    const text = value.text.includes('$') || !holdsPort(found, value.whole) ? undefined : writtenText(snapshot, value);
    if (text === undefined) return [];
    return [
      {
        title: say`Inline \`${name}\` of ConfigMap \`${config.name.value}\``,
        rewrite: () => ({
          changes: [{ kind: 'replace-entry', map: nameSite, old: 'valueFrom', key: 'value', value: text }],
        }),
      },
    ];
  },
};

/** From the variable's name to the key that it takes; none where a comment stands between, which would be lost. */
function referenceOf({ files }: Snapshot, { nameSite, from }: EnvVar): Span | undefined {
  const key = from?.key.site;
  if (!key || key.uri !== nameSite.uri || !from) return undefined;
  const sites = [nameSite, key, from.name.site];
  const span = {
    uri: key.uri,
    start: Math.min(...sites.map((s) => s.start)),
    end: Math.max(...sites.map((s) => s.end)),
  };
  return files.get(key.uri)?.text.slice(span.start, span.end).includes('#') ? undefined : span;
}

/** Whether a port stands in a value. */
function holdsPort({ model }: SetVariable, at: Span): boolean {
  return (chartOf(model).sites.get(at.uri) ?? []).some((s) => at.start <= s.span.start && s.span.end <= at.end);
}
