import { describe, expect, it } from 'vitest';
import { goRows, goValues } from './goOutput';
import { renderChart } from './harness';

describe('templates print what Go prints', () => {
  for (const [template, output] of goRows) {
    it(template, () => {
      const { text } = renderChart({ 'main.yaml': template, 'values.yaml': goValues });
      expect(text).toBe(output);
    });
  }
});
