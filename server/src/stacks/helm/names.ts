import { environmentOf } from '../../lore/fileRole';
import type { Uri } from '../../text/span';
import { baseName } from '../../text/uri';

/** What a file of a chart is by its path below the chart's folder, for finding environments. */
export type ValuesFileKind = 'environment' | 'ci';

const FOLDERS = new Set(
  'environments environment envs env values stages stage clusters cluster overlays config configs helmvars profiles'.split(
    ' ',
  ),
);

/**
 * Whether a file holds values that a chart is installed with beside its own `values.yaml`: `values-prod.yaml` beside it,
 * `ci/x-values.yaml`, `environments/prod/values.yaml`, `envs/prod.yaml`, `values/prod.yaml`.
 */
export function valuesFileKind(path: string): ValuesFileKind | undefined {
  if (!/\.ya?ml$/.test(path) || path === 'values.yaml') return undefined;
  const folders = path.split('/').slice(0, -1);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isValues = /(?:^|[._-])values(?:[._-]|$)/i.test(name.replace(/\.ya?ml$/, ''));
  if (folders.length === 0) return isValues ? 'environment' : undefined;
  if (folders.length > 3) return undefined;
  if (folders[0] === 'ci') return folders.length === 1 && isValues ? 'ci' : undefined;
  if (!FOLDERS.has(folders[0] as string)) return undefined;
  return isValues || environmentOfFile(path) !== undefined ? 'environment' : undefined;
}

/** The environment that a values file is for, by the words of its name, else by its folders, the nearest first. */
export function environmentOfFile(path: string): string | undefined {
  const segments = path.split('/');
  const name = (segments.pop() ?? '').replace(/\.ya?ml$/, '');
  for (const segment of [name, ...segments.reverse()]) {
    const whole = environmentOf(segment);
    if (whole !== undefined) return whole;
    for (const word of segment.split(/[._-]+/)) {
      const environment = environmentOf(word);
      if (environment !== undefined) return environment;
    }
  }
  return undefined;
}

/** Whether a file makes its folder a chart. */
export function isChartFile(uri: Uri): boolean {
  return uri.endsWith('/Chart.yaml') && baseName(uri) === 'Chart.yaml';
}
