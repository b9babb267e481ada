import fs from 'node:fs';
import type { Snapshot } from '../features/snapshot';
import type { Finding } from '../rules/finding';
import { visible } from '../text/escape';
import type { Uri } from '../text/span';
import { fingerprints } from './fingerprint';
import { jsonText, lineOf, pathOf } from './reporters/reporter';
import { UsageError, findingsIn } from './run';

/** Findings that were there when somebody drew a line: only newer ones are reported. */
export interface Baseline {
  readonly entries: readonly Entry[];
}

/** A finding of a baseline. Only the fingerprint counts; the rest tells people what it is. */
interface Entry {
  readonly rule: string;
  readonly path: string;
  readonly message: string;
  readonly fingerprint: string;
}

const VERSION = 1;

/** Reads a baseline; a usage error when it is not there or is none. */
export function readBaseline(file: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    throw new UsageError(`the baseline ${visible(file)} cannot be read: ${because} (--write-baseline writes one)`);
  }
  if (!isBaseline(value)) {
    throw new UsageError(`${visible(file)} is no baseline of this version; --write-baseline writes it anew.`);
  }
  return { entries: value.findings };
}

function isBaseline(value: unknown): value is { readonly findings: readonly Entry[] } {
  if (typeof value !== 'object' || value === null || !('version' in value) || !('findings' in value)) return false;
  const { version, findings } = value;
  return version === VERSION && Array.isArray(findings) && findings.every(isEntry);
}

function isEntry(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'fingerprint' in value && typeof value.fingerprint === 'string';
}

/** The findings of the whole workspace as a baseline, whatever of it is reported. */
export function baselineOf(snapshot: Snapshot, root: Uri): Baseline {
  const findings = findingsIn(snapshot, { root, paths: [] });
  const marks = fingerprints({ snapshot, root }, findings);
  const entries = findings.map((f, i) => ({
    rule: f.rule.id,
    path: pathOf(root, f.site.uri),
    message: lineOf(f.message),
    fingerprint: marks[i] as string,
  }));
  return { entries };
}

/** What is left of a baseline when entries whose finding is gone are taken out. */
export function prunedBaseline(baseline: Baseline, snapshot: Snapshot, root: Uri): Baseline {
  const now = new Set(baselineOf(snapshot, root).entries.map((e) => e.fingerprint));
  return { entries: baseline.entries.filter((e) => now.has(e.fingerprint)) };
}

/** The findings of a workspace that a baseline knows. */
export function knownTo(baseline: Baseline, snapshot: Snapshot, root: Uri): ReadonlySet<Finding> {
  const marks = new Set(baseline.entries.map((e) => e.fingerprint));
  const findings = findingsIn(snapshot, { root, paths: [] });
  const all = fingerprints({ snapshot, root }, findings);
  return new Set(findings.filter((_, i) => marks.has(all[i] as string)));
}

/** Writes a baseline; a usage error when that is not possible. */
export function writeBaseline(file: string, { entries }: Baseline): void {
  try {
    fs.writeFileSync(file, jsonText({ version: VERSION, findings: entries }));
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    throw new UsageError(`the baseline cannot be written to ${visible(file)}: ${visible(because)}`);
  }
}
