import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/facts';
import { showPort } from '../../src/facts';
import { formats } from '../../src/formats/list';
import { devTools } from '../../src/stacks/devTools';
import { sourceFile } from '../../src/text/source';

const DIRECTORY = 'file:///w/app';

function factsOf(name: string, text: string): readonly Fact[] {
  const file = sourceFile(`${DIRECTORY}/${name}`, text);
  const reader = { file: () => file, list: () => [] };
  const settings = { includeFixtures: false };
  const requests = devTools.discover({ ...reader, files: [file], roots: ['file:///w'], settings });
  const trees = requests.flatMap((r) => devTools.assemble(r, reader, settings).trees);
  return trees.flatMap((t) => formats.find((f) => f.tree === t.kind)?.read(t).facts ?? []);
}

/** Each forward as `local → target port (layer)`, each build as `image = Dockerfile target`. */
function shown(name: string, text: string): readonly string[] {
  const port = (all: { value: Parameters<typeof showPort>[0] }[]) => all.map((a) => showPort(a.value)).join(' ') || '?';
  return factsOf(name, text).map((f) => {
    if (f.kind === 'image-build') {
      const { dockerfile, target } = f.build;
      const file = dockerfile.kind === 'file' ? dockerfile.uri.slice(DIRECTORY.length + 1) : dockerfile.kind;
      return `${f.name.value} = ${file}${target ? ` ${target.value}` : ''}`;
    }
    if (f.kind !== 'object') return f.kind;
    const [local, to] = [f.listeners[0], f.references[0]];
    const target = to && 'name' in to.target ? to.target.name.value : to?.target.kind;
    const outer = local ? port([...local.port.alternatives]) : '-';
    return to ? `${outer} → ${target} ${port([...(to.port?.alternatives ?? [])])} (${to.layer})` : outer;
  });
}

describe('development tools (§3.9, §3.16)', () => {
  it('clusters of kind and k3d', () => {
    const kind =
      'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n- role: control-plane\n  extraPortMappings:\n  - {containerPort: 30080, hostPort: 80}\n  - {containerPort: 30081, hostPort: 0, protocol: UDP}\n';
    expect(shown('kind.yaml', kind)).toEqual(['80 → node 30080 (node)', '- → node 30081 (node)']);
    const k3d =
      'apiVersion: k3d.io/v1alpha5\nkind: Simple\nports:\n- port: 8080:80\n  nodeFilters: [loadbalancer]\n- port: 0.0.0.0:5353:30053/udp\n- port: "9000"\n';
    expect(shown('k3d.yaml', k3d)).toEqual(['8080 → node 80 (node)', '5353 → node 30053 (node)']);
  });

  it('Skaffold: forwards, images, profiles', () => {
    const text =
      "apiVersion: skaffold/v4beta6\nkind: Config\nbuild:\n  artifacts:\n  - image: shop/web\n    context: web\n    docker: {dockerfile: build/Dockerfile, target: dev}\n  - image: shop/api\n    jib: {}\n  - image: shop/db\nportForward:\n- {resourceType: service, resourceName: web, port: 80, localPort: 9000}\n- {resourceType: deployment, resourceName: '{{.NAME}}', port: http}\nprofiles:\n- name: p\n  portForward:\n  - {resourceType: StatefulSet, resourceName: db, port: 5432}\n";
    expect(shown('skaffold.yaml', text)).toEqual([
      '9000 → web 80 (service)',
      '? → unknown http (container)',
      '5432 → db 5432 (container)',
      'shop/web = web/build/Dockerfile dev',
      'shop/db = Dockerfile',
    ]);
  });

  it('Tilt: literal arguments only', () => {
    const text =
      "docker_build('shop/web', './web', dockerfile='web.Dockerfile', target='dev')\ndocker_build('shop/' + x, '.')\ndocker_build('shop/in', '.', dockerfile_contents='FROM x')\nk8s_resource('web', port_forwards=[8000, '9000:80', '127.0.0.1:9001:81', port_forward(9002, container_port=82), x])\nk8s_resource(workload='db', port_forwards='5432:5432')\n";
    expect(shown('Tiltfile', text)).toEqual([
      '8000',
      '9000 → web 80 (container)',
      '9001 → web 81 (container)',
      '9002 → web 82 (container)',
      '5432 → db 5432 (container)',
      'shop/web = web.Dockerfile dev',
    ]);
  });

  it('DevSpace, before version 6 and since', () => {
    const old =
      'version: v1beta11\ndev:\n  ports:\n  - labelSelector: {app: web}\n    forward: [{port: 9000, remotePort: 80}, {port: 9001}]\n  - imageSelector: x\n    forward: [{port: 1}]\n';
    expect(shown('devspace.yaml', old)).toEqual([
      '9000 → pods 80 (container)',
      '9001 → pods 9001 (container)',
      '1 → unknown 1 (container)',
    ]);
    const now =
      'version: v2beta1\ndev:\n  web:\n    labelSelector: {app: web}\n    ports: [{port: "9000:80"}, {port: "9001"}]\n';
    expect(shown('devspace.yml', now)).toEqual(['9000 → pods 80 (container)', '9001 → pods 9001 (container)']);
  });
});
