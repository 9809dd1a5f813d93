// Replaces a picture in the object store so that readers see the old one or the new one, in every size, and
// after a crash the old one.
#pragma once

#include <optional>
#include <string>

#include "server/base/turns.h"
#include "server/pictures/pointer.h"
#include "server/pictures/renditions.h"
#include "server/ports/object_store.h"

namespace ppc::server {

/// The object that a URL of one size is signed for.
struct PublishedObject {
  std::string key;
  std::string version;
  std::string content_type;
  std::uint64_t bytes = 0;
};

/// What a pointer, as head() answered it, says of one size. kDamaged for a note that cannot be read.
Result<PublishedObject> published_object(const std::string& pointer_key, const ObjectInfo& pointer,
                                         Variant variant);

/// The same of a pointer that was just published.
PublishedObject object_of(const std::string& pointer_key, const Pointer& pointer, Variant variant);

/// First the sizes are stored, as an edition that nobody reads yet, then the pointer. The same picture again
/// is another edition of the same versions: an edition that was removed never comes back, so whoever removes
/// one cannot take what somebody else has just published.
///
/// Uploads and removals of one picture take turns within this process. Two servers that share a store do not
/// wait for each other: of two uploads at the same moment the later pointer counts, and the other's objects
/// may stay behind unseen.
class Publisher {
 public:
  /// All publishers of a process share the turns.
  Publisher(ObjectStore& store, Turns& turns);

  /// The edition that it replaces is kept until the next upload, for URLs that were just signed.
  /// kUnavailable leaves the picture of before, unless it was the answer to the pointer that was lost.
  /// Arguments stay valid until the task has ended.
  Task<Result<Pointer>> publish(const std::string& pointer_key, const Renditions& renditions);
  /// Done also when there was no picture. When it failed the picture may be gone from lookups, but not from
  /// the store.
  Task<Result<Done>> remove(const std::string& pointer_key);

 private:
  Task<Result<std::optional<Pointer>>> current(const std::string& pointer_key);
  Task<Result<Done>> put_variants(const std::string& pointer_key, const Renditions& renditions,
                                  Pointer& pointer);
  Task<Result<Done>> put_pointer(const std::string& pointer_key, const Pointer& pointer);
  Task<Result<Done>> remove_edition(const std::string& pointer_key, const std::string& edition);
  Task<void> tidy(const std::string& pointer_key, const std::string& edition);

  ObjectStore& store_;
  Turns& turns_;
};

}  // namespace ppc::server
