/** The layers whose promises may reject. */
export type BytesLayerName = 'indexedDB' | 'serviceWorker';

/**
 * Why a layer could not answer. 'unavailable': there is none here (blocked, not registered, an old or foreign one).
 * 'blocked': another tab keeps an older database open. 'quota': no room, even after trimming. 'failed': anything else.
 */
export type LayerErrorReason = 'unavailable' | 'timeout' | 'blocked' | 'quota' | 'failed';

/** L2 or L3 could not do what it was asked; the lookup goes on without it. */
export class LayerError extends Error {
  override readonly name = 'LayerError';
  readonly layer: BytesLayerName;
  readonly reason: LayerErrorReason;

  /** `what`: a sentence that says what happened and, where something can be done, what. */
  constructor(layer: BytesLayerName, reason: LayerErrorReason, what: string, cause?: unknown) {
    super(`${layer}: ${what}`, cause === undefined ? undefined : { cause });
    this.layer = layer;
    this.reason = reason;
  }
}
