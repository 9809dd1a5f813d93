#include "server/embedded/object_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>

#include "server/base/crypto.h"

namespace ppc::server {
namespace {

namespace fs = std::filesystem;

/// "ppc2 <version> <content type> <bytes of the note> <bytes>", filled up with spaces, the last byte a line
/// break. Files of before, "ppc1 <version> <content type> <bytes>", have no note.
constexpr std::size_t kHeaderSize = 128;
constexpr std::size_t kVersionSize = 32;

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() { close(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }
  bool close() {
    if (!is_open()) return true;
    const int result = ::close(descriptor_);
    descriptor_ = -1;
    return result == 0;
  }

 private:
  int descriptor_;
};

Error failed(std::string_view doing, const std::string& path) {
  const int code = errno;
  return {ErrorKind::kUnavailable, std::string(doing) + ' ' + path + ": " + std::strerror(code)};
}

Error damaged(const std::string& path) {
  return {ErrorKind::kDamaged, path + " is not a whole stored object; remove it or upload the picture again"};
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool read_all(int descriptor, char* into, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::read(descriptor, into, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    into += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

std::string padded(std::string header) {
  header.resize(kHeaderSize - 1, ' ');
  return header + '\n';
}

std::string header_without_note(const ObjectInfo& info) {
  return padded("ppc1 " + info.version + ' ' + info.content_type + ' ' + std::to_string(info.bytes) + ' ');
}

std::string header_of(const ObjectInfo& info) {
  return padded("ppc2 " + info.version + ' ' + info.content_type + ' ' + std::to_string(info.note.size()) +
                ' ' + std::to_string(info.bytes) + ' ');
}

/// The bytes of the note: the number after the content type; nothing when there is no such number.
std::optional<std::size_t> note_size(std::string_view header, std::size_t type_end) {
  if (header.starts_with("ppc1 ")) return 0;
  std::size_t size = 0;
  const char* const end = header.data() + header.size();
  const auto [number_end, error] = std::from_chars(header.data() + type_end + 1, end, size);
  if (error != std::errc() || size > kMaxNoteSize) return std::nullopt;
  return size;
}

Result<ObjectInfo> parse_header(std::string_view header, const struct stat& file, const std::string& path) {
  ObjectInfo info;
  info.modified_at = static_cast<Millis>(file.st_mtim.tv_sec) * 1000;
  const auto version_at = std::strlen("ppc1 ");
  const auto type_at = version_at + kVersionSize + 1;
  const auto type_end = header.find(' ', type_at);
  if (type_end == std::string_view::npos) return damaged(path);
  info.version = header.substr(version_at, kVersionSize);
  info.content_type = header.substr(type_at, type_end - type_at);
  const auto content = static_cast<std::uint64_t>(file.st_size) - kHeaderSize;
  const auto note = note_size(header, type_end);
  if (!note || *note > content) return damaged(path);
  info.note.resize(*note);
  info.bytes = content - *note;
  if (header != header_of(info) && header != header_without_note(info)) return damaged(path);
  return info;
}

/// Leaves the file at its first byte of content.
Result<ObjectInfo> read_header(const File& file, const std::string& path) {
  struct stat status {};
  std::array<char, kHeaderSize> header;
  if (::fstat(file.get(), &status) != 0) return failed("cannot read", path);
  if (!S_ISREG(status.st_mode) || status.st_size < static_cast<off_t>(kHeaderSize)) return damaged(path);
  if (!read_all(file.get(), header.data(), header.size())) return failed("cannot read", path);
  auto info = parse_header({header.data(), header.size()}, status, path);
  if (!info.ok()) return info;
  std::string& note = info.value().note;
  if (!read_all(file.get(), note.data(), note.size())) return failed("cannot read", path);
  return info;
}

Result<Done> opened(const File& file, const std::string& path) {
  if (file.is_open()) return Done{};
  if (errno == ENOENT) return Error{ErrorKind::kNotFound, path + " does not exist"};
  return failed("cannot open", path);
}

Result<Done> write_temporary(const std::string& temporary, std::string_view header, std::string_view bytes) {
  File file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.is_open()) return failed("cannot create", temporary);
  if (!write_all(file.get(), header) || !write_all(file.get(), bytes))
    return failed("cannot write", temporary);
  if (::fsync(file.get()) != 0 || !file.close()) return failed("cannot write", temporary);
  return Done{};
}

/// A rename is on disk only when its folder is.
Result<Done> sync_folder(const std::string& folder) {
  const File file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!file.is_open() || ::fsync(file.get()) != 0) return failed("cannot write", folder);
  return Done{};
}

std::string temporary_beside(const fs::path& path) {
  static std::atomic<unsigned> count{0};
  return (path.parent_path() / kTemporaryPrefix).string() + std::to_string(::getpid()) + '-' +
         std::to_string(++count);
}

}  // namespace

Result<ObjectInfo> write_object(const std::string& path, const NewObject& object) {
  ObjectInfo info;
  info.version = to_hex(sha256(object.bytes)).substr(0, kVersionSize);
  info.content_type = object.content_type;
  info.bytes = object.bytes.size();
  info.note = object.note;
  const std::string temporary = temporary_beside(path);
  const auto written = write_temporary(temporary, header_of(info) + info.note, object.bytes);
  if (!written.ok()) {
    ::unlink(temporary.c_str());
    return written.error();
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const Error error = failed("cannot replace", path);
    ::unlink(temporary.c_str());
    return error;
  }
  const auto synced = sync_folder(fs::path(path).parent_path().string());
  if (!synced.ok()) return synced.error();
  return read_object_info(path);
}

Result<ObjectInfo> read_object_info(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (const auto is_open = opened(file, path); !is_open.ok()) return is_open.error();
  return read_header(file, path);
}

Result<StoredObject> read_object(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (const auto is_open = opened(file, path); !is_open.ok()) return is_open.error();
  auto info = read_header(file, path);
  if (!info.ok()) return info.error();
  StoredObject object{std::move(info.value()), {}};
  object.bytes.resize(object.info.bytes);
  if (!read_all(file.get(), object.bytes.data(), object.bytes.size())) return failed("cannot read", path);
  return object;
}

Result<Done> remove_object(const std::string& path) {
  if (::unlink(path.c_str()) != 0)
    return errno == ENOENT ? Result<Done>(Done{}) : failed("cannot remove", path);
  return sync_folder(fs::path(path).parent_path().string());
}

Result<Done> remove_temporaries(const std::string& folder) {
  std::error_code code;
  fs::directory_iterator entry(folder, code);
  for (; !code && entry != fs::directory_iterator(); entry.increment(code)) {
    if (entry->path().filename().string().starts_with(kTemporaryPrefix)) fs::remove(entry->path(), code);
  }
  if (code) return Error{ErrorKind::kUnavailable, "cannot clean " + folder + ": " + code.message()};
  return Done{};
}

}  // namespace ppc::server
