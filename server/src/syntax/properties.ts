import type { MappedText } from '../text/mapped';
import { sliceMapped } from '../text/mapped';

/** One `key=value` of a properties file. */
export interface Property {
  readonly key: string;
  /** Without white space at its ends. */
  readonly value: MappedText;
  /** The key's characters. */
  readonly name: MappedText;
}

const LINE = /^[ \t]*([^\s=:#!\\][^\s=:\\]*)[ \t]*(?:[=:][ \t]*)?([^\r\n]*)$/gm;

/**
 * The properties of a text, by the grammar of java.util.Properties as far as it is used: `key=value`, `key: value`,
 * comments with `#` and `!`. Values that go on in the next line and keys with escapes are left out.
 */
export function parseProperties(text: MappedText): readonly Property[] {
  const out: Property[] = [];
  for (const m of text.text.matchAll(LINE)) {
    const [line, key = '', rest = ''] = m;
    const value = rest.trimEnd();
    if (value.endsWith('\\')) continue;
    const start = m.index + line.length - rest.length;
    const name = m.index + line.indexOf(key);
    out.push({
      key,
      value: sliceMapped(text, start, start + value.length),
      name: sliceMapped(text, name, name + key.length),
    });
  }
  return out;
}
