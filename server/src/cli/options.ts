import { InvalidArgumentError } from 'commander';
import { settings } from '../../../shared/src/settings';
import { nearestName } from '../lore/portNames';
import type { Severity } from '../rules/rule';
import { SEVERITIES } from '../rules/rule';
import { rules } from '../rules/list';
import { visible } from '../text/escape';

/** Flags of `portolan check`. */
export interface CheckOptions {
  readonly root?: string;
  readonly format: string;
  readonly failOn: Severity | 'never';
  readonly minSeverity: Severity;
  readonly fix?: boolean;
  readonly diff?: boolean;
  readonly outputFile?: string;
  readonly statistics?: boolean;
  readonly watch?: boolean;
  readonly changed?: boolean;
  /** A git revision. */
  readonly since?: string;
  readonly baseline?: string;
  readonly writeBaseline?: boolean;
  readonly pruneBaseline?: boolean;
  readonly stdinFilename?: string;
  readonly allowNothing?: boolean;
  readonly observed?: string;
  readonly showFiles?: boolean;
  readonly checkFixtures?: boolean;
  /** Severities by rule id. */
  readonly rule?: Readonly<Record<string, string>>;
  readonly exclude?: readonly string[];
  readonly maxFileSize?: number;
  readonly color: boolean;
}

/** The section `portolan` of an editor's settings that means the same as the flags. */
export function settingsOf(options: CheckOptions): unknown {
  const { rule = {}, exclude = [], checkFixtures = false, maxFileSize } = options;
  return { rules: rule, exclude, checkFixtures, ...(maxFileSize === undefined ? {} : { maxFileSize }) };
}

/** Parses one more `--rule id=severity`. */
export function parseRule(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [id = '', severity] = text.split('=', 2);
  if (!rules.some((r) => r.meta.id === id)) throw new InvalidArgumentError(noSuchRule(id));
  if (severity === undefined || ![...SEVERITIES, 'off'].includes(severity)) {
    throw new InvalidArgumentError(`Write \`${id}=SEVERITY\`, with one of ${SEVERITIES.join(', ')} or off.`);
  }
  return { ...before, [id]: severity };
}

/** Adds one more value of an option that may be given several times. */
export function parseAnother(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** Parses `--max-file-size`. */
export function parseSize(text: string): number {
  const { minimum = 0, maximum = Infinity } = settings.find((s) => s.key === 'maxFileSize') ?? {};
  const size = /^\d+$/.test(text) ? Number(text) : NaN;
  if (size >= minimum && size <= maximum) return size;
  throw new InvalidArgumentError(`It must be a whole number of bytes from ${minimum} to ${maximum}.`);
}

/** Says that a rule does not exist, with the one that may be meant. */
export function noSuchRule(id: string): string {
  const near = nearestName(
    id,
    rules.map((r) => r.meta.id),
  );
  return `There is no rule \`${visible(id)}\`${near ? `; did you mean \`${near}\`?` : '.'}`;
}
