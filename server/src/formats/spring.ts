import type { ConfigFileFact, EnvVar, ListenFact, TextFact, Values, Port } from '../facts';
import { isPortNumber, located, numberPort, only, open } from '../facts';
import { pairAddresses, scanAddresses } from '../lore/addresses';
import { hostFrom, listenFact } from '../lore/listenFact';
import { decoded } from '../syntax/decode';
import { embeddedDocuments } from '../syntax/embedded';
import { parseProperties } from '../syntax/properties';
import type { Property } from '../syntax/properties';
import type { Node } from '../syntax/tree';
import { entriesOf } from '../syntax/tree';
import type { MappedText } from '../text/mapped';
import { sliceMapped, traceAll, trimMapped } from '../text/mapped';
import { say } from '../text/say';
import type { TextFormat } from './format';

/** `application.yaml` and `application.properties` of Spring Boot, and of Quarkus and Micronaut, which took over the name. */
export const spring: TextFormat = {
  id: 'spring',
  title: 'application.yaml and application.properties in ConfigMaps and Secrets',
  files: ['application.yaml', 'application.yml', 'application.properties', 'application-*.yaml', 'bootstrap.yaml'],
  reads: [
    '`server.port`, `management.server.port`, `quarkus.http.port`, `micronaut.server.port`, `grpc.server.port`',
    'addresses in values, and hosts with a port beside them',
  ],
  readText(text) {
    return /^(?:application|bootstrap)(?:-[\w.-]+)?\.(?:ya?ml|properties)$/i.test(text.hint)
      ? { facts: [readSpring(text)] }
      : undefined;
  },
};

const LISTENERS: ReadonlyMap<string, { readonly purpose: ListenFact['purpose']; readonly host?: string }> = new Map([
  ['server.port', { purpose: 'main', host: 'server.address' }],
  ['quarkus.http.port', { purpose: 'main', host: 'quarkus.http.host' }],
  ['micronaut.server.port', { purpose: 'main', host: 'micronaut.server.host' }],
  ['management.server.port', { purpose: 'admin', host: 'management.server.address' }],
  ['quarkus.management.port', { purpose: 'admin' }],
  ['grpc.server.port', { purpose: 'extra' }],
  ['spring.grpc.server.port', { purpose: 'extra' }],
]);

/** Settings that bring more settings from elsewhere, which win. */
const ELSEWHERE = /^spring\.(?:config\.import|cloud\.(?:config|kubernetes|consul|vault)\.)/;

function readSpring({ hint, text, owner }: TextFact): ConfigFileFact {
  const documents = /\.properties$/i.test(hint) ? [parseProperties(text)] : embeddedDocuments(text).map((d) => flat(d));
  const always = documents.filter((d) => !d.some((p) => isCondition(p.key)));
  const varies = documents.length > always.length;
  const settled = !documents.some((d) => d.some((p) => ELSEWHERE.test(p.key)));
  return {
    kind: 'config-file',
    owner,
    name: hint,
    program: 'spring',
    listens: always.flatMap((d) => listensOf(d, { varies, settled })),
    connects: [
      ...scanAddresses(text, { key: hint, place: 'config' }),
      ...always.flatMap((d) => pairAddresses(d.map(asVariable), 'config')),
    ],
    names: [],
    includes: [],
  };
}

function isCondition(key: string): boolean {
  return /^spring\.(?:config\.activate\.|profiles$)/.test(key);
}

/** The scalars of a tree under their dotted keys. */
function flat(node: Node, prefix = ''): readonly Property[] {
  return entriesOf(node).flatMap(({ key, value }): readonly Property[] => {
    const path = prefix === '' ? key.value : `${prefix}.${key.value}`;
    if (value.kind === 'map') return flat(value, path);
    return value.kind === 'scalar' ? [{ key: path, value: decoded(value), name: decoded(key) }] : [];
  });
}

function asVariable({ key, value, name }: Property): EnvVar {
  return {
    name: key.replace(/[.-]/g, '_').toUpperCase(),
    nameSite: name.whole,
    value,
    source: 'environment',
  };
}

function listensOf(
  properties: readonly Property[],
  { varies, settled }: { readonly varies: boolean; readonly settled: boolean },
): readonly ListenFact[] {
  const all = new Map(properties.map((p) => [p.key, p]));
  return [...LISTENERS].flatMap(([key, { purpose, host }]) => {
    const written = all.get(key);
    if (!written) return [];
    const address = host === undefined ? undefined : all.get(host);
    const port = portOf(trimMapped(written.value));
    const values = varies && !port.open ? { ...port, open: { because: say`profiles may set another` } } : port;
    const exclusive = purpose === 'main' && settled && !varies;
    return [
      listenFact(
        values,
        written.value,
        { by: key, level: 4, purpose, exclusive, certainty: 'high' },
        address && hostFrom(trimMapped(address.value)),
      ),
    ];
  });
}

/** A number, or `${NAME:8080}`, whose default counts unless the variable is set. */
function portOf(text: MappedText): Values<Port> {
  if (/^\d{1,5}$/.test(text.text) && isPortNumber(Number(text.text)))
    return only(located(numberPort(Number(text.text)), traceAll(text)));
  const m = /^\$\{([\w.-]+):(\d{1,5})\}$/.exec(text.text);
  if (!m || !isPortNumber(Number(m[2]))) return open(say`its value is filled in when the program starts`, text.whole);
  const end = text.text.length - 1;
  const digits = sliceMapped(text, end - (m[2] ?? '').length, end);
  return {
    alternatives: [located(numberPort(Number(m[2])), traceAll(digits), 'high')],
    open: { because: say`\`${m[1] ?? ''}\` may be set to something else` },
  };
}
