import type { MapValue } from '../../template';
import type { SourceFile } from '../../text/source';
import type { Chart, ChartTemplate } from './load';
import type { ChartValues } from './values';

/*
 * Charts come with probes that are switched off (`startupProbe: { enabled: false }`). What such a probe asks for is seen by
 * nobody until somebody needs it, so the workloads are looked at once more with all of them on.
 */

const known = new WeakMap<SourceFile, boolean>();

/** Whether a `values.yaml` switches a probe off; told by its lines, without parsing. */
export function switchesProbesOff(file: SourceFile): boolean {
  const made =
    known.get(file) ?? /^[ \t]*\w*Probe:[ \t]*\r?\n(?:[ \t]*#.*\r?\n)*[ \t]+enabled: false\b/m.test(file.text);
  known.set(file, made);
  return made;
}

/** Whether a template may write a probe of the chart itself; the charts in it have environments of their own. */
export function hasProbes(template: ChartTemplate, of: Chart): boolean {
  return !of.path.includes('/') && template.file.text.includes('Probe');
}

/** The values with all probes of the chart on. They are changed, so they must belong to one rendering alone. */
export function withProbes(values: ChartValues): ChartValues {
  switchOn(values.values, new Set(values.charts.map((c) => c.chart.name)));
  return values;
}

/** Changes the values, which belong to this rendering alone. */
function switchOn(values: MapValue, without: ReadonlySet<string>): void {
  for (const [key, { value }] of values.entries) {
    if (value.kind !== 'map' || without.has(key)) continue;
    const enabled = key.endsWith('Probe') ? value.entries.get('enabled') : undefined;
    if (enabled?.value.kind === 'bool' && !enabled.value.value)
      value.entries.set('enabled', { ...enabled, value: { kind: 'bool', value: true } });
    else switchOn(value, NONE);
  }
}

const NONE: ReadonlySet<string> = new Set();
