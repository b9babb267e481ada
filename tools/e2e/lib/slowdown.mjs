// @ts-check
// How much slower a busy machine is than an idle one: limits in milliseconds hold for an idle one.

/**
 * A piece of work that takes about a millisecond, many times over: the fastest tells how long it takes when nothing comes between.
 * 1 on an idle machine.
 * @returns {number}
 */
export function slowdown() {
  const times = Array.from({ length: 150 }, () => {
    const start = performance.now();
    let sum = 0;
    for (let i = 0; i < 300_000; i++) sum += i % 7;
    return performance.now() - start + (sum < 0 ? 1 : 0);
  });
  const fastest = times.reduce((a, b) => Math.min(a, b));
  return Math.max(1, times.reduce((a, b) => a + b) / times.length / fastest);
}
