/*
 * How the picture looks. Every colour is a variable: an editor's theme gives it, or else the scheme of whoever shows the file.
 */

/** Colours by name: the editor's variable, and what stands for it in a light and in a dark scheme. */
const COLOURS: Readonly<Record<string, readonly [variable: string | undefined, light: string, dark: string]>> = {
  back: ['editor-background', '#ffffff', '#1b1f24'],
  frame: ['editorWidget-background', '#f5f7f9', '#22272e'],
  group: [undefined, '#e9eef3', '#2a3038'],
  box: ['editor-background', '#ffffff', '#1b1f24'],
  line: ['editorWidget-border', '#8c959f', '#768390'],
  // What tells something stands out more than what surrounds it, which many themes draw hardly visible.
  edge: ['descriptionForeground', '#6e7781', '#8b949e'],
  ink: ['editor-foreground', '#1f2328', '#e6edf3'],
  faint: ['descriptionForeground', '#59636e', '#a2acb8'],
  port: ['badge-background', '#e3e8ee', '#3a424c'],
  'port-ink': ['badge-foreground', '#1f2328', '#e6edf3'],
  way: ['textLink-foreground', '#0a59c1', '#6cb2ff'],
  open: [undefined, '#dbeafe', '#173a63'],
  error: ['editorError-foreground', '#b3171f', '#ff8080'],
  warning: ['editorWarning-foreground', '#8a5a00', '#e3b341'],
  info: ['editorInfo-foreground', '#0a59c1', '#6cb2ff'],
  focus: ['focusBorder', '#0a59c1', '#6cb2ff'],
};

function variables(scheme: 1 | 2): string {
  return Object.entries(COLOURS)
    .map(([name, colour]) => {
      const own = colour[scheme];
      const [variable] = colour;
      return `--p-${name}:${variable === undefined ? own : `var(--vscode-${variable},${own})`}`;
    })
    .join(';');
}

