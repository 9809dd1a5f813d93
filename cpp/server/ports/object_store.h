// The object store as the API needs it. The bytes of a picture never pass through the API on the way out: the
// browser fetches them with a signed URL.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "server/base/result.h"
#include "server/base/task.h"

namespace ppc::server {

struct ObjectInfo {
  std::string version;  // the ETag without its quotes: same version, same bytes
  std::string content_type;
  std::uint64_t bytes = 0;
  Millis modified_at = 0;
  std::string note;  // what put() kept beside the bytes
};

/// What is to be stored. The views stay valid until the task of put() has ended.
struct NewObject {
  std::string_view bytes;
  std::string_view content_type;
  std::string_view note;  // at most kMaxNoteSize printable ASCII characters; head() gives it back
};

/// S3 allows 2 KB of metadata in all.
inline constexpr std::size_t kMaxNoteSize = 1024;

/// Arguments given by reference stay valid until the returned task has ended. Every method fails with
/// kUnavailable when the store cannot answer.
class ObjectStore {
 public:
  virtual ~ObjectStore() = default;
  /// One answer for each key, in order; kNotFound for a key without an object, kDamaged for one that has to
  /// be put again.
  virtual Task<std::vector<Result<ObjectInfo>>> head(const std::vector<std::string>& keys) = 0;
  /// Readers see the old object or the whole new one, also after a crash.
  virtual Task<Result<ObjectInfo>> put(const std::string& key, const NewObject& object) = 0;
  /// Done also when there was no such object.
  virtual Task<Result<Done>> remove(const std::string& key) = 0;
  /// Whether the store could serve now; for the readiness probe.
  virtual Task<Result<Done>> check() = 0;
};

}  // namespace ppc::server
