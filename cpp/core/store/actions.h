// Everything that can happen to one picture in the store.
#pragma once

#include <string>
#include <variant>

#include "core/base/types.h"

namespace ppc {

/// A lookup or revalidation began. A picture that is shown is stale from then on, until it is confirmed.
struct FetchStarted {};
/// It ended without news (cancelled).
struct FetchEnded {};
/// A layer answered with a picture that can be shown.
struct PictureResolved {
  Layer layer;
  std::string url;
  std::string version;
  std::string content_type;
  std::uint32_t bytes;
  Millis fetched_at;
  Millis usable_until;
  bool bytes_held;
  bool stale;
};
/// The backend confirmed the version that is shown; only the record is new.
struct RecordRenewed {
  std::string url;
  Millis fetched_at;
  Millis usable_until;
};
/// The backend knows no picture of this user.
struct PictureMissing {
  Millis usable_until;
};
/// The retries are used up. A picture that is shown stays, stale.
struct FetchFailed {
  Failure failure;
};
/// The picture is no longer true. Soft: stays shown, stale. Hard: gone. Either way the generation grows.
struct PictureInvalidated {
  bool hard;
};
/// What is there can no longer be shown (its URL ran out or did not load), though it may still be true.
struct PictureWithdrawn {};
/// The clock was set back by that much: what is there is not usable for longer by it.
struct ClockWentBack {
  Millis by;
};
/// The budget needed its place.
struct PictureEvicted {};

using Action = std::variant<FetchStarted, FetchEnded, PictureResolved, RecordRenewed, PictureMissing,
                            FetchFailed, PictureInvalidated, PictureWithdrawn, ClockWentBack, PictureEvicted>;

}  // namespace ppc
