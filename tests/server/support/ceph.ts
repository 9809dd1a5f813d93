import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, eventuallyTrue, freePort, Started } from './process.js';

const ACCESS_KEY = 'PPCTESTACCESSKEY0000';
const SECRET_KEY = 'ppcTestSecretKey000000000000000000000000';
const ATTEMPTS = 3;

/** The daemon of a cluster takes the free ones of so many ports; by default every cluster's takes the same. */
const DAEMON_PORTS = 40;

/** Everything in memory, on loopback, one copy of each object. */
function configuration(folder: string, monitorPort: number, daemonPort: number): string {
  const global: Record<string, string | number | boolean> = {
    fsid: randomUUID(),
    mon_host: `v1:127.0.0.1:${monitorPort}`,
    mon_initial_members: 'a',
    public_addr: '127.0.0.1',
    cluster_addr: '127.0.0.1',
    ms_bind_ipv6: false,
    ms_bind_port_min: daemonPort,
    ms_bind_port_max: daemonPort + DAEMON_PORTS,
    auth_cluster_required: 'none',
    auth_service_required: 'none',
    auth_client_required: 'none',
    run_dir: `${folder}/run`,
    admin_socket: `${folder}/run/$name.asok`,
    log_file: `${folder}/log/$name.log`,
    keyring: `${folder}/keyring`,
    mon_data: `${folder}/mon`,
    mon_allow_pool_size_one: true,
    mon_max_pg_per_osd: 1000,
    mon_data_avail_crit: 1,
    osd_data: `${folder}/osd`,
    osd_objectstore: 'memstore',
    memstore_device_bytes: 1 << 30,
    osd_pool_default_size: 1,
    osd_pool_default_min_size: 1,
    osd_pool_default_pg_num: 4,
    osd_pool_default_pgp_num: 4,
    osd_pool_default_pg_autoscale_mode: 'off',
    osd_crush_chooseleaf_type: 0,
    rgw_enable_apis: 's3',
    rgw_run_sync_thread: false,
    rgw_thread_pool_size: 32,
    rgw_data: `${folder}/rgw`,
  };
  return ['[global]', ...Object.entries(global).map(([name, value]) => `${name} = ${value}`), ''].join('\n');
}

async function runToEnd(command: string, args: readonly string[]): Promise<string> {
  const child = new Started(command, args);
  await eventuallyTrue(async () => !child.alive);
  if (child.child.exitCode !== 0) throw new Error(`${command} ${args.join(' ')}: ${child.output}`);
  return child.output;
}

export interface CephOptions {
  gateways?: number;
  /** Serves https with these files. */
  tls?: { certificate: string; key: string };
}

/** A real Ceph RADOS gateway with its monitor and one object storage daemon: stands for MinIO, which Debian does not have. */
export class Ceph {
  readonly accessKey = ACCESS_KEY;
  readonly secretKey = SECRET_KEY;
  readonly #folder: string;
  readonly #config: string;
  readonly #options: CephOptions;
  readonly #daemons: Started[] = [];
  readonly #gateways: { port: number; process: Started }[] = [];

  private constructor(folder: string, options: CephOptions) {
    this.#folder = folder;
    this.#config = join(folder, 'ceph.conf');
    this.#options = options;
  }

  static async start(options: CephOptions = {}): Promise<Ceph> {
    for (let attempt = 1; ; attempt += 1) {
      const ceph = new Ceph(await mkdtemp(join(tmpdir(), 'ppc-ceph-')), options);
      try {
        await ceph.#startAll();
        return ceph;
      } catch (error) {
        await ceph.stop();
        // A daemon gives up when somebody else takes its port between the look at it and its start.
        if (attempt === ATTEMPTS) throw error;
      }
    }
  }

