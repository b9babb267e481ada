import { visible } from '../visible';

/** Code units that XML 1.0 does not allow, in any form: what is left of them is the replacement character. */
const NOT_XML = /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * A text as it stands between tags and inside quoted attributes of XML and HTML: one line that holds no markup, no control
 * character and nothing that turns the direction of writing.
 */
export function xmlText(text: string): string {
  return visible(text)
    .replace(NOT_XML, '\ufffd')
    .replace(/[&<>"'`=]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** A number of pixels: at most one digit behind the point. */
export function px(n: number): string {
  return String(Math.round(n * 10) / 10);
}
