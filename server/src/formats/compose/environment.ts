import type { EnvFileText, EnvVar, Unknown } from '../../facts';
import { UNSET } from '../../facts';
import { hasTemplate, isPartial, keyValues, placeOf } from '../../lore/compose';
import type { Node } from '../../syntax/tree';
import { get } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import { say } from '../../text/say';
import { unknownIn } from './values';

/** The variables of a service. */
export interface Variables {
  /** As facts have them: a value is there when all of it is known. */
  readonly env: readonly EnvVar[];
  /** The same with values that are known in part, for addresses around what is not known. */
  readonly partial: readonly EnvVar[];
  readonly open?: Unknown;
}

/** `environment` over `env_file`, a later file over an earlier one (formats.md §2.7). */
export function readVariables(service: Node, files: readonly EnvFileText[]): Variables {
  const byName = new Map<string, EnvVar>();
  let because: Unknown | undefined;
  for (const file of files) {
    because ??= file.open;
    for (const e of file.entries) byName.set(e.key, variable(e.key, e.keySpan, e.value, 'env-file'));
  }
  const node = get(service, 'environment');
  const { pairs, strange } = keyValues(node);
  if (strange !== undefined && node)
    because ??= { because: say`\`environment\` is not known: ${strange}`, at: placeOf(node) };
  for (const p of pairs) {
    const name = p.key.text.trim();
    if (hasTemplate(name) || name.startsWith('\u0000'))
      because ??= { because: say`a variable has template syntax`, at: p.site };
    else
      byName.set(
        name,
        variable(
          name,
          p.key.whole,
          p.value,
          'environment',
          p.strange ? { because: say`its value is template syntax or no text`, at: p.site } : undefined,
        ),
      );
  }
  const partial = [...byName.values()];
  return { env: partial.map(known), partial, ...(because ? { open: because } : {}) };
}

function variable(
  name: string,
  nameSite: EnvVar['nameSite'],
  value: MappedText | undefined,
  source: EnvVar['source'],
  strange?: Unknown,
): EnvVar {
  if (value && !hasTemplate(value.text))
    return { name, nameSite, value, source, ...(value.text.includes(UNSET) ? { open: unknownIn(value) } : {}) };
  const open =
    strange ??
    (value ? unknownIn(value) : { because: say`its value is passed through from the environment`, at: nameSite });
  return { name, nameSite, open, source };
}

function known(v: EnvVar): EnvVar {
  if (!v.value || !isPartial(v.value.text)) return v;
  const { value: _value, ...rest } = v;
  return rest;
}
