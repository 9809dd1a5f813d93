import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { localNginxConf } from '../../../scripts/lib/deploy/nginx-conf.mjs';
import { answers, freePort, Started } from './process.js';

const CONF = resolve(import.meta.dirname, '../../../cpp/server/deploy/nginx.conf');

/** A real nginx with the configuration that is delivered, before servers of this machine. */
export class Nginx {
  readonly url: string;
  readonly #process: Started;
  readonly #folder: string;

  private constructor(url: string, process: Started, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  static async start(servers: readonly string[], options: { changeTimeout?: string } = {}): Promise<Nginx> {
    const folder = await mkdtemp(join(tmpdir(), 'ppc-nginx-'));
    await mkdir(join(folder, 'images'));
    const port = await freePort();
    const hosts = servers.map((url) => new URL(url).host);
    const place = { folder, listen: `127.0.0.1:${port}`, servers: hosts, ...options };
    const conf = join(folder, 'nginx.conf');
    // Started as root it would change to a user who may not enter the folder.
    const user = process.getuid?.() === 0 ? 'user root;\n' : '';
    await writeFile(conf, user + localNginxConf(await readFile(CONF, 'utf8'), place));
    const started = new Started('/usr/sbin/nginx', ['-e', 'stderr', '-g', 'daemon off;', '-c', conf]);
    await started.until(() => answers(port));
    return new Nginx(`http://127.0.0.1:${port}`, started, folder);
  }

  async stop(): Promise<void> {
    await this.#process.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
