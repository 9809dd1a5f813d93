import { expect, vi } from 'vitest';
import { parseBatchAnswer, parseSingleAnswer } from '../../../js/client/backend-answer.js';
import { type Core, type CoreOptions, createCore } from '../../../js/client/core-module.js';
import { createLocalStoragePort } from '../../../js/client/local-storage-port.js';
import { Previews } from '../../../js/client/previews.js';
import { namedReport } from '../../../js/client/report.js';
import { Slots } from '../../../js/client/slots.js';
import { FLAG, SnapshotTable } from '../../../js/client/snapshot-table.js';
import { FAILURES, LAYERS, STATUSES } from '../../../js/client/vocabulary.js';
import type { Variant } from '../../../js/shared/variants.js';
import { createLocalStorageShim } from '../../../js/shims/local-storage.js';
import { MemoryStorage } from '../doubles/memory-storage.js';

type ScenarioOptions = CoreOptions & { account?: string };

/** The format is described in tests/scenarios/README.md. */
export interface Scenario {
  name: string;
  options?: ScenarioOptions;
  localStorage?: Record<string, object>;
  steps: Step[];
}

type Members = Record<string, unknown>;

interface Step {
  do: string;
  at?: number;
  picture?: string;
  user?: string;
  variant?: number;
  layer?: string;
  batch?: number;
  failure?: string;
  body?: object;
  pictures?: {
    picture: string;
    version: string;
    contentType: string;
    bytes: number;
    fetchedAt: number;
    generation?: number;
  }[];
  [member: string]: unknown;
}

const START = 1_700_000_000_000;
const TIMES = ['fetchedAt', 'expiresAt', 'serverTime', 'invalidatedAt'];

function withAbsoluteTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withAbsoluteTimes);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [
    name,
    TIMES.includes(name) ? (member as number) + START : withAbsoluteTimes(member),
  ]);
  return Object.fromEntries(entries);
}

function textOf(value: unknown): string {
  return JSON.stringify(withAbsoluteTimes(value));
}

/** One page: a core with ports of its own on the storage that stays. */
class Page {
  readonly core: Core;
  readonly table: SnapshotTable;
  readonly slots: Slots;
  calls: string[] = [];

  constructor(storage: MemoryStorage, { account = '', ...options }: ScenarioOptions) {
    this.core = createCore(options, {
      localStorage: createLocalStoragePort(
        createLocalStorageShim({ storage: () => storage }),
        account,
        new Previews(),
      ),
      indexedDB: this.#bytesPort('indexedDB'),
      serviceWorker: this.#bytesPort('serviceWorker'),
      network: {
        describe: (batch, variant, users) =>
          this.#log(`network.describe #${batch} ${variant} ${users.join(' ')}`),
        download: (slot, _generation, _url, fresh) =>
          this.#log(`network.download ${this.nameOf(slot)}${fresh ? ' fresh' : ''}`),
        abortDescribe: (batch) => this.#log(`network.abortDescribe #${batch}`),
        abortDownload: (slot) => this.#log(`network.abortDownload ${this.nameOf(slot)}`),
      },
    });
    this.table = new SnapshotTable(this.core);
    this.slots = new Slots(this.core, this.table, account);
  }

  slot(name: string): number {
    const at = name.lastIndexOf('@');
    const [userId, variant] = [name.slice(0, at), Number(name.slice(at + 1)) as Variant];
    return this.slots.find(userId, variant) ?? this.slots.intern(userId, variant);
  }

  nameOf(slot: number): string {
    const { userId, variant } = this.slots.key(slot);
    return `${userId}@${variant}`;
  }

  #bytesPort(layer: string) {
    return {
      lookup: (batch: number, pairs: number[]) => {
        const names = pairs.filter((_, i) => i % 2 === 0).map((slot) => this.nameOf(slot));
        this.#log([`${layer}.lookup #${batch}`, ...names].join(' '));
      },
      keep: (flat: (number | string)[]) => {
        const names = flat.flatMap((slot, i) =>
          i % 6 === 0 ? [`${this.nameOf(slot as number)}=${flat[i + 2]}`] : [],
        );
        this.#log([`${layer}.keep`, ...names].join(' '));
      },
      remove: (userIds: string[]) => this.#log(`${layer}.remove ${userIds.join(' ')}`),
      clear: () => this.#log(`${layer}.clear`),
    };
  }

  #log(line: string): void {
    this.calls.push(line);
  }
}

