// @ts-check
// Names that would do something, were they taken for markup, script or style anywhere on their way to a page.

/** Calls what the page must never call; tests look for it in every form in which it could run. */
export const CALL = 'hostileNameRan()';

const payloads = [
  `<script>${CALL}</script>`,
  `</script><script>${CALL}</script>`,
  `<img src=x onerror=${CALL}>`,
  `"><img src=x onerror="${CALL}">`,
  `'><svg onload=${CALL}>`,
  `</title></text></svg><svg/onload=${CALL}>`,
  `]]><script>${CALL}</script>`,
  `--><script>${CALL}</script>`,
  `<foreignObject><iframe srcdoc="<script>parent.${CALL}</script>"></foreignObject>`,
  `<a href="javascript:${CALL}">x</a>`,
  `<animate onbegin=${CALL} attributeName=x dur=1s>`,
  `<set attributeName=onmouseover to=${CALL}>`,
  `<use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg' onload='${CALL}'/>#x">`,
  `<style>@import "javascript:${CALL}"</style>`,
  `<link rel=stylesheet href="data:text/css,*{display:none}">`,
  `<base href="https://example.invalid/">`,
  `<meta http-equiv=refresh content="0;url=javascript:${CALL}">`,
  `" onfocus="${CALL}" autofocus="`,
  `' onmouseover='${CALL}`,
  `\` onclick=${CALL} \``,
  `javascript:${CALL}`,
  `vscode-resource:${CALL}`,
  `command:workbench.action.terminal.new`,
  `[x](command:workbench.action.quit)`,
  `![x](https://example.invalid/beacon.png)`,
  `$(zap)$(error) ${CALL}`,
  `\${${CALL}}`,
  `{{constructor.constructor('${CALL}')()}}`,
  `&lt;script&gt;${CALL}&lt;/script&gt;`,
  `&#60;script&#62;${CALL}&#60;/script&#62;`,
  `\u003cscript\u003e${CALL}\u003c/script\u003e`,
  `<\u0000script>${CALL}</script>`,
  `\u202e<script>${CALL}</script>\u202c`,
  `\ufeff<script>${CALL}</script>`,
  `\ud800<script>${CALL}</script>`,
  `<?xml-stylesheet href="javascript:${CALL}"?>`,
  `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;`,
  `url(javascript:${CALL})`,
  `expression(${CALL})`,
  `__proto__`,
  `constructor`,
  `toString`,
  '',
  ' ',
  '\n\r\t\u2028\u2029',
  'x'.repeat(5000),
  '\u{1f6a2}'.repeat(50),
];

/** As many different hostile names as are asked for: each payload as it is, then at the end and in the middle of a name. */
export function hostileNames(count = 300) {
  const shapes = [
    (/** @type {string} */ p) => p,
    (/** @type {string} */ p, /** @type {number} */ i) => `db-${i}${p}`,
    (/** @type {string} */ p, /** @type {number} */ i) => `a${p}b${i}`,
    (/** @type {string} */ p, /** @type {number} */ i) => `${p}${p}${i}`,
    (/** @type {string} */ p, /** @type {number} */ i) =>
      p.toUpperCase().replace('HOSTILENAMERAN', 'hostileNameRan') + i,
    (/** @type {string} */ p, /** @type {number} */ i) => `${i}\t${p}`,
    (/** @type {string} */ p, /** @type {number} */ i) => `"${p}'${i}`,
  ];
  const all = shapes.flatMap((shape) => payloads.map((payload, i) => shape(payload, i)));
  return all.slice(0, count);
}
