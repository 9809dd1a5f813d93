#include "server/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

namespace ppc::server {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

std::int64_t nanoseconds(const struct timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

FileStamp stamp(const struct stat& status) {
  return {status.st_dev, status.st_ino, status.st_size, nanoseconds(status.st_ctim)};
}

Error unusable(const std::string& path, const std::string& why) {
  return {ErrorKind::kUnavailable, path + ' ' + why};
}

Error unreadable(const std::string& path) {
  const int code = errno;
  return unusable(path, std::string("cannot be read: ") + std::strerror(code));
}

/// Nothing when it cannot be read; one byte more than it may have when it is too long.
std::optional<std::string> read_all(int descriptor) {
  std::string text(kMaxFileBytes + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(descriptor, text.data() + size, text.size() - size);
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

}  // namespace

FileStamp stamp_of(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? stamp(status) : FileStamp{};
}

Result<FileContent> read_file(const std::string& path) {
  // A pipe would be waited for.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) return unreadable(path);
  if (!S_ISREG(status.st_mode)) return unusable(path, "is no regular file");
  // The stamp is of before: what is written meanwhile is then seen at the next look.
  auto text = read_all(file.number());
  if (!text) return unreadable(path);
  if (text->size() > kMaxFileBytes) return unusable(path, "has more than 1 MB");
  return FileContent{stamp(status), std::move(*text)};
}

}  // namespace ppc::server
