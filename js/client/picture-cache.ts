import { createMonitor } from '../console/monitor.js';
import { stablePath } from '../shared/keys.js';
import type { Variant } from '../shared/variants.js';
import { parseSingleAnswer } from './backend-answer.js';
import { EarlyPictures, type ImageLoader } from './early-pictures.js';
import { Engine } from './engine.js';
import { type ErrorCode, ProfilePictureError } from './errors.js';
import { LayerUsages } from './layer-usage.js';
import { type LayerState, type Layers, openLayers, openShims, type Shims } from './layers.js';
import type { LocalRecords } from './local-storage-port.js';
import { listenToPage } from './page-events.js';
import { PagePreviews } from './page-previews.js';
import { PictureReader, refusal } from './picture-reader.js';
import { ReduxStore } from './redux-store.js';
import { emptyReport, namedReport } from './report.js';
import type { Settings } from './settings.js';
import { Snapshots } from './snapshots.js';
import { openTabs, type TabMessage, type Tabs } from './tabs.js';
import type {
  CacheMonitor,
  CacheReport,
  LayerName,
  LookupOptions,
  PictureCache,
  PictureSnapshot,
  ResolvedPicture,
} from './types.js';
import { layerNumber } from './vocabulary.js';
import { Waits } from './waits.js';

/** The cache of a page: the public API over the engine. */
export class PagePictureCache implements PictureCache {
  readonly ready: Promise<void>;
  readonly store: ReduxStore;
  readonly monitor: CacheMonitor;
  readonly #settings: Settings;
  readonly #layers: Layers;
  #uploads = new AbortController();
  readonly #engine: Engine;
  readonly #snapshots: Snapshots;
  readonly #reader: PictureReader;
  readonly #waits: Waits;
  readonly #previews: PagePreviews;
  readonly #usages: LayerUsages;
  readonly #tabs: Tabs;
  readonly #stopListening: () => void;
  #lastReport: CacheReport = emptyReport();

