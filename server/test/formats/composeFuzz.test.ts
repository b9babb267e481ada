import fc from 'fast-check';
import { describe, it } from 'vitest';
import { compose as format } from '../../src/formats/compose/index';
import { compose as stack } from '../../src/stacks/compose/index';
import { ROOT, discover, readerOf } from '../stacks/composeProject';
import type { Files } from '../stacks/composeProject';

const BASE = `name: shop
include:
  - path: [part/compose.yaml]
x-env: &env
  DB_URL: postgres://u:\${PASSWORD}@db:5432/x
  PORT: \${API_PORT:-3000}
services:
  api:
    build: { context: ./api, target: dev, args: [A=1, B] }
    extends: { file: lib/base.yml, service: web }
    ports: ["\${API_PORT}:3000", 22:22, "127.0.0.1:9229:9229/tcp", { target: 80, published: "8000-8010" }]
    expose: ["3000"]
    environment:
      <<: *env
      LIST: "a:1,b:2"
    env_file: [.env, { path: x.env, required: false, format: raw }]
    networks: { back: { aliases: [web] }, default: }
    healthcheck: { test: [CMD-SHELL, "curl -f http://localhost:$$PORT/ || exit 1"] }
    labels: ["traefik.enable=true", "traefik.http.services.api.loadbalancer.server.port=3000"]
    links: ["db:database"]
    extra_hosts: ["host.docker.internal:host-gateway"]
    deploy: { replicas: 2 }
    volumes: ["./x:/x:ro", "data:/data"]
  db:
    image: postgres:\${TAG:?set it}
    network_mode: "service:api"
    command: >
      postgres -p 5433
networks: { back: { internal: true, name: "\${NET}" } }
configs: { c: { content: "listen 80;" } }
`;
const OVERRIDE = `services:
  api:
    ports: !override
      - "9090:3000"
    environment: [PORT=1, X]
    command: ["sh", "-c", "serve -l $$PORT"]
    expose: !reset []
`;
const FILES: Files = {
  'compose.yaml': BASE,
  'compose.override.yaml': OVERRIDE,
  '.env': 'API_PORT=8080\nNET="${X}"\nCOMPOSE_PROJECT_NAME=p\n',
  'x.env': 'A=1\nB="$Y\\n"\n',
  'lib/base.yml': 'services: {web: {image: "i:${T}", env_file: ../x.env, extends: web2}, web2: {user: "1"}}\n',
  'part/compose.yaml': 'include: [../compose.yaml]\nservices: {cache: {image: redis, ports: ["6379:6379"]}}\n',
};

/** Assembles and reads every project; what comes out must name places inside the files. */
function readAll(files: Files): void {
  const reader = readerOf(files);
  for (const request of discover(files)) {
    for (const tree of stack.assemble(request, reader, { includeFixtures: false }).trees) {
      if (tree.kind !== 'compose') continue;
      checkPlaces(format.read(tree).facts, files);
    }
  }
}

function checkPlaces(value: unknown, files: Files, seen = new Set<unknown>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Map) {
    for (const v of value.values()) checkPlaces(v, files, seen);
    return;
  }
  const { uri, start, end } = value as { uri?: string; start?: number; end?: number };
  if (typeof uri === 'string' && typeof start === 'number' && typeof end === 'number') {
    const text = files[uri.slice(ROOT.length + 1)];
    if (text === undefined || start < 0 || end < start || end > text.length)
      throw new Error(`${uri} ${start}-${end} of ${text?.length}`);
  }
  for (const [key, v] of Object.entries(value)) if (key !== 'source') checkPlaces(v, files, seen);
}

describe('bad input', () => {
  it('is read whole', () => readAll(FILES));

  it('cut short anywhere never throws', () => {
    for (const path of Object.keys(FILES)) {
      const text = FILES[path] as string;
      for (let end = 0; end < text.length; end += 41) readAll({ ...FILES, [path]: text.slice(0, end) });
    }
  });

  it('with pieces moved, doubled and lost never throws', () => {
    const piece = fc.constantFrom(
      ...BASE.split(/(?<=[\s:,[\]{}"])/),
      '${',
      '}',
      '{{',
      '!reset ',
      '*env',
      '&a ',
      '\u0000',
      '\u{1F6A2}',
      '"',
      "'",
      '- ',
      '\t',
      '\r\n',
    );
    const edit = fc.record({
      path: fc.constantFrom(...Object.keys(FILES)),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(40),
      insert: fc.array(piece, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const files: Record<string, string> = { ...FILES };
        for (const e of edits) {
          const text = files[e.path] as string;
          const at = Math.floor(e.at * text.length);
          files[e.path] = text.slice(0, at) + e.insert.join('') + text.slice(at + e.cut);
        }
        readAll(files);
      }),
      { numRuns: 60 },
    );
  });
});
