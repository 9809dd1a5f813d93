#include "server/auth/key_ring.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>

namespace ppc::server {
namespace {

constexpr Millis kPauseBetweenLooks = 1000;
constexpr std::size_t kMaxFileBytes = 1024 * 1024;

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

/// Nothing when it cannot be read, or is too long.
std::optional<std::string> read_all(int descriptor) {
  std::string text(kMaxFileBytes + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(descriptor, text.data() + size, text.size() - size);
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > kMaxFileBytes) return std::nullopt;
  text.resize(size);
  return text;
}

}  // namespace

KeyRing::KeyRing(KeyFile file, const Clock& clock, Warn warn)
    : file_(std::move(file)), clock_(clock), warn_(std::move(warn)), looked_at_(clock.now()) {}

Result<std::unique_ptr<KeyRing>> KeyRing::open(KeyFile file, const Clock& clock, Warn warn) {
  std::unique_ptr<KeyRing> ring(new KeyRing(std::move(file), clock, std::move(warn)));
  const auto loaded = ring->load();
  if (!loaded.ok()) return loaded.error();
  return ring;
}

KeyRing::Stamp KeyRing::stamp_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {status.st_ino, status.st_size, nanoseconds(status.st_ctim)};
}

Result<KeyRing::Contents> KeyRing::read(const std::string& path) {
  // A pipe would be waited for.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return Error{ErrorKind::kUnavailable, "the key file " + path + " cannot be opened, or is no file"};
  }
  // Before reading: what is written meanwhile is then seen at the next look.
  const Stamp stamp{status.st_ino, status.st_size, nanoseconds(status.st_ctim)};
  auto text = read_all(file.number());
  if (!text) {
    return Error{ErrorKind::kUnavailable, "the key file " + path + " cannot be read or has more than 1 MB"};
  }
  return Contents{stamp, std::move(*text)};
}

Result<Done> KeyRing::load() {
  const auto contents = read(file_.path);
  if (!contents.ok()) return contents.error();
  stamp_ = contents.value().stamp;
  const std::string& text = contents.value().text;
  auto keys = file_.is_key_set ? read_key_set(text, file_.algorithm) : read_key(text, file_.algorithm);
  if (!keys.ok())
    return Error{ErrorKind::kInvalid, "the key file " + file_.path + ": " + keys.error().message};
  keys_.store(std::make_shared<const Keys>(std::move(keys.value())));
  return Done{};
}

bool KeyRing::is_time_to_look() {
  const Millis now = clock_.now();
  Millis looked_at = looked_at_.load(std::memory_order_relaxed);
  // Also after the clock was set back.
  if (std::abs(now - looked_at) < kPauseBetweenLooks) return false;
  return looked_at_.compare_exchange_strong(looked_at, now, std::memory_order_relaxed);
}

std::shared_ptr<const Keys> KeyRing::keys() {
  if (is_time_to_look()) reload_if_changed();
  return keys_.load();
}

void KeyRing::reload_if_changed() {
  const std::lock_guard lock(mutex_);
  const Stamp stamp = stamp_of(file_.path);
  if (stamp == stamp_) return;
  // Whatever comes of it, this state of the file is dealt with; load() knows better when it can be opened.
  stamp_ = stamp;
  const auto loaded = load();
  if (!loaded.ok()) warn_(loaded.error().message + "; the keys from before stay in use");
}

}  // namespace ppc::server