  async #startAll(): Promise<void> {
    await this.#startDaemons();
    for (let i = 0; i < (this.#options.gateways ?? 1); i += 1) await this.startGateway(i);
    await this.#makeUser();
  }

  /** Origins of the gateways. */
  get endpoints(): string[] {
    const scheme = this.#options.tls ? 'https' : 'http';
    return this.#gateways.map(({ port }) => `${scheme}://127.0.0.1:${port}`);
  }

  /** Flags of the server that uses it. */
  get flags(): string[] {
    return ['--s3', this.endpoints.join(','), '--access-key', ACCESS_KEY, '--secret-key', SECRET_KEY];
  }

  /** The first time on a new port, later on the same. */
  async startGateway(index: number): Promise<void> {
    const port = this.#gateways[index]?.port ?? (await freePort());
    const { tls } = this.#options;
    const listen = tls
      ? `ssl_endpoint=127.0.0.1:${port} ssl_certificate=${tls.certificate} ssl_private_key=${tls.key}`
      : `endpoint=127.0.0.1:${port}`;
    // Without tcp_nodelay an answer with a body waits 40 ms for the client's acknowledgement.
    const frontend = `--rgw_frontends=beast ${listen} tcp_nodelay=1`;
    const process = new Started('radosgw', ['-c', this.#config, '-f', '-n', `client.rgw.${index}`, frontend]);
    this.#gateways[index] = { port, process };
    await process.until(() => answers(port));
  }

  async killGateway(index: number): Promise<void> {
    await this.#gateways[index]?.process.stop('SIGKILL');
  }

  async stop(): Promise<void> {
    const all = [...this.#daemons, ...this.#gateways.map(({ process }) => process)].reverse();
    await Promise.all(all.map((daemon) => daemon.stop('SIGKILL')));
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #startDaemons(): Promise<void> {
    const at = (name: string) => join(this.#folder, name);
    for (const name of ['mon', 'run', 'log', 'rgw', 'osd']) await mkdir(at(name));
    const monitorPort = await freePort();
    await writeFile(this.#config, configuration(this.#folder, monitorPort, await freePort(DAEMON_PORTS)));
    const keyring = at('keyring');
    await runToEnd('ceph-authtool', [
      '--create-keyring',
      keyring,
      '--gen-key',
      '-n',
      'mon.',
      '--cap',
      'mon',
      'allow *',
    ]);
    const admin = ['--gen-key', '-n', 'client.admin', '--cap', 'mon', 'allow *', '--cap', 'osd', 'allow *'];
    await runToEnd('ceph-authtool', [keyring, ...admin]);
    const map = at('monmap');
    const address = `[v1:127.0.0.1:${monitorPort}]`;
    const fsid = await runToEnd('ceph-conf', ['-c', this.#config, '--lookup', 'fsid']);
    await runToEnd('monmaptool', ['--create', '--fsid', fsid.trim(), '--addv', 'a', address, map]);
    await runToEnd('ceph-mon', [
      '-c',
      this.#config,
      '--mkfs',
      '-i',
      'a',
      '--monmap',
      map,
      '--keyring',
      keyring,
    ]);
    await this.#startDaemon('ceph-mon', 'a', 'mon stat', /a=/);
    const uuid = randomUUID();
    await this.#ask('osd', 'create', uuid);
    await runToEnd('ceph-osd', ['-c', this.#config, '-i', '0', '--mkfs', '--osd-uuid', uuid]);
    await this.#startDaemon('ceph-osd', '0', 'osd stat', /1 up/);
  }

  async #startDaemon(program: string, id: string, question: string, ready: RegExp): Promise<void> {
    const daemon = new Started(program, ['-c', this.#config, '-f', '-i', id]);
    this.#daemons.push(daemon);
    await daemon.until(async () => ready.test(await this.#ask(...question.split(' ')).catch(() => '')));
  }

  #ask(...command: string[]): Promise<string> {
    return runToEnd('ceph', ['-c', this.#config, '--connect-timeout', '5', ...command]);
  }

  async #makeUser(): Promise<void> {
    const keys = ['--access-key', ACCESS_KEY, '--secret-key', SECRET_KEY];
    const user = ['user', 'create', '--uid=test', '--display-name=test', ...keys];
    await runToEnd('radosgw-admin', ['-c', this.#config, ...user]);
  }
}
