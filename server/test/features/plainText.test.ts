// What hovers are for editors that show no Markdown.
import { expect, test } from 'vitest';
import { code, escapeMarkdown, messageMarkdown, plainText } from '../../src/features/markdown';
import { visible } from '../../src/text/escape';

const texts = [
  'plain',
  'a*b_c`d`[e](f)\\g',
  '**bold** *not*',
  '](http://x)',
  '<b>&amp;</b> | ~ $ # + - . !',
  '\u0000\u202e\u001b[31m',
  '😀 ü \\',
  '[[]]((',
  '```',
];

test('text that was escaped comes back as it was', () => {
  for (const text of texts) expect(plainText(escapeMarkdown(text))).toBe(visible(text));
});

test('text in code spans comes back, but for its back-quotes', () => {
  for (const text of texts) expect(plainText(code(text))).toBe(visible(text).replaceAll('`', 'ˋ'));
});

test('emphasis, targets of links and the blanks of line breaks go', () => {
  const link = `[${escapeMarkdown('a [b](c).yaml:3')}](file:///w/a%20%28b%29.yaml#L3,1)`;
  const markdown = `**${escapeMarkdown('3000')}/tcp** (${code('h*t')})  \nValue: ${link}\n\n---\n\n- ${messageMarkdown('is `[x](y)` *here*')}`;
  expect(plainText(markdown)).toBe('3000/tcp (h*t)\nValue: a [b](c).yaml:3\n\n---\n\n- is [x](y) *here*');
});
