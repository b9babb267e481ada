import { describe, expect, test } from 'vitest';
import { withCommandLinks } from '../../src/links';

describe('links of a hover', () => {
  test('to a virtual file system run the command that opens it, at the same place', () => {
    const rewritten = withCommandLinks('in [web/Dockerfile:11](vscode-vfs://github/a/b/web/Dockerfile#L11,8)', [
      'vscode-vfs',
    ]);
    const query = /^in \[web\/Dockerfile:11\]\(command:vscode\.open\?([^)]+)\)$/.exec(rewritten ?? '')?.[1] ?? '';
    expect(JSON.parse(decodeURIComponent(query))).toEqual(['vscode-vfs://github/a/b/web/Dockerfile#L11,8']);
  });

  test('that VS Code follows by itself are left alone', () => {
    const markdown = '[a](file:///a#L1) [b](vscode-remote://x/b) [c](https://example.org)';
    expect(withCommandLinks(markdown, ['file', 'vscode-remote'])).toBeUndefined();
    expect(withCommandLinks(markdown, ['memory'])).toBeUndefined();
  });

  test('that would run another command are left as they are', () => {
    expect(withCommandLinks('[x](command:evil) [y](memory:/y)', ['memory'])).toBe(
      `[x](command:evil) [y](command:vscode.open?${encodeURIComponent('["memory:/y"]')})`,
    );
  });
});
