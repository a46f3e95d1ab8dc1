/** Nothing waits longer. It is no measure of speed: machines that test are slow, and are stopped for minutes. */
export const BOUND_MS = Number(process.env.BOUND_MS ?? 300_000);
