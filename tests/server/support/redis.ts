import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, eventuallyTrue, freePort, Started } from './process.js';
import { ask, type Reply } from './resp.js';

/** A node of a cluster hears the others so far above its port. */
const BUS = 10_000;
const NODE_TIMEOUT_MS = 2000;

/** One real redis-server. */
export class Redis {
  readonly port: number;
  readonly #folder: string;
  readonly #flags: readonly string[];
  #process: Started | undefined;

  private constructor(port: number, folder: string, flags: readonly string[]) {
    this.port = port;
    this.#folder = folder;
    this.#flags = flags;
  }

  /** `lines` are those of a redis.conf. */
  static async start(
    lines: readonly string[] = [],
    { sentinel = false, plainPort = true } = {},
  ): Promise<Redis> {
    const port = await freePort(BUS);
    const folder = await mkdtemp(join(tmpdir(), 'ppc-redis-'));
    const redis = new Redis(port, folder, sentinel ? ['--sentinel'] : []);
    const listen = plainPort ? [`port ${port}`] : ['port 0', `tls-port ${port}`];
    const usual = [...listen, 'bind 127.0.0.1', `dir ${folder}`, 'daemonize no'];
    const store = sentinel ? [] : ['save ""', 'appendonly no'];
    await writeFile(join(folder, 'redis.conf'), [...usual, ...store, ...lines, ''].join('\n'));
    await redis.startAgain();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** After kill(): on the same port, with the same settings, without its data. */
  async startAgain(): Promise<void> {
    const started = new Started('redis-server', [join(this.#folder, 'redis.conf'), ...this.#flags]);
    this.#process = started;
    await started.until(() => answers(this.port));
  }

  ask(...command: string[]): Promise<Reply> {
    return ask(this.port, ...command);
  }

  async info(field: string): Promise<string> {
    const text = String(await this.ask('INFO', 'all'));
    return new RegExp(`^${field}:(.*)\r?$`, 'm').exec(text)?.[1]?.trim() ?? '';
  }

  kill(): Promise<void> {
    return this.#process?.stop('SIGKILL') ?? Promise.resolve();
  }

  /** Accepts connections and answers nothing. */
  pause(): void {
    this.#process?.signal('SIGSTOP');
  }

  goOn(): void {
    this.#process?.signal('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Three masters, each with a replica. */
export class RedisCluster {
  readonly nodes: readonly Redis[];

  private constructor(nodes: readonly Redis[]) {
    this.nodes = nodes;
  }

  static async start(): Promise<RedisCluster> {
    const lines = [
      'cluster-enabled yes',
      `cluster-node-timeout ${NODE_TIMEOUT_MS}`,
      'repl-diskless-sync-delay 0',
    ];
    const nodes = await Promise.all(Array.from({ length: 6 }, () => Redis.start(lines)));
    const cluster = new RedisCluster(nodes);
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
    const create = ['--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes'];
    const maker = new Started('redis-cli', create);
    await eventuallyTrue(async () => !maker.alive);
    await eventuallyTrue(
      () => cluster.isWhole(3),
      () => {
        if (maker.child.exitCode !== 0) throw new Error(`the cluster was not made: ${maker.output}`);
      },
    );
    return cluster;
  }

  get url(): string {
    return `redis+cluster://${this.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  /** Every living node says so, and so many replicas follow their masters. */
  async isWhole(replicas: number): Promise<boolean> {
    const states = await Promise.all(this.nodes.map((node) => node.ask('CLUSTER', 'INFO').catch(() => '')));
    const links = await Promise.all(
      this.nodes.map((node) => node.info('master_link_status').catch(() => '')),
    );
    const ok = states.filter((state) => String(state).includes('cluster_state:ok'));
    return ok.length >= 3 + replicas && links.filter((link) => link === 'up').length >= replicas;
  }

  /** The master that keeps a key now. */
  async masterOf(key: string): Promise<Redis> {
    for (const node of this.nodes) {
      const slot = await node.ask('CLUSTER', 'KEYSLOT', key).catch(() => null);
      if (slot === null) continue;
      const ranges = (await node.ask('CLUSTER', 'SLOTS')) as [number, number, [string, number]][];
      const range = ranges.find(([first, last]) => first <= Number(slot) && Number(slot) <= last);
      const found = this.nodes.find(({ port }) => port === range?.[2][1]);
      if (found) return found;
    }
    throw new Error(`no node keeps ${key}`);
  }

  async ask(key: string, ...command: string[]): Promise<Reply> {
    return (await this.masterOf(key)).ask(...command);
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }
}

/** A master and a replica that three sentinels watch. */
export class RedisSentinel {
  readonly master: Redis;
  readonly replica: Redis;
  readonly sentinels: readonly Redis[];

  private constructor(master: Redis, replica: Redis, sentinels: readonly Redis[]) {
    this.master = master;
    this.replica = replica;
    this.sentinels = sentinels;
  }

  static async start(): Promise<RedisSentinel> {
    const master = await Redis.start(['repl-diskless-sync-delay 0']);
    const replica = await Redis.start([`replicaof 127.0.0.1 ${master.port}`, 'repl-diskless-sync-delay 0']);
    await eventuallyTrue(async () => (await replica.info('master_link_status')) === 'up');
    const lines = [
      `sentinel monitor pictures 127.0.0.1 ${master.port} 2`,
      'sentinel down-after-milliseconds pictures 1000',
      'sentinel failover-timeout pictures 5000',
    ];
    const sentinels = await Promise.all(
      Array.from({ length: 3 }, () => Redis.start(lines, { sentinel: true })),
    );
    const started = new RedisSentinel(master, replica, sentinels);
    // A failover needs the replica and the other sentinels to be known; they are looked for every ten seconds.
    await eventuallyTrue(() => started.#isKnown());
    return started;
  }

  async #isKnown(): Promise<boolean> {
    const views = await Promise.all(this.sentinels.map((each) => each.ask('SENTINEL', 'MASTER', 'pictures')));
    return views.every((view) => {
      const fields = view as string[];
      const value = (name: string) => fields[fields.indexOf(name) + 1];
      return value('num-slaves') === '1' && value('num-other-sentinels') === '2';
    });
  }

  get url(): string {
    return `redis+sentinel://${this.sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/pictures`;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.sentinels, this.replica, this.master].map((each) => each.stop()));
  }
}