  /** `shims`: default the browser's own. */
  constructor(settings: Settings, shims: Shims = openShims(settings)) {
    const { account, baseUrl } = settings;
    this.#settings = settings;
    this.#layers = openLayers(account, shims);
    this.#layers.openAhead();
    let records: LocalRecords | undefined;
    this.#engine = new Engine(
      settings.core,
      settings.clock,
      (host) => {
        const ports = this.#layers.portsFor(host);
        records = ports.localStorage;
        return ports;
      },
      (slots) => this.#changed(slots),
      () => this.#usages.changed(),
    );
    const pathOf = (slot: number): string => stablePath(this.#engine.slots.key(slot), baseUrl);
    this.#snapshots = new Snapshots(this.#engine, this.#layers.hasWorker ? pathOf : null, (slot) =>
      this.#previews.covered(slot),
    );
    this.#reader = new PictureReader(this.#engine, this.#snapshots, settings.size);
    this.#waits = new Waits(this.#engine, this.#reader, this.#snapshots);
    this.#previews = new PagePreviews(
      this.#engine,
      this.#snapshots,
      records as LocalRecords,
      shims.encodePreview,
      (slots) => this.#tell(slots),
    );
    this.#engine.early = this.#createEarlyPictures(shims.loadImage);
    this.store = this.#createStore();
    this.#usages = new LayerUsages(this.#engine, this.#layers.usageSources());
    this.#tabs = openTabs(account, (message) => this.#hear(message));
    this.#stopListening = listenToPage({
      online: () => this.#engine.runThenFlush((core, now) => core.online(now)),
      hiding: () => this.#engine.run((core, now) => core.flush(now)),
    });
    this.monitor = this.#createMonitor();
    this.monitor.reset();
    this.ready = this.#layers.open((layer, state) => this.#noteLayer(layer, state));
    void this.ready.then(() => this.#usages.changed());
  }

  snapshot(userId: string, size?: Variant): PictureSnapshot {
    return this.#reader.snapshot(userId, size);
  }

  reader(userId: string, size?: Variant): () => PictureSnapshot {
    return this.#reader.reader(userId, size);
  }

  subscribe(userId: string, size: Variant | undefined, listener: () => void): () => void {
    return this.#reader.subscribe(userId, size, listener);
  }

  async resolve(
    userId: string,
    options: LookupOptions & { signal?: AbortSignal } = {},
  ): Promise<ResolvedPicture> {
    return this.#waits.picture(this.#slot(userId, options.size), options.signal);
  }

  async prefetch(userIds: readonly string[], options: LookupOptions = {}): Promise<void> {
    await Promise.allSettled([...userIds].map((userId) => this.resolve(userId, options)));
  }

  refetch(userId: string, size?: Variant): void {
    const slot = this.#reader.slot(userId, size);
    if (slot !== null) this.#engine.runThenFlush((core, now) => core.refresh(slot, now));
  }

  reportBroken(userId: string, size: Variant | undefined, url: string): void {
    const slot = this.#reader.slot(userId, size);
    if (slot === null || this.#previews.endBroken(slot, url) || this.#engine.early?.isBroken(slot, url))
      return;
    if (!this.#snapshots.isShown(slot, url)) return;
    this.#engine.runThenFlush((core, now) => core.handleShowFailed(slot, now));
  }

  holdUrl(url: string): () => void {
    return this.#engine.urls.hold(url);
  }

  async invalidateProfilePicture({
    userId,
    hard = false,
  }: {
    userId: string;
    hard?: boolean;
  }): Promise<void> {
    this.#assertAlive(userId);
    this.#assertPicture(userId);
    this.#forgetPreviews(userId, hard);
    this.#engine.runThenFlush((core, now) => core.invalidate(userId, hard, now));
    this.#tabs.tell({ type: 'invalidated', userId, hard });
    await this.#engine.writesDone();
  }

  async upload(userId: string, file: Blob): Promise<ResolvedPicture> {
    const slot = this.#slot(userId, undefined);
    if (!(file instanceof Blob)) throw new ProfilePictureError('notAnImage', userId);
    if (file.size > this.#settings.maxPictureBytes) throw new ProfilePictureError('tooLarge', userId);
    const { size } = this.#settings;
    const { signal } = this.#uploads;
    const outcome = await this.#layers.network.upload(userId, size, file, signal);
    this.#assertAlive(userId);
    if (signal.aborted) throw new ProfilePictureError('cancelled', userId);
    if (!outcome.ok) throw new ProfilePictureError(outcome.failure as ErrorCode, userId);
    return this.#showUploaded(slot, outcome.body);
  }

  /** The uploader counts as a consumer before the core hears of it, so that the core downloads what the answer names. */
  #showUploaded(slot: number, body: string): Promise<ResolvedPicture> {
    const { userId, variant } = this.#engine.slots.key(slot);
    this.#engine.table.addSubscribers(slot, 1);
    const { serverTime, picture } = parseSingleAnswer(body) ?? { serverTime: 0, picture: [] };
    this.#engine.runThenFlush((core, now) => core.handleUploaded(userId, variant, serverTime, picture, now));
    this.#tabs.tell({ type: 'invalidated', userId, hard: false });
    const shown = this.#waits.fresh(slot);
    this.#engine.table.addSubscribers(slot, -1);
    return shown;
  }

  async clear(): Promise<void> {
    this.#assertAlive(null);
    this.#abortUploads();
    this.#engine.run((core, now) => core.clear(now));
    this.#tabs.tell({ type: 'cleared' });
    await this.#engine.writesDone();
  }

  dispose(): void {
    if (this.#engine.disposed) return;
    this.#lastReport = this.#readReport();
    this.#stopListening();
    this.#tabs.close();
    this.#uploads.abort();
    this.#waits.failAll();
    this.#previews.dispose();
    this.#layers.close();
    this.#usages.dispose();
    this.store.getState();
    this.#engine.dispose();
  }

  #changed(slots: readonly number[]): void {
    this.#snapshots.forgetIdle(slots);
    this.#previews.changed(slots);
    this.#tell(slots);
  }

  #tell(slots: readonly number[]): void {
    this.store.noteChanged(slots);
    this.#reader.notify(slots);
    this.#waits.notify(slots);
    this.store.notify();
  }

  #noteLayer(layer: number, state: LayerState): void {
    this.#engine.run((core) => {
      if (state === 'lost') core.handleLayerLost(layer);
      core.setAvailable(layer, state === 'there');
    });
  }

  /** What an upload under way would store is of the account that is being left. */
  #abortUploads(): void {
    this.#uploads.abort();
    this.#uploads = new AbortController();
  }

  #hear(message: TabMessage): void {
    if (message.type === 'cleared') {
      this.#abortUploads();
      this.#engine.previews.clear();
    } else this.#forgetPreviews(message.userId, message.hard);
    this.#engine.runThenFlush((core, now) => {
      if (message.type === 'cleared') core.clearedElsewhere(now);
      else core.invalidatedElsewhere(message.userId, message.hard, now);
    });
  }

  /** A soft invalidation leaves what a component shows until there is something new. */
  #forgetPreviews(userId: string, hard: boolean): void {
    const isShown = this.#engine.slots.ofUser(userId).some((slot) => this.#reader.isWatched(slot));
    if (hard || !isShown) this.#engine.previews.dropUser(userId);
  }

  #slot(userId: string, size: Variant | undefined): number {
    this.#assertAlive(userId);
    const slot = this.#reader.slot(userId, size);
    if (slot === null) throw refusal(userId, size ?? this.#settings.size);
    return slot;
  }

  #assertPicture(userId: string, size: Variant = this.#settings.size): void {
    const why = refusal(userId, size);
    if (why !== null) throw why;
  }

  #assertAlive(userId: string | null): void {
    if (this.#engine.disposed) throw new ProfilePictureError('disposed', userId);
  }

  #createEarlyPictures(load: ImageLoader | null): EarlyPictures | null {
    const changed = (slots: readonly number[]): void => {
      if (this.#engine.disposed) return;
      this.#snapshots.forget(slots);
      this.#tell(slots);
    };
    return load === null ? null : new EarlyPictures(load, (slot) => this.#reader.isWatched(slot), changed);
  }

  #createStore(): ReduxStore {
    const ignore = (): void => {};
    return new ReduxStore({
      snapshotOf: (slot) => this.#snapshots.ofKnown(slot),
      findSlot: (userId, size) => this.#engine.slots.find(userId, size),
      invalidate: (target) => void this.invalidateProfilePicture(target).catch(ignore),
      prefetch: (userIds) => void this.prefetch(userIds),
      clear: () => void this.clear().catch(ignore),
    });
  }

  #createMonitor(): CacheMonitor {
    return createMonitor({
      getReport: () => this.#report(),
      reset: () => {
        this.#reader.hits.reset();
        this.#engine.run((core, now) => core.resetMonitor(now));
      },
      recordHit: (_userId: string, layer: LayerName, ms: number) => {
        const number = layerNumber(layer);
        const detail = `there is no layer '${layer}', or ${ms} is no number of milliseconds`;
        if (number === null || !(ms >= 0)) throw new ProfilePictureError('badOption', null, detail);
        this.#engine.run((core) => core.recordAnswer(number, ms, 0));
      },
      pictures: () => Object.values(this.store.getState().pictures),
    });
  }

  /** After dispose(): the figures of that moment. */
  #report(): CacheReport {
    if (this.#engine.disposed) return this.#lastReport;
    this.#usages.refresh();
    return this.#readReport();
  }

  #readReport(): CacheReport {
    return this.#engine.read((core) => {
      this.#reader.hits.handOver(core);
      core.setObjectUrls(this.#engine.urls.live);
      return namedReport(core.report(this.#engine.now()));
    });
  }
}
