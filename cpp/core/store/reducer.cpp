#include "core/store/reducer.h"

#include <utility>

namespace ppc {
namespace {

Picture without_content(const Picture& picture, Status status) {
  Picture next;
  next.status = status;
  next.generation = picture.generation;
  next.fetching = status == Status::kLoading;
  return next;
}

Picture after(Picture picture, const FetchStarted&) {
  if (picture.status != Status::kReady) return without_content(picture, Status::kLoading);
  picture.fetching = true;
  picture.stale = true;
  return picture;
}

Picture after(Picture picture, const FetchEnded&) {
  if (picture.status == Status::kLoading) return without_content(picture, Status::kIdle);
  picture.fetching = false;
  return picture;
}

Picture after(const Picture& picture, const PictureResolved& action) {
  Picture next;
  next.status = Status::kReady;
  next.layer = action.layer;
  next.stale = action.stale;
  next.bytes_held = action.bytes_held;
  next.generation = picture.generation;
  next.bytes = action.bytes;
  next.fetched_at = action.fetched_at;
  next.usable_until = action.usable_until;
  next.url = action.url;
  next.version = action.version;
  next.content_type = action.content_type;
  return next;
}

Picture after(Picture picture, const RecordRenewed& action) {
  picture.fetching = false;
  picture.stale = false;
  picture.failure = Failure::kNone;
  picture.url = action.url;
  picture.fetched_at = action.fetched_at;
  picture.usable_until = action.usable_until;
  return picture;
}

Picture after(const Picture& picture, const PictureMissing& action) {
  Picture next = without_content(picture, Status::kMissing);
  next.usable_until = action.usable_until;
  return next;
}

Picture after(Picture picture, const FetchFailed& action) {
  if (picture.status != Status::kReady) picture = without_content(picture, Status::kError);
  picture.fetching = false;
  picture.failure = action.failure;
  picture.stale = picture.status == Status::kReady;
  // A reader must ask again, so that the next request tries again. A URL alone can be shown as long as its
  // signature lives, and only until then.
  if (picture.bytes_held) picture.usable_until = 0;
  return picture;
}

Picture after(Picture picture, const PictureInvalidated& action) {
  if (picture.status != Status::kReady || action.hard) picture = without_content(picture, Status::kIdle);
  picture.generation += 1;
  picture.fetching = false;
  picture.stale = picture.status == Status::kReady;
  picture.usable_until = 0;
  return picture;
}

Picture after(const Picture& picture, const PictureWithdrawn&) {
  return without_content(picture, picture.fetching ? Status::kLoading : Status::kIdle);
}

// 0 says that it is not usable, and stays; so do -kNever and kNever.
Picture after(Picture picture, const ClockWentBack& action) {
  if (picture.usable_until != 0) picture.usable_until -= action.by;
  return picture;
}

Picture after(const Picture& picture, const PictureEvicted&) {
  return without_content(picture, Status::kIdle);
}

}  // namespace

Picture reduce(Picture picture, const Action& action) {
  return std::visit([&picture](const auto& what) { return after(std::move(picture), what); }, action);
}

}  // namespace ppc