/** The style sheet of the picture, for a `style` element inside the SVG or beside it. */
export const STYLE = [
  `.portolan{${variables(1)}}`,
  `@media (prefers-color-scheme:dark){.portolan{${variables(2)}}}`,
  // An editor's theme is not always that of the system.
  `.vscode-light .portolan{${variables(1)}}`,
  `.vscode-dark .portolan{${variables(2)}}`,
  `.vscode-high-contrast .portolan,.vscode-high-contrast-light .portolan{--p-line:var(--vscode-contrastBorder,CanvasText);--p-edge:var(--p-ink);--p-port:var(--p-back);--p-port-ink:var(--p-ink);--p-open:var(--p-back);--p-group:var(--p-back);--p-frame:var(--p-back);--p-faint:var(--p-ink)}`,
  `@media (forced-colors:active){.portolan{--p-back:Canvas;--p-frame:Canvas;--p-group:Canvas;--p-box:Canvas;--p-line:CanvasText;--p-edge:CanvasText;--p-ink:CanvasText;--p-faint:CanvasText;--p-port:Canvas;--p-port-ink:CanvasText;--p-open:Canvas;--p-way:LinkText;--p-error:CanvasText;--p-warning:CanvasText;--p-info:CanvasText;--p-focus:Highlight;forced-color-adjust:none}}`,
  `.portolan{background:var(--p-back);color:var(--p-ink);font-family:var(--vscode-font-family,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif);font-size:12px}`,
  `.portolan text{fill:var(--p-ink)}`,
  `.portolan .paper{fill:var(--p-back)}`,
  `.portolan .frame>rect{fill:var(--p-frame);stroke:var(--p-line);stroke-width:1}`,
  `.portolan .frame>.title{font-size:15px;font-weight:600}`,
  `.portolan .group>rect{fill:var(--p-group);stroke:var(--p-line);stroke-width:1;stroke-dasharray:2 3}`,
  `.portolan .group>.title{font-size:12px;font-weight:600}`,
  `.portolan .band>rect{fill:none;stroke:var(--p-line);stroke-width:1;opacity:.7}`,
  `.portolan .note,.portolan .frame>.source{font-size:11px;fill:var(--p-faint)}`,
  `.portolan .node>.box,.portolan .node>.behind{fill:var(--p-box);stroke:var(--p-edge);stroke-opacity:.6;stroke-width:1.2}`,
  `.portolan .node>.title{font-size:13px;font-weight:600}`,
  `.portolan .outer>.box{fill:none;stroke:var(--p-way);stroke-opacity:1;stroke-width:1.5}`,
  `.portolan .host>.box{stroke:var(--p-edge);stroke-dasharray:6 3}`,
  `.portolan .port>rect{fill:var(--p-port);stroke:var(--p-line);stroke-width:1}`,
  `.portolan .port>text{fill:var(--p-port-ink)}`,
  `.portolan .port>.note{fill:var(--p-port-ink);opacity:.85}`,
  `.portolan .port.public>rect{fill:var(--p-open);stroke:var(--p-way);stroke-width:1.5}`,
  `.portolan .port.public>text{fill:var(--p-ink)}`,
  `.portolan .port.asked>rect{fill:var(--p-box);stroke-dasharray:3 2}`,
  `.portolan .port.asked>text{fill:var(--p-ink)}`,
  `.portolan .sign{fill:none;stroke:var(--p-way);stroke-width:1.3}`,
  `.portolan .edge>path{fill:none;stroke:var(--p-edge);stroke-width:1.4}`,
  `.portolan .edge.connection>.line,.portolan .edge.connection>.head{opacity:.75}`,
  `.portolan .edge>.hit{stroke:transparent;stroke-width:11;pointer-events:stroke}`,
  `.portolan .edge>.head{fill:var(--p-edge);stroke:none}`,
  `.portolan .edge.way>.line{stroke:var(--p-way);stroke-width:1.6}`,
  `.portolan .edge.way>.head{fill:var(--p-way)}`,
  `.portolan .edge.way.inner>.line{stroke:var(--p-edge);stroke-dasharray:6 3}`,
  `.portolan .edge.way.inner>.head{fill:var(--p-edge)}`,
  ...(['error', 'warning', 'info'] as const).flatMap((s) => [
    `.portolan .edge.${s}>.line{stroke:var(--p-${s});stroke-width:2;${s === 'error' ? 'stroke-dasharray:7 4' : s === 'warning' ? 'stroke-dasharray:2 3' : ''}}`,
    `.portolan .edge.${s}>.head{fill:var(--p-${s})}`,
    `.portolan .edge.${s}>.line,.portolan .edge.${s}>.head{opacity:1}`,
    `.portolan .node.${s}>.box,.portolan .port.${s}>rect{stroke:var(--p-${s});stroke-opacity:1;stroke-width:2}`,
  ]),
  ...(['error', 'warning', 'info'] as const).map((s) => `.portolan .mark.${s}>.shape{fill:var(--p-${s})}`),
  `.portolan .mark>.cut{fill:none;stroke:var(--p-back);stroke-width:1.8;stroke-linecap:round}`,
  `.portolan .count{font-size:11px}`,
  `.portolan .counted{fill:var(--p-back);stroke:var(--p-line)}`,
  `.portolan [data-id]{cursor:pointer;outline:none}`,
  `.portolan [data-id]:focus-visible>.box,.portolan [data-id]:focus-visible>rect{stroke:var(--p-focus);stroke-width:3}`,
  `.portolan .edge:hover>.line,.portolan .edge:focus-visible>.line,.portolan .edge.lit>.line{stroke-width:3.5}`,
  `.portolan .edge:focus-visible>.line{stroke:var(--p-focus)}`,
  `.portolan .port:hover>rect,.portolan .node:hover>.box,.portolan .lit>.box{stroke-width:2.5}`,
  `.portolan.some .dim{opacity:.25}`,
].join('\n');
