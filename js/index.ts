export * from './core.js';
export { CachedProfilePicture, type CachedProfilePictureProps } from './react/cached-profile-picture.js';
export { ProfilePictureProvider, type ProfilePictureProviderProps } from './react/provider.js';
export {
  type ProfilePicture,
  type UseProfilePictureOptions,
  useProfilePicture,
} from './react/use-profile-picture.js';
