// One stored object is one file: a header of fixed size with version and content type, the note, then the
// bytes. So all of it appears, and is replaced, in one rename.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server/base/result.h"
#include "server/ports/object_store.h"

namespace ppc::server {

struct StoredObject {
  ObjectInfo info;
  std::string bytes;
};

/// Writes a temporary file beside `path`, forces it to disk and renames it. The temporary file's name begins
/// with kTemporaryPrefix; when something fails it is removed again.
Result<ObjectInfo> write_object(const std::string& path, const NewObject& object);
/// Reads header and note only. kNotFound without a file; kDamaged for one that is not a whole object;
/// kUnavailable when it cannot be read.
Result<ObjectInfo> read_object_info(const std::string& path);
Result<StoredObject> read_object(const std::string& path);
/// Done also without a file.
Result<Done> remove_object(const std::string& path);
/// Removes what interrupted writes have left in a folder.
Result<Done> remove_temporaries(const std::string& folder);

inline constexpr std::string_view kTemporaryPrefix = ".tmp-";

}  // namespace ppc::server
