import type { ConfigFileFact, ConnectFact, TextFact } from '../facts';
import { configAddress } from '../lore/configAddress';
import { decoded } from '../syntax/decode';
import { embeddedDocuments } from '../syntax/embedded';
import type { Node } from '../syntax/tree';
import { at, get, itemsOf, textOf } from '../syntax/tree';
import type { TextFormat } from './format';

/** Prometheus configurations (formats.md §8.6): what is scraped, where alerts and samples are sent. */
export const prometheus: TextFormat = {
  id: 'prometheus',
  title: 'Prometheus configurations in ConfigMaps and Secrets',
  files: ['prometheus.yml', 'prometheus.yaml', '*.yml', '*.yaml'],
  reads: ['`targets` of `static_configs`, alert managers, `remote_write` and `remote_read`'],
  readText(text) {
    if (!/\.(?:ya?ml)$/i.test(text.hint) || !/^\s*scrape_configs\s*:/m.test(text.text.text)) return undefined;
    return { facts: [readPrometheus(text)] };
  },
};

function readPrometheus({ hint, text, owner }: TextFact): ConfigFileFact {
  const connects: ConnectFact[] = [];
  for (const root of embeddedDocuments(text)) {
    const jobs = [...itemsOf(get(root, 'scrape_configs')), ...itemsOf(at(root, 'alerting', 'alertmanagers'))];
    for (const job of jobs) connects.push(...targetsOf(job));
    for (const field of ['remote_write', 'remote_read'])
      for (const item of itemsOf(get(root, field))) connects.push(...address(get(item, 'url'), `${field}.url`, 'http'));
  }
  return {
    kind: 'config-file',
    owner,
    name: hint,
    program: 'prometheus',
    listens: [],
    connects,
    names: [],
    includes: [],
  };
}

/** The targets of a job. Where a relabelling writes the address itself, they are its parameters, and that is what is dialled. */
function targetsOf(job: Node): readonly ConnectFact[] {
  const scheme = textOf(get(job, 'scheme')) === 'https' ? 'https' : 'http';
  const written = itemsOf(get(job, 'relabel_configs')).filter(
    (r) => textOf(get(r, 'target_label')) === '__address__' || get(r, 'action')?.kind === 'unknown',
  );
  if (written.length > 0)
    return written.flatMap((r) => {
      const replacement = get(r, 'replacement');
      return textOf(replacement)?.includes('$') ? [] : address(replacement, 'replacement', scheme);
    });
  return itemsOf(get(job, 'static_configs')).flatMap((c) =>
    itemsOf(get(c, 'targets')).flatMap((t) => address(t, 'targets', scheme)),
  );
}

function address(node: Node | undefined, key: string, scheme: 'http' | 'https'): readonly ConnectFact[] {
  return node?.kind === 'scalar' && textOf(node) ? configAddress(decoded(node), key, scheme) : [];
}
