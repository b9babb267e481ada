import fs from 'node:fs';
import path from 'node:path';

/** A workspace of overlays over one base, and one in which a single kustomization has all their patches. */
export interface Overlays {
  /** `count` overlays, each with a namespace, a label, an image and a patch of its own. */
  readonly many: string;
  /** The same base and the same patches in one build. */
  readonly one: string;
  /** A file of the base. */
  readonly baseFile: string;
  /** The patches of some overlays. */
  readonly patches: readonly string[];
}

/** Services of the base, each with a Deployment, a Service and a ConfigMap. */
const SERVICES = 12;

/** Writes both workspaces below `root`. */
export function writeOverlays(root: string, count: number): Overlays {
  const [many, one] = ['many', 'one'].map((name) => path.join(root, name)) as [string, string];
  const write = (at: string, text: string): void => {
    fs.mkdirSync(path.dirname(at), { recursive: true });
    fs.writeFileSync(at, text);
  };
  const names = Array.from({ length: SERVICES }, (_, i) => `svc-${i}`);
  for (const top of [many, one]) {
    for (const [i, name] of names.entries()) write(path.join(top, 'base', `${name}.yaml`), service(name, 8000 + i));
    write(path.join(top, 'base/kustomization.yaml'), `resources:\n${names.map((n) => `  - ${n}.yaml\n`).join('')}`);
  }
  const patches: string[] = [];
  for (let i = 0; i < count; i++) {
    const overlay = path.join(many, `overlays/o-${i}`);
    const patch = patchOf(`svc-${i % SERVICES}`, i);
    patches.push(path.join(overlay, 'patch.yaml'));
    write(path.join(overlay, 'patch.yaml'), patch);
    write(path.join(overlay, 'kustomization.yaml'), overlayOf(i));
    write(path.join(one, `all/patch-${i}.yaml`), patch);
  }
  const listed = Array.from({ length: count }, (_, i) => `  - path: patch-${i}.yaml\n`).join('');
  write(path.join(one, 'all/kustomization.yaml'), `namespace: all\nresources: [../base]\npatches:\n${listed}`);
  return { many, one, baseFile: path.join(many, 'base/svc-0.yaml'), patches: patches.slice(0, 40) };
}

function overlayOf(i: number): string {
  return `namespace: team-${i}\nresources: [../../base]\nlabels:\n  - pairs: { team: t-${i} }\nimages:\n  - name: registry.example.com/bench/svc-1\n    newTag: 2.${i}.0\npatches:\n  - path: patch.yaml\n`;
}

function patchOf(name: string, i: number): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  replicas: ${2 + (i % 5)}\n  template:\n    spec:\n      containers:\n        - name: app\n          env:\n            - name: REGION_${i}\n              value: region-${i}\n`;
}

function service(name: string, port: number): string {
  const env = Array.from(
    { length: 12 },
    (_, k) => `            - name: SETTING_${k}\n              value: "some value ${k} of ${name}"\n`,
  ).join('');
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    matchLabels: { app: ${name} }\n  template:\n    metadata:\n      labels: { app: ${name} }\n    spec:\n      containers:\n        - name: app\n          image: registry.example.com/bench/${name}:1.0.0\n          ports:\n            - name: http\n              containerPort: ${port}\n            - name: metrics\n              containerPort: 9090\n          readinessProbe:\n            httpGet: { path: /ready, port: http }\n          envFrom:\n            - configMapRef: { name: ${name} }\n          env:\n            - name: PORT\n              value: "${port}"\n            - name: BACKEND_URL\n              value: http://svc-0:80\n${env}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector: { app: ${name} }\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n    - name: metrics\n      port: 9090\n      targetPort: metrics\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  UPSTREAM: http://svc-1:80/\n  LOG_LEVEL: info\n`;
}
