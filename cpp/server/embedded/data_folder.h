// The folder of the embedded store: one server at a time, and the secret that signs its URLs.
#pragma once

#include <string>

#include "server/base/result.h"

namespace ppc::server {

/// Held as long as the process lives; the system lets go of it however the process ends.
class FolderLock {
 public:
  /// Makes the folder when it is not there. kUnavailable when another process holds it.
  static Result<FolderLock> take(const std::string& folder);
  ~FolderLock();
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// Whether the folder can be made and written into; it stays as it is, or is not made. kUnavailable with the
/// reason.
Result<Done> check_folder(const std::string& folder);
/// The content of folder/secret; made at random, readable for the owner only, when it is not there.
Result<std::string> read_or_make_secret(const std::string& folder);

}  // namespace ppc::server
