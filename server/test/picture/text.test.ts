import { describe, expect, test } from 'vitest';
import { pack } from '../../../shared/src/picture/pack';
import { shortened, textWidth, wrapped } from '../../../shared/src/picture/text';
import { xmlText } from '../../../shared/src/picture/xml';
import { numbers } from './town';

const face = { size: 12 };

describe('texts', () => {
  test('of digits are as wide as one another', () => {
    expect(textWidth('8080', face)).toBe(textWidth('1234', face));
    expect(textWidth('8080', { size: 12, bold: true })).toBeGreaterThan(textWidth('8080', face));
    expect(textWidth('漢字', face)).toBeGreaterThan(textWidth('ab', face));
  });
  test('are broken where words end, and lose nothing as long as there are lines', () => {
    expect(wrapped('snuba-subscription-consumer-events', 150, 3, face)).toEqual([
      'snuba-subscription-',
      'consumer-events',
    ]);
    expect(wrapped('short', 150, 3, face)).toEqual(['short']);
    expect(wrapped('', 150, 3, face)).toEqual(['']);
    expect(wrapped('x'.repeat(60), 150, 5, face).join('')).toBe('x'.repeat(60));
  });
  test('that do not fit end in an ellipsis, and never in half a character', () => {
    expect(shortened('a-very-long-name', 60, face)).toMatch(/^a-very.*…$/);
    const emoji = shortened('😀'.repeat(20), 60, face);
    expect(emoji).toMatch(/^(?:😀)+…$/u);
    expect(textWidth(emoji, face)).toBeLessThanOrEqual(60);
    expect(shortened('wide', 1, face)).toBe('w…');
  });
});

describe('XML', () => {
  test('holds no markup, no control character and nothing that XML does not allow', () => {
    expect(xmlText('<script>alert("1")</script>')).toBe('&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;');
    expect(xmlText('a\u0000\n\u202e\ufffe\ud800b')).toBe('a\\u0000\\n\\u202e\ufffd\ufffdb');
    expect(xmlText('😀')).toBe('😀');
  });
});

describe('rectangles', () => {
  test('never lie upon one another, and fill most of the room', () => {
    for (let seed = 0; seed < 30; seed++) {
      const next = numbers(seed);
      const all = Array.from({ length: 1 + Math.floor(next() * 60) }, () => ({
        width: 20 + Math.floor(next() * 200),
        height: 20 + Math.floor(next() * 120),
      }));
      const { at, width, height } = pack(all, 10);
      all.forEach((a, i) => {
        const p = at[i] ?? { x: NaN, y: NaN };
        expect(p.x + a.width <= width + 0.5 && p.y + a.height <= height + 0.5).toBe(true);
        all.slice(0, i).forEach((b, j) => {
          const q = at[j] ?? { x: NaN, y: NaN };
          const apart =
            p.x >= q.x + b.width + 9.5 ||
            q.x >= p.x + a.width + 9.5 ||
            p.y >= q.y + b.height + 9.5 ||
            q.y >= p.y + a.height + 9.5;
          expect(apart, `${seed}: ${i} and ${j}`).toBe(true);
        });
      });
      const area = all.reduce((sum, r) => sum + r.width * r.height, 0);
      if (all.length > 20) expect(area / (width * height)).toBeGreaterThan(0.5);
    }
    expect(pack([], 10)).toEqual({ at: [], width: 0, height: 0 });
  });
});
