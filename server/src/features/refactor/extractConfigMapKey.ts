import type { Change, ConfigFact } from '../../facts';
import { isDnsLabel } from '../../lore/portNames';
import { isLiteral } from '../../rules/rule';
import { say } from '../../text/say';
import type { Snapshot } from '../snapshot';
import type { SetVariable } from './configMaps';
import { isTakenWhole, variableAt, writtenText } from './configMaps';
import { isPlainYaml } from './kubernetesPorts';
import type { Rewrite, RefactoringKind } from './refactoring';

/** A variable's literal value moves to a ConfigMap. */
export const extractConfigMapKey: RefactoringKind = {
  id: 'extract-config-map-key',
  kind: 'refactor.extract',
  docs: {
    title: 'Extract a variable to a ConfigMap (Kubernetes)',
    text: 'On a port in the value of a container’s variable: moves the value to a ConfigMap and takes it from there (`valueFrom`). The ConfigMap is one that the container takes values from already, or that is called after the workload; else a new document `web-config` at the end of the file. Plain manifests only. Not offered for values with `$(…)` or a password, for variables that others refer to, and where everything of the ConfigMap is mounted or taken in.',
  },
  at(snapshot, place) {
    if (place.found.length === 0) return [];
    const found = variableAt(snapshot, place, (v) => v.value?.whole);
    const text = found && literalText(snapshot, found);
    if (!found || text === undefined) return [];
    const { variable } = found;
    const uses = (name: string): Change => ({
      kind: 'replace-entry',
      map: variable.nameSite,
      old: 'value',
      key: 'valueFrom',
      value: { configMapKeyRef: { name: scalar(name), key: variable.name } },
    });
    const config = existing(snapshot, found);
    if (config) {
      const name = config.fact.name.value;
      return [
        {
          title: say`Extract \`${variable.name}\` to ConfigMap \`${name}\``,
          rewrite: () => ({
            changes: [uses(name), { kind: 'insert-key', map: config.beside, key: variable.name, value: text }],
          }),
        },
      ];
    }
    const name = newName(found);
    if (name === undefined || !canTakeMore(snapshot, place.uri)) return [];
    return [
      {
        title: say`Extract \`${variable.name}\` to a new ConfigMap \`${name}\``,
        rewrite: (): Rewrite => ({
          changes: [uses(name), { kind: 'append-document', uri: place.uri, text: documentOf(found, name, text) }],
        }),
      },
    ];
  },
};

/** The value as it is written; `undefined` when it would not be the same in a ConfigMap. */
function literalText(snapshot: Snapshot, { unit, variable }: SetVariable): string | undefined {
  const { name, value, from, open, source } = variable;
  if (from || open || source !== 'environment' || scalar(name) !== name) return undefined;
  const { uri, start, end } = unit.fact.site;
  const around = snapshot.files.get(uri)?.text.slice(start, end) ?? '';
  const hasPassword = /:\/\/[^/\s@]*:[^/\s@]*@/.test(value?.text ?? '');
  if (value?.text.includes('$') || hasPassword || around.includes(`$(${name})`)) return undefined;
  return writtenText(snapshot, value);
}

/** A ConfigMap with a key beside which one more can stand. */
interface Existing {
  readonly fact: ConfigFact;
  readonly beside: ConfigFact['site'];
}

function existing(snapshot: Snapshot, { model, unit, variable }: SetVariable): Existing | undefined {
  const { namespace, name } = unit.workload.fact;
  const used = new Set(unit.fact.env.map((v) => v.from?.name.value));
  const own = new Set([name.value, ...SUFFIXES.map((s) => `${name.value}${s}`)]);
  const near = model.configs.filter((c) => c.objectKind === 'ConfigMap' && c.namespace?.value === namespace?.value);
  const chosen = near.find((c) => used.has(c.name.value)) ?? near.find((c) => own.has(c.name.value));
  const twice = near.filter((c) => c.name.value === chosen?.name.value).length > 1;
  if (!chosen || twice || chosen.fragment || chosen.entries.has(variable.name) || isTakenWhole(chosen, model))
    return undefined;
  const beside = [...chosen.entries.values()].find((e) => e.value && e.keySite.uri === chosen.site.uri)?.keySite;
  const { uri, start, end } = chosen.site;
  const isFixed = /^immutable:\s*true/m.test(snapshot.files.get(uri)?.text.slice(start, end) ?? '');
  return beside && isPlainYaml(snapshot, uri) && !isFixed ? { fact: chosen, beside } : undefined;
}

const SUFFIXES = ['-config', '-env'];

/** A name that no ConfigMap of the namespace has. */
function newName({ model, unit }: SetVariable): string | undefined {
  const { name, namespace } = unit.workload.fact;
  if (!isDnsLabel(name.value) || (namespace && !isLiteral(namespace))) return undefined;
  return SUFFIXES.map((s) => `${name.value}${s}`).find(
    (n) => isDnsLabel(n) && !model.configs.some((c) => c.name.value === n),
  );
}

/** Whether a document can be added: the file does not end with a mark of one. */
function canTakeMore({ files }: Snapshot, uri: string): boolean {
  return !/(?:^|\n)(?:---|\.\.\.)$/.test(files.get(uri)?.text.trimEnd() ?? '---');
}

function documentOf({ unit, variable }: SetVariable, name: string, text: string): string {
  const { namespace } = unit.workload.fact;
  return [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata:',
    `  name: ${scalar(name)}`,
    ...(namespace ? [`  namespace: ${scalar(namespace.value)}`] : []),
    'data:',
    `  ${variable.name}: ${text}`,
  ].join('\n');
}

/** A name in quotes where YAML would read something else. */
function scalar(name: string): string {
  return /^[a-z_][\w-]*$/i.test(name) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(name)
    ? name
    : JSON.stringify(name);
}
