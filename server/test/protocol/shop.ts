// A small workspace without mistakes, in which every way to name a port occurs.

/** Files by name. */
export const shop = {
  '.env': '# ports of the shop\nAPI_PORT=3000\n',
  'api/Dockerfile': 'FROM node:22\nENV PORT=3000\nEXPOSE 3000\nCMD ["node", "server.js"]\n',
  'compose.yaml': `services:
  api:
    build: ./api
    environment:
      PORT: \${API_PORT}
    ports:
      - "8080:\${API_PORT}"
  web:
    image: nginx:1.27
    environment:
      API_URL: http://api:\${API_PORT}/v1
    ports:
      - "80:80"
`,
  'k8s/api.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: ghcr.io/shop/api:1
          ports:
            - name: http
              containerPort: 3000
          readinessProbe:
            httpGet: { path: /, port: http }
---
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  selector: { app: api }
  ports:
    - port: 80
      targetPort: http
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: ghcr.io/shop/web:1
          env:
            - name: API_URL
              value: http://api/v1
`,
} as const;

/** A file of the shop. */
export type ShopFile = keyof typeof shop;

/** Where a text stands in a file, the cursor `into` characters inside of it. */
export function cursor(name: ShopFile, text: string, into = 0): { readonly line: number; readonly character: number } {
  const at = shop[name].indexOf(text);
  if (at < 0) throw new Error(`${name} has no ${text}`);
  const before = shop[name].slice(0, at + into).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
