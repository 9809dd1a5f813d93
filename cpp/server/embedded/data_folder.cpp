#include "server/embedded/data_folder.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "server/base/crypto.h"

namespace ppc::server {
namespace {

constexpr std::size_t kSecretSize = 40;

Error failed(std::string_view doing, const std::string& path) {
  const int code = errno;
  return {ErrorKind::kUnavailable, std::string(doing) + ' ' + path + ": " + std::strerror(code)};
}

Result<std::string> make_secret(const std::string& path) {
  const auto secret = random_text(kSecretSize);
  if (!secret) return Error{ErrorKind::kUnavailable, "the system's random source does not answer"};
  const std::string temporary = path + ".tmp";
  ::unlink(temporary.c_str());
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return failed("cannot create", temporary);
  const bool written = ::write(file, secret->data(), secret->size()) == static_cast<ssize_t>(secret->size());
  const bool on_disk = ::fsync(file) == 0;
  ::close(file);
  if (!written || !on_disk || ::rename(temporary.c_str(), path.c_str()) != 0)
    return failed("cannot write", path);
  return *secret;
}

}  // namespace

Result<Done> check_folder(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  fs::path nearest = fs::absolute(folder, ignored);
  while (!fs::exists(nearest, ignored) && nearest.has_relative_path()) nearest = nearest.parent_path();
  // To be sure it has to be tried: rights are not all that decides.
  std::string trial = (nearest / ".ppc-check-XXXXXX").string();
  if (::mkdtemp(trial.data()) == nullptr) return failed("cannot write into the folder", nearest.string());
  ::rmdir(trial.c_str());
  return Done{};
}

Result<FolderLock> FolderLock::take(const std::string& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) return Error{ErrorKind::kUnavailable, "cannot make the folder " + folder + ": " + code.message()};
  const std::string path = folder + "/lock";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return failed("cannot open", path);
  FolderLock lock(file);
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return lock;
  return Error{ErrorKind::kUnavailable,
               "another server uses the folder " + folder + "; give this one its own --data"};
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Result<std::string> read_or_make_secret(const std::string& folder) {
  const std::string path = folder + "/secret";
  if (!std::filesystem::exists(path)) return make_secret(path);
  std::ifstream file(path);
  std::string secret;
  if (!std::getline(file, secret) || secret.size() < 16) {
    return Error{ErrorKind::kInvalid,
                 path + " must hold a secret of at least 16 characters; remove it to get a new one"};
  }
  return secret;
}

}  // namespace ppc::server
