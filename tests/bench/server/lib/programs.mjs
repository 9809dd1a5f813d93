import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endChild } from '../../../../scripts/lib/child.mjs';
import { at } from '../../../../scripts/lib/paths.mjs';

const NATIVE = at('build/release/tests/bench/server/native');
const SERVER = at('build/release/cpp/server/ppc_server');
const FASTAPI = at('tests/bench/server/contenders/fastapi_app.py');
/** What is measured has a core of its own; the load comes from another one. */
export const MEASURED_CORE = '0';
const LOAD_CORE = '1';

const folder = mkdtempSync(join(tmpdir(), 'ppc-bench-'));
let files = 0;

/** What is left running when a measurement fails ends with this process. */
const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Its standard error, the server's log, goes into a file as it would on a server. */
async function start(command, args, env = {}) {
  files += 1;
  const log = join(folder, `log-${files}`);
  const onCore = ['-c', MEASURED_CORE, command, ...args];
  const stdio = ['ignore', 'pipe', openSync(log, 'w')];
  const child = spawn('taskset', onCore, { stdio, env: { ...process.env, ...env } });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${command} ended before it listened: ${readFileSync(log, 'utf8').slice(-2000)}`);
  });
  const [line] = await Promise.race([once(lines, 'line'), ended]);
  ended.catch(() => {});
  return { pid: child.pid, announced: JSON.parse(line), stop: () => endChild(child) };
}

/** The backend with one event loop, as it is delivered: with a line in the log for each request. */
export async function startServer(flags, { threads = 1 } = {}) {
  const data = mkdtempSync(join(folder, 'data-'));
  const free = ['--port', '0', '--store-port', '0', '--data', data, '--threads', String(threads)];
  const { announced, ...rest } = await start(SERVER, [...free, ...flags]);
  const { api } = announced.listening;
  return { ...rest, api, port: Number(new URL(api).port) };
}

/** Sends `answer`, head included, to every request. */
export async function startBareBeast(answer) {
  const file = join(folder, 'answer');
  writeFileSync(file, answer);
  const { announced, ...rest } = await start(join(NATIVE, 'bare_beast'), [file]);
  return { ...rest, port: announced.port, api: `http://127.0.0.1:${announced.port}` };
}

export async function startFastApi({ redis, s3, bucket, accessKey, secretKey }) {
  const env = { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey };
  // Debian's own interpreter: its packages are in no other.
  const { announced, ...rest } = await start('/usr/bin/python3', [FASTAPI, redis, s3, bucket], env);
  return { ...rest, port: announced.port, api: `http://127.0.0.1:${announced.port}` };
}

/** What a program says on standard output when it has ended well. */
export async function outputOf(command, args, { core = LOAD_CORE } = {}) {
  const child = spawn('taskset', ['-c', core, command, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => {
    text += part;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${text}`);
  return text;
}

export const nativeOutput = (name, args, options) => outputOf(join(NATIVE, name), args.map(String), options);

/** A file of this run, such as a script of wrk's. */
export function scratchFile(name, text) {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Seconds of processor time that a process has used so far, in user and kernel mode. */
export function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Bytes of a process that are in memory. */
export function residentBytes(pid) {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line[1]) * 1024;
}
