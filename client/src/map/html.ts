/** What the page of the picture is made of. Addresses are those that the page loads from. */
export interface PageParts {
  readonly nonce: string;
  readonly language: string;
  readonly title: string;
  readonly style: string;
  /** In the order in which they are run. */
  readonly scripts: readonly string[];
}

/**
 * The page: nothing is loaded but what carries the nonce, no script or style stands in the markup, and nothing can be asked of
 * any other machine.
 */
export function pageHtml({ nonce, language, title, style, scripts }: PageParts): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  const script = (address: string): string => `<script nonce="${nonce}" src="${attribute(address)}"></script>`;
  return `<!doctype html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(title)}</title>
<link rel="stylesheet" nonce="${nonce}" href="${attribute(style)}">
</head>
<body data-vscode-context='{"preventDefaultContextMenuItems":true}'>
${scripts.map(script).join('\n')}
</body>
</html>`;
}

const attribute = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
