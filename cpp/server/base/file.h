// Small files that are read whole: settings, keys, credentials.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "server/base/result.h"

namespace ppc::server {

inline constexpr std::size_t kMaxFileBytes = 1024 * 1024;

/// What tells one state of a file from another without reading it; all 0 for no file.
struct FileStamp {
  dev_t device = 0;
  ino_t inode = 0;
  off_t bytes = 0;
  std::int64_t changed_at = 0;  // nanoseconds; of the inode, which moves with each write and also with chmod
  bool operator==(const FileStamp&) const = default;
};

struct FileContent {
  FileStamp stamp;
  std::string text;
};

FileStamp stamp_of(const std::string& path);
/// kUnavailable when it cannot be read, is no regular file or has more than kMaxFileBytes; the sentence
/// begins with the path. What is written meanwhile changes the stamp.
Result<FileContent> read_file(const std::string& path);

}  // namespace ppc::server
