#include "server/auth/key_ring.h"

#include <cmath>

namespace ppc::server {
namespace {

constexpr Millis kPauseBetweenLooks = 1000;

}  // namespace

KeyRing::KeyRing(KeyFile file, const Clock& clock, Warn warn)
    : file_(std::move(file)), clock_(clock), warn_(std::move(warn)), looked_at_(clock.now()) {}

Result<std::unique_ptr<KeyRing>> KeyRing::open(KeyFile file, const Clock& clock, Warn warn) {
  std::unique_ptr<KeyRing> ring(new KeyRing(std::move(file), clock, std::move(warn)));
  const auto loaded = ring->load();
  if (!loaded.ok()) return loaded.error();
  return ring;
}

Result<Done> KeyRing::load() {
  const auto content = read_file(file_.path);
  if (!content.ok()) return Error{content.error().kind, "the key file " + content.error().message};
  stamp_ = content.value().stamp;
  const std::string& text = content.value().text;
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
  const FileStamp stamp = stamp_of(file_.path);
  if (stamp == stamp_) return;
  // Whatever comes of it, this state of the file is dealt with; load() knows better when it can be opened.
  stamp_ = stamp;
  const auto loaded = load();
  if (!loaded.ok()) warn_(loaded.error().message + "; the keys from before stay in use");
}

}  // namespace ppc::server
