export {
  clearProfilePictures,
  invalidateProfilePicture,
  prefetchProfilePictures,
} from './client/actions.js';
export { createPictureCache } from './client/create-picture-cache.js';
export * from './client/types.js';
export type { Variant } from './shared/variants.js';
export { VARIANTS, variantFor } from './shared/variants.js';
