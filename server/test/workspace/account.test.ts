// Why a file is in the index or not, from what the workspace knows.
import { expect, test } from 'vitest';
import { parts } from '../../src/index';
import { accountOf } from '../../src/workspace/account';
import type { Tree } from './memory';
import { ROOT, collision, uriOf, workspaceOf } from './memory';

const tree: Tree = new Map<string, string | Uint8Array | { link: string }>([
  ['w/compose.yaml', 'services:\n  a:\n    build: ./a\n    env_file: secret.env\n'],
  ['w/a/Dockerfile', 'FROM scratch\nEXPOSE 80\n'],
  ['w/k8s/api.yaml', 'apiVersion: v1\nkind: Service\nmetadata: { name: api }\nspec: { ports: [{ port: 80 }] }\n'],
  ['w/.gitignore', 'gen/\n*.env\n/old.yaml\n'],
  ['w/portolan.yaml', 'exclude: [legacy/]\n'],
  ['w/gen/x.yaml', 'a: 1\n'],
  ['w/legacy/compose.yaml', collision(80)],
  ['w/draft.yaml', collision(81)],
  ['w/old.yaml', 'a: 1\n'],
  ['w/secret.env', 'A=b\n'],
  ['w/values.yaml', 'a: 1\n'],
  ['w/notes.txt', 'nothing\n'],
  ['w/big.yaml', `# ${'x'.repeat(3000)}\n`],
  ['w/binary.yaml', 'a: \u0000\n'],
  ['w/latin.yaml', Uint8Array.from([0x61, 0xe4])],
  ['w/alias.yaml', { link: 'w/compose.yaml' }],
  ['w/node_modules/m/compose.yaml', collision(82)],
  ['w/testdata/compose.yaml', collision(83)],
  ['w/PORTS.md', '# Ports\n'],
]);

async function why(path: string): Promise<string> {
  const workspace = workspaceOf(tree, { settings: { excludes: ['draft.yaml'], maxFileSize: 2000 } });
  await workspace.load();
  const { indexed, because } = await accountOf(workspace, path.includes(':') ? path : uriOf(path), parts.formats);
  return [indexed ? 'yes' : 'no', ...because].join('. ').replaceAll('..', '.');
}

test.each([
  ['w/compose.yaml', 'yes. It is charted as part of the Compose project `w`.'],
  ['w/a/Dockerfile', 'yes. It is charted as part of the Compose project `w`; the build of the image `a/Dockerfile`.'],
  ['w/k8s/api.yaml', 'yes. It is charted as Kubernetes manifests of `w`.'],
  ['w/portolan.yaml', 'yes. It is read as the configuration of its folder.'],
  ['w/PORTS.md', 'yes. It is the document of ports of its folder, and compared with what there is.'],
  [
    'w/testdata/compose.yaml',
    'yes. It is charted as part of the Compose project `testdata`. Findings in it are not reported, since `testdata` holds test data; the setting `portolan.checkFixtures` changes that.',
  ],
  [
    'w/secret.env',
    'yes. It is charted as part of the Compose project `w`. Files name it, though it is ignored by `*.env` of `.gitignore`.',
  ],
  [
    'w/values.yaml',
    'no. It is read, since files of its name may be `Kubernetes manifests`, `Development tools: kind, k3d, Skaffold, Tilt, DevSpace`, but it holds nothing that is charted.',
  ],
  ['w/gen/x.yaml', 'no. It is not read, because of its folder `gen`: it is ignored by `gen/` of `.gitignore`.'],
  ['w/gen/new.yaml', 'no. It is not read, because of its folder `gen`: it is ignored by `gen/` of `.gitignore`.'],
  ['w/old.yaml', 'no. It is not read: it is ignored by `/old.yaml` of `.gitignore`.'],
  [
    'w/legacy/compose.yaml',
    'no. It is not read, because of its folder `legacy`: it is ignored by `legacy/` of `portolan.yaml`.',
  ],
  ['w/draft.yaml', 'no. It is not read: it is ignored by `draft.yaml` of `portolan.exclude`.'],
  ['w/notes.txt', 'no. Portolan reads no files of this name, and no file that it reads names this one.'],
  ['w/big.yaml', 'no. It is not read: it is too large.'],
  ['w/binary.yaml', 'no. It is not read: it is a binary file (it holds a NUL character).'],
  ['w/latin.yaml', 'no. It is not read: it is not valid UTF-8.'],
  ['w/alias.yaml', `no. It is not read: it is a link to ${uriOf('w/compose.yaml')}, which is read at its own place.`],
  [
    'w/node_modules/m/compose.yaml',
    'no. It is not read, because of its folder `node_modules`: folders of this name hold packages or what builds make.',
  ],
  ['v/compose.yaml', 'no. It is not read: it lies outside of the folders of the workspace.'],
  ['untitled:Untitled-1', 'no. It is not read: it lies outside of the folders of the workspace.'],
  ['w/never.yaml', 'no. There is no such file, or it was saved only now.'],
])('%s', async (path, said) => {
  expect(await why(path)).toBe(said);
});

test('before the first listing nothing is said but that', async () => {
  const workspace = workspaceOf(tree);
  const { indexed, because } = await accountOf(workspace, `${ROOT}/compose.yaml`, parts.formats);
  expect([indexed, ...because]).toEqual([false, 'The workspace is still being read. Ask again in a moment.']);
});
