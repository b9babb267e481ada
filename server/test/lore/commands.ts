import type { CommandLine, EnvVar } from '../../src/facts';
import { mapCopy } from '../../src/text/mapped';

/** Address of the made-up file that the commands of a test stand in. */
export const URI = 'file:///Dockerfile';

/** `["a", "b"]` as a command in exec form; anything else as one in shell form. The text stands at offset 0. */
export function commandLine(text: string): CommandLine {
  const site = { uri: URI, start: 0, end: text.length };
  if (!text.startsWith('[')) return { form: 'shell', words: [mapCopy(text, URI, 0)], site };
  const words = [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => mapCopy(m[1] as string, URI, m.index + 1));
  return { form: 'exec', words, site };
}

/** Variables, one `NAME=value` a line; a name alone is passed through. They stand at offset 0 of `file:///.env`. */
export function variables(text: string): readonly EnvVar[] {
  const uri = 'file:///.env';
  let at = 0;
  return text.split('\n').flatMap((line): EnvVar[] => {
    const start = at;
    at += line.length + 1;
    if (line === '') return [];
    const equals = line.indexOf('=');
    const name = equals < 0 ? line : line.slice(0, equals);
    const base = { name, nameSite: { uri, start, end: start + name.length }, source: 'environment' } as const;
    return equals < 0
      ? [{ ...base, open: { because: 'it is passed through' } }]
      : [{ ...base, value: mapCopy(line.slice(equals + 1), uri, start + equals + 1) }];
  });
}
