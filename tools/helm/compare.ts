import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Chart } from '../../server/src/stacks/helm/load';
import { loadChart } from '../../server/src/stacks/helm/load';
import { objectsOf } from '../../server/src/stacks/helm/objects';
import { renderChart } from '../../server/src/stacks/helm/render';
import type { ChartValues } from '../../server/src/stacks/helm/values';
import { chartValues, valuesOfFile } from '../../server/src/stacks/helm/values';
import { mapFile } from '../../server/src/text/mapped';
import { sourceFile } from '../../server/src/text/source';
import { diskReader, uriOf } from './disk';
import { plain } from './plain';
import type { Objects, Site, Written } from './sites';
import { sitesOf } from './sites';

/** How a chart compares with the oracle under one set of values. */
export interface Comparison {
  readonly chart: string;
  /** The values file; empty for the chart's own values. */
  readonly values: string;
  readonly objects: number;
  /** Port sites of the oracle. */
  readonly sites: number;
  readonly equal: number;
  readonly different: readonly Difference[];
  /** Reasons, each counted. */
  readonly unknown: ReadonlyMap<string, number>;
  /** What the oracle could not render. */
  readonly failed: readonly string[];
  /** Ports of templates that the oracle could not render. */
  readonly beyond: number;
  readonly milliseconds: number;
  /** Values of any kind that differ. */
  readonly others: readonly Difference[];
}

/** A value that the two do not agree on. */
export interface Difference {
  readonly at: string;
  readonly ours: string;
  readonly theirs: string;
}

const RELEASE = { name: 'rel', namespace: 'default' };

/** The values files of a chart that are compared: its own, and those of `ci/`. */
export function valuesFiles(folder: string): readonly string[] {
  const ci = path.join(folder, 'ci');
  const names = fs.existsSync(ci) ? fs.readdirSync(ci).filter((n) => /values.*\.ya?ml$/.test(n)) : [];
  return ['', ...names.sort().map((n) => path.join('ci', n))];
}

/** Renders a chart here and with the oracle, and compares; `below` are files of values that come before its own file of `ci`. */
export function compare(
  folder: string,
  valuesFile: string,
  oracle: string,
  below: readonly string[] = [],
): Comparison | undefined {
  const reader = diskReader();
  const started = performance.now();
  const chart = loadChart(uriOf(folder), reader, []);
  if (!chart || chart.file.library) return undefined;
  const over = [...below, ...(valuesFile === '' ? [] : [path.join(folder, valuesFile)])];
  const layers = over.flatMap((name) => {
    const file = reader.file(uriOf(name));
    return typeof file === 'object' ? [valuesOfFile(file)] : [];
  });
  const values = chartValues(chart, layers);
  const given = layers.length > 0 ? JSON.stringify(plain(values.values)) : undefined;
  const rendering = renderChart(values, RELEASE);
  const ours = sitesOf(
    rendering.files.flatMap((f) => objectsOf(f, RELEASE.namespace).map((tree) => ({ tree, template: f.name }))),
  );
  const milliseconds = performance.now() - started;
  const theirs = runOracle(chart, values, given, oracle);
  return { ...judge(ours, theirs), chart: folder, values: valuesFile, failed: theirs.failed, milliseconds };
}

function judge(
  ours: Objects,
  { objects: theirs, failed, written }: OracleRun,
): Omit<Comparison, 'chart' | 'values' | 'failed' | 'milliseconds'> {
  const different: Difference[] = [];
  const others: Difference[] = [];
  const unknown = new Map<string, number>();
  let sites = 0;
  let equal = 0;
  let beyond = 0;
  for (const [at, their] of theirs.sites) {
    const our = ours.sites.get(at);
    if (their.port) sites++;
    const reason = our ? our.unknown : whyMissing(ours, their);
    if (reason !== undefined) {
      if (their.port) unknown.set(reason, (unknown.get(reason) ?? 0) + 1);
    } else if (our && our.value === their.value) {
      if (their.port) equal++;
    } else (their.port ? different : others).push({ at, ours: our?.value ?? 'nothing', theirs: their.value });
  }
  for (const [at, our] of ours.sites) {
    if (theirs.sites.has(at) || our.unknown !== undefined) continue;
    // A template that fails there writes nothing there.
    if (failed.length > 0 && !written.has(ours.templates.get(our.object) ?? '')) {
      if (our.port) beyond++;
      continue;
    }
    (our.port ? different : others).push({ at, ours: our.value, theirs: 'nothing' });
  }
  return { objects: theirs.objects, sites, equal, different, unknown, others, beyond };
}

/** Why something is not there, when it may be. */
function whyMissing({ sites, open }: Objects, { object, path: place }: Site): string | undefined {
  for (let at = place; at.includes('.') || at.includes('[');) {
    at = at.slice(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('[')));
    const above = sites.get(`${object} ${at}`);
    if (above?.unknown !== undefined) return above.unknown;
  }
  return open.get(object);
}

interface OracleRun {
  readonly objects: Objects;
  readonly failed: readonly string[];
  /** Templates of which it wrote something. */
  readonly written: ReadonlySet<string>;
}

function runOracle(chart: Chart, values: ChartValues, given: string | undefined, oracle: string): OracleRun {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-helm-'));
  const folder = path.join(scratch, chart.name);
  try {
    copyChart(values, folder);
    if (given !== undefined) fs.writeFileSync(path.join(folder, 'values.yaml'), given);
    const run = spawnSync(oracle, [folder], { encoding: 'utf8', maxBuffer: 1e9 });
    const all = writtenBy(run.stdout);
    const failed = run.stderr.split('\n').filter((l) => /^(?:EXEC|PARSE|panic)/.test(l));
    return { objects: sitesOf(all), failed, written: new Set(all.map((w) => w.template)) };
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** The chart with the charts that are switched on unpacked in `charts/`: the oracle knows no other way to them. */
function copyChart({ chart, charts }: ChartValues, folder: string): void {
  const from = fileURLToPath(chart.directory);
  fs.mkdirSync(folder, { recursive: true });
  for (const name of fs.readdirSync(from)) {
    if (name !== 'charts' && name !== '.git')
      fs.cpSync(path.join(from, name), path.join(folder, name), { recursive: true });
  }
  // Under an alias a chart goes by that name.
  if (chart.file.name !== undefined && chart.file.name !== chart.name) {
    const file = path.join(folder, 'Chart.yaml');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/^name:.*$/m, `name: ${chart.name}`));
  }
  for (const part of charts) copyChart(part, path.join(folder, 'charts', part.chart.name));
}

function writtenBy(output: string): readonly Written[] {
  return output.split(/^---\n# Source: /m).flatMap((part) => {
    const end = part.indexOf('\n');
    const template = part.slice(0, Math.max(0, end));
    const file = sourceFile('file:///oracle.yaml', part.slice(end + 1));
    const rendered = { name: template, file, text: mapFile(file), problems: [] };
    return objectsOf(rendered, RELEASE.namespace).map((tree) => ({ tree, template }));
  });
}
