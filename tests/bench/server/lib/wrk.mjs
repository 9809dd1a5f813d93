import { outputOf, processorSeconds } from './programs.mjs';

const MICROS = { us: 1, ms: 1000, s: 1e6 };

function micros(text, percent) {
  const [, number, unit] = new RegExp(`^ +${percent}% +([\\d.]+)(us|ms|s)$`, 'm').exec(text);
  return Number(number) * MICROS[unit];
}

/**
 * Loads `url` with one thread of wrk: as many requests as `connections` that ask again at once allow. Resolves to
 * { perSecond, p50Us, p99Us, cpuMicros }: requests a second, what they take and, of the process `pid`, the processor time of one.
 */
export async function load(url, { seconds, connections, pid, script }) {
  const before = pid === undefined ? 0 : processorSeconds(pid);
  const withScript = script === undefined ? [] : ['-s', script];
  const text = await outputOf('wrk', [
    '-t1',
    '--latency',
    `-c${connections}`,
    `-d${seconds}s`,
    ...withScript,
    url,
  ]);
  const after = pid === undefined ? 0 : processorSeconds(pid);
  const [, requests, took] = /(\d+) requests in ([\d.]+)s/.exec(text) ?? [];
  const failed = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(text);
  if (requests === undefined || failed) throw new Error(`${url}: ${failed?.[0] ?? text}`);
  return {
    perSecond: Number(requests) / Number(took),
    p50Us: micros(text, 50),
    p99Us: micros(text, 99),
    cpuMicros: ((after - before) / requests) * 1e6,
  };
}
