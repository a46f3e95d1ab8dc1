/** Nothing waits longer. It is no measure of speed: machines that test are slow, and are stopped for minutes. */
export const BOUND_MS = Number(process.env.BOUND_MS ?? 300_000);

/** What comes of a promise, or an error once the bound is reached. */
export async function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${BOUND_MS} ms for ${what}`)), BOUND_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
