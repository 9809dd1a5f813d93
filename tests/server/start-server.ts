import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The program under test: PPC_SERVER, or what `cmake --build --preset release` makes. */
export const SERVER_PROGRAM =
  process.env.PPC_SERVER ?? resolve(import.meta.dirname, '../../build/release/cpp/server/ppc_server');

export interface ServerOptions {
  /** Folder of the embedded store. Default: a new one, removed by stop(). */
  data?: string;
  /** Further flags, after the defaults: free ports and the data folder. A repeated flag: the last one counts. */
  args?: readonly string[];
  /** A command that runs it, such as prlimit with its flags. */
  under?: readonly string[];
}

/** A backend that runs as a process of its own. */
export interface RunningServer {
  /** Origin of the API, such as "http://127.0.0.1:4711". */
  api: string;
  /** Origin of the embedded object store. */
  store: string;
  pid: number;
  data: string;
  /** What it has logged so far. */
  log(): string;
  /** Ends it gracefully, or with the signal given, and resolves with its exit code (null: ended by the signal). */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Resolves when both ports listen; rejects with the server's own words when it does not start. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const own = options.data === undefined;
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'ppc-server-')));
  const flags = ['--port', '0', '--store-port', '0', '--data', data, ...(options.args ?? [])];
  const [program, ...rest] = [...(options.under ?? []), SERVER_PROGRAM, ...flags] as [string, ...string[]];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const removeData = () => (own ? rm(data, { recursive: true, force: true }) : Promise.resolve());
  try {
    const { api, store } = await listening(child, ended, () => log);
    return {
      api,
      store,
      pid: child.pid ?? 0,
      data,
      log: () => log,
      stop: async (signal = 'SIGTERM') => {
        child.kill(signal);
        const code = await ended;
        await removeData();
        return code;
      },
    };
  } catch (error) {
    await removeData();
    throw error;
  }
}

/** The one line on standard output that says where it listens. */
async function listening(
  child: ChildProcess,
  ended: Promise<number | null>,
  log: () => string,
): Promise<{ api: string; store: string }> {
  const line = new Promise<string>((found, failed) => {
    let text = '';
    child.on('error', failed);
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes('\n')) found(text.slice(0, text.indexOf('\n')));
    });
    ended.then(
      (code) => failed(new Error(`the server ended with code ${code}: ${log()}`)),
      () => {},
    );
  });
  return (JSON.parse(await line) as { listening: { api: string; store: string } }).listening;
}
