import type { Node } from '../syntax/tree';
import type { SourceFile } from '../text/source';
import type { Span } from '../text/span';
import type { ListValue, MapEntry, MapValue, ObjectValue, UnknownValue, Value } from './value';
import { NIL, boolOf, mapOf, mapOfValues, plainString } from './value';
import { filesObject } from './files';
import { valueOfNode } from './fromTree';

/** What a chart's templates see. */
export interface ChartRoot {
  /** The chart's values, all merged (`coalesceValues`); nested maps must be its own, since templates may change them. */
  readonly values: MapValue;
  /** The tree of Chart.yaml; `undefined` when it could not be read. */
  readonly chart: Node | undefined;
  /** Whether it is the chart that is installed, not a dependency. */
  readonly isRoot: boolean;
  /** Stands for what no file says: the release, the capabilities. */
  readonly at: Span;
  readonly release: Release;
  readonly capabilities: Capabilities;
  readonly files: ChartFiles;
  /** Roots of the dependencies by name or alias. */
  readonly subcharts: ReadonlyMap<string, MapValue>;
}

/** `.Release` of an installation that has not happened yet. */
export interface Release {
  /** Unknown when nothing says it. */
  readonly name: string | UnknownValue;
  readonly namespace: string | UnknownValue;
}

/** `.Capabilities`. */
export interface Capabilities {
  /** `v1.29.0`. */
  readonly kubeVersion: string;
  /** `apps/v1`, `apps/v1/Deployment`. */
  readonly apiVersions: ReadonlySet<string>;
  /** `v3.14.0`. */
  readonly helmVersion: string;
}

/** The files of a chart that are neither templates nor values: `.Files`. */
export interface ChartFiles {
  /** Paths below the chart's folder, sorted; asked for by globs only. */
  readonly paths: () => readonly string[];
  /** The file at a path; `unread` when it exists and its text is not here. */
  readonly file: (path: string) => SourceFile | 'absent' | 'unread';
}

/** The dot of a chart's templates. */
export function chartRoot(chart: ChartRoot): MapValue {
  const { at } = chart;
  const text = (value: string | UnknownValue, because: string): Value =>
    typeof value === 'string' ? plainString(value, at, because) : value;
  const release = mapOfValues([
    ['Name', text(chart.release.name, 'it is the name of the release')],
    ['Namespace', text(chart.release.namespace, 'it is the namespace of the release')],
    ['Service', text('Helm', 'Helm renders it')],
    ['Revision', { kind: 'int', type: 'int', value: 1 }],
    ['IsInstall', boolOf(true)],
    ['IsUpgrade', boolOf(false)],
  ]);
  return mapOfValues([
    ['Values', { ...chart.values, type: 'chartutil.Values' }],
    ['Chart', chartValue(chart.chart, chart.isRoot)],
    ['Release', release],
    ['Capabilities', capabilities(chart.capabilities, at)],
    ['Files', filesObject(chart.files)],
    ['Subcharts', mapOfValues(chart.subcharts)],
  ]);
}

const CHART_NAMES: ReadonlyMap<string, string> = new Map([['apiVersion', 'APIVersion']]);

/** Chart.yaml as Go's struct: its keys start with capitals, those that are missing are empty. */
function chartValue(chart: Node | undefined, isRoot: boolean): Value {
  const entries = new Map<string, MapEntry>();
  const empty = plainString('', { uri: '', start: 0, end: 0 }, '');
  for (const name of [
    'Name',
    'Version',
    'AppVersion',
    'Description',
    'Home',
    'Icon',
    'KubeVersion',
    'Type',
    'APIVersion',
  ])
    entries.set(name, { value: empty });
  const tree = chart ? valueOfNode(chart, undefined) : NIL;
  if (tree.kind === 'map') {
    for (const [key, { value }] of tree.entries) {
      const name = CHART_NAMES.get(key) ?? key.charAt(0).toUpperCase() + key.slice(1);
      entries.set(name, { value: name.endsWith('ersion') ? asString(value) : value });
    }
  }
  entries.set('IsRoot', { value: boolOf(isRoot) });
  return mapOf(entries);
}

/** The versions of Chart.yaml are strings in Go, whatever they look like. */
function asString(value: Value): Value {
  if ((value.kind === 'float' || value.kind === 'int' || value.kind === 'bool') && value.rope)
    return { kind: 'string', rope: value.rope };
  return value;
}

function capabilities({ kubeVersion, apiVersions, helmVersion }: Capabilities, at: Span): Value {
  const string = (text: string) => plainString(text, at, 'these are the capabilities that are assumed of the cluster');
  const [major = '', minor = ''] = kubeVersion.replace(/^v/, '').split('.');
  const version = string(kubeVersion);
  const kube: ObjectValue = {
    kind: 'object',
    type: 'chartutil.KubeVersion',
    fields: new Map([
      ['Version', version],
      ['GitVersion', version],
      ['Major', string(major)],
      ['Minor', string(minor)],
    ]),
    methods: new Map(),
    ...(version.rope ? { rope: version.rope } : {}),
  };
  const has: ListValue = {
    kind: 'list',
    items: [...apiVersions].map(string),
    elem: 'string',
    type: 'chartutil.VersionSet',
    methods: new Map([
      [
        'Has',
        ([name]: readonly Value[]) =>
          name?.kind === 'string' ? boolOf(apiVersions.has(name.rope.text)) : boolOf(false),
      ],
    ]),
  };
  return mapOfValues([
    ['KubeVersion', kube],
    ['APIVersions', has],
    ['HelmVersion', mapOfValues([['Version', string(helmVersion)]])],
  ]);
}