function describe(core: Core, batch: number, body: string, now: number): void {
  const answer = parseBatchAnswer(body);
  if (answer === null) core.handleDescribeFailed(batch, FAILURES.indexOf('badAnswer'), 0, now);
  else core.handleDescribed(batch, answer.serverTime, answer.pictures, answer.missing, now);
}

/** Plays a scenario on the WebAssembly core, and fails at the first step that is not as written. */
export function play(scenario: Scenario): void {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const player = new Player(scenario);
  for (const step of scenario.steps) player.run(step);
}

class Player {
  readonly #options: ScenarioOptions;
  readonly #storage = new MemoryStorage();
  #page: Page;
  #now = START;
  #steps = 0;

  constructor(scenario: Scenario) {
    this.#options = scenario.options ?? {};
    for (const [key, record] of Object.entries(scenario.localStorage ?? {})) {
      this.#storage.setItem(key, textOf(record));
    }
    this.#page = new Page(this.#storage, this.#options);
  }

  run(step: Step): void {
    this.#now = START + (step.at ?? this.#now - START);
    const where = `step ${++this.#steps}: ${JSON.stringify(step)}`;
    this.#perform(step, where);
    const { calls } = this.#page;
    this.#page.calls = [];
    expect(calls, where).toEqual(step.calls ?? []);
    this.#checkRows((step.rows ?? {}) as Record<string, Members>, where);
    this.#checkStored((step.stored ?? {}) as Record<string, Members | null>, where);
    if (step.changed !== undefined) expect(this.#changed(), where).toEqual(step.changed);
    if (step.wakeup !== undefined) expect(this.#wakeup(), where).toEqual(step.wakeup);
    if (step.report !== undefined) {
      expect(namedReport(this.#page.core.report(this.#now)), where).toMatchObject(step.report as object);
    }
  }

  #perform(step: Step, where: string): void {
    if (step.do === 'newPage') {
      this.#page.core.delete();
      this.#page = new Page(this.#storage, this.#options);
      return;
    }
    const verbs: Record<string, (() => void) | undefined> = {
      ...this.#ofPicture(step, where),
      ...this.#ofUser(step, where),
      ...this.#ofPage(step),
    };
    const verb = Object.hasOwn(verbs, step.do) ? verbs[step.do] : undefined;
    expect(verb, where).toBeDefined();
    verb?.();
  }

  #ofPicture(step: Step, where: string): Record<string, () => void> {
    const { core, table } = this.#page;
    const now = this.#now;
    if (step.picture === undefined) return {};
    const slot = this.#page.slot(step.picture);
    const generation = (step.generation ?? table.generation(slot)) as number;
    return {
      peek: () => core.peek(slot, now),
      request: () => expect(core.request(slot, now, 0) === 0, where).toBe(step.answered),
      leave: () => core.leave(slot, step.ticket as number, now),
      refresh: () => core.refresh(slot, now),
      showFailed: () => core.handleShowFailed(slot, now),
      subscribe: () => table.addSubscribers(slot, 1),
      unsubscribe: () => table.addSubscribers(slot, -1),
      downloaded: () => {
        const [version, type, bytes] = [step.version, step.contentType, step.bytes];
        const accepted = core.handleDownloaded(
          slot,
          generation,
          version as string,
          type as string,
          bytes as number,
          now,
        );
        expect(accepted, where).toBe(step.accepted ?? true);
      },
      downloadFailed: () => core.handleDownloadFailed(slot, generation, failureOf(step), now),
    };
  }

  #ofUser(step: Step, where: string): Record<string, () => void> {
    const { core } = this.#page;
    const user = step.user ?? '';
    const hard = step.hard === true;
    return {
      invalidate: () => core.invalidate(user, hard, this.#now),
      invalidatedElsewhere: () => core.invalidatedElsewhere(user, hard, this.#now),
      uploaded: () => {
        const answer = parseSingleAnswer(textOf(step.body));
        const { serverTime, picture } = answer ?? { serverTime: 0, picture: [] };
        const accepted = core.handleUploaded(user, step.variant ?? 128, serverTime, picture, this.#now);
        expect(accepted, where).toBe(step.accepted ?? true);
      },
    };
  }

  #ofPage(step: Step): Record<string, () => void> {
    const { core } = this.#page;
    const now = this.#now;
    const batch = step.batch ?? 0;
    return {
      flush: () => core.flush(now),
      wake: () => core.wake(now),
      online: () => core.online(now),
      clear: () => core.clear(now),
      clearedElsewhere: () => core.clearedElsewhere(now),
      setAvailable: () => core.setAvailable(layerOf(step), step.available as boolean),
      found: () => core.handleFound(layerOf(step), batch, this.#found(step), now),
      layerFailed: () => core.handleLayerFailed(layerOf(step), batch, failureOf(step), now),
      described: () => describe(core, batch, textOf(step.body), now),
      describeFailed: () =>
        core.handleDescribeFailed(batch, failureOf(step), (step.retryAfter ?? 0) as number, now),
      layerLost: () => core.handleLayerLost(layerOf(step)),
    };
  }

  #found({ pictures = [] }: Step): (number | string)[] {
    return pictures.flatMap(({ picture, version, contentType, bytes, fetchedAt, generation }) => {
      const slot = this.#page.slot(picture);
      const of = generation ?? this.#page.table.generation(slot);
      return [slot, of, version, contentType, bytes, fetchedAt + START];
    });
  }

  #checkRows(rows: Record<string, Members>, where: string): void {
    for (const [name, expected] of Object.entries(rows)) {
      expect(this.#row(this.#page.slot(name)), `${name} after ${where}`).toMatchObject(expected);
    }
  }

  #row(slot: number): Members {
    const { core, table } = this.#page;
    const usableUntil = table.usableUntil(slot);
    return {
      status: STATUSES[table.status(slot)],
      layer: LAYERS[table.layer(slot)],
      failure: FAILURES[table.failure(slot)],
      stale: (table.flags(slot) & FLAG.stale) !== 0,
      fetching: (table.flags(slot) & FLAG.fetching) !== 0,
      bytesHeld: (table.flags(slot) & FLAG.bytesHeld) !== 0,
      generation: table.generation(slot),
      bytes: table.bytes(slot),
      usableUntil: usableUntil === 0 ? 0 : usableUntil - START,
      url: core.url(slot),
      version: core.version(slot),
    };
  }

  #checkStored(records: Record<string, Members | null>, where: string): void {
    for (const [key, expected] of Object.entries(records)) {
      const text = this.#storage.getItem(key);
      if (expected === null) {
        expect(text, where).toBeNull();
        continue;
      }
      const absent = Object.keys(expected).filter((name) => expected[name] === null);
      const present = Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== null));
      const record = JSON.parse(text ?? 'null') as Members;
      expect(record, where).toMatchObject(withAbsoluteTimes(present) as Members);
      for (const name of absent) expect(record[name] ?? null, where).toBeNull();
    }
  }

  #changed(): string[] {
    return this.#page.core.takeChanges().map((slot) => this.#page.nameOf(slot));
  }

  #wakeup(): number | 'now' | null {
    const delay = this.#page.core.timerDelay(this.#now);
    if (delay < 0) return null;
    return delay === 0 ? 'now' : this.#now + delay - START;
  }
}

function layerOf({ layer }: Step): number {
  const number = (LAYERS as readonly string[]).indexOf(layer ?? '');
  expect(number, `layer ${layer}`).toBeGreaterThanOrEqual(0);
  return number;
}

function failureOf({ failure }: Step): number {
  const number = (FAILURES as readonly string[]).indexOf(failure ?? '');
  expect(number, `failure ${failure}`).toBeGreaterThanOrEqual(0);
  return number;
}
