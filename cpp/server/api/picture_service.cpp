#include "server/api/picture_service.h"

#include <cmath>

#include "core/ttl/lifetimes.h"
#include "server/api/picture_key.h"
#include "server/base/log.h"

namespace ppc::server {
namespace {

/// A cached URL with less of its signature left is not handed out (design, section 4).
constexpr Millis kMinLifeLeft = 5 * kMinute;

}  // namespace

PictureService::PictureService(PictureServiceParts parts, int url_lifetime_seconds)
    : parts_(parts), publisher_(parts.store, parts.turns), url_lifetime_seconds_(url_lifetime_seconds) {}

bool PictureService::usable(const SignedPicture& picture, Millis now) const {
  return picture.signed_at <= now + kClockTolerance && picture.expires_at - now >= kMinLifeLeft;
}

SignedPicture PictureService::sign(const PublishedObject& object) {
  // A signature's date has whole seconds: everything that is told about it must be of the same second.
  const Millis now = std::floor(parts_.clock.now() / kSecond) * kSecond;
  s3::PresignRequest request;
  request.key = object.key;
  request.now = now;
  request.lifetime_seconds = url_lifetime_seconds_;
  // One URL means the same bytes, also of a key whose object was replaced within the same second: the
  // browser's cache could answer with the old ones. S3 ignores parameters that begin with "x-", but they are
  // signed.
  request.extra_query.emplace_back("x-version", object.version);
  parts_.metrics.count_signings(1);
  const Millis expires_at = now + url_lifetime_seconds_ * kSecond;
  return {parts_.presigner.url(request), object.version, object.content_type, object.bytes, now, expires_at};
}

HeldPicture PictureService::at_hand(const std::string& user_id, Variant variant) {
  auto held = parts_.cache.at_hand(url_cache_key(user_id, variant));
  if (!held || !usable(held->picture, parts_.clock.now())) return nullptr;
  parts_.metrics.count_url_cache(1, 0);
  return held;
}

Task<std::vector<CacheLookup>> PictureService::look_up(const std::vector<std::string>& keys) {
  auto lookups = co_await parts_.cache.get(keys);
  if (lookups.ok()) co_return std::move(lookups.value());
  parts_.metrics.count_error("url_cache");
  log::warning("url cache: " + lookups.error().message);
  const CacheLookup nothing{std::nullopt, kNoTicket};
  co_return std::vector<CacheLookup>(keys.size(), nothing);
}

Task<Result<PictureService::Pictures>> PictureService::find(const std::vector<std::string>& user_ids,
                                                            Variant variant) {
  std::vector<std::string> keys;
  keys.reserve(user_ids.size());
  for (const auto& user_id : user_ids) keys.push_back(url_cache_key(user_id, variant));
  auto lookups = co_await look_up(keys);

  const Millis now = parts_.clock.now();
  Pictures pictures(user_ids.size());
  std::vector<Miss> misses;
  for (std::size_t i = 0; i < lookups.size(); ++i) {
    auto& cached = lookups[i].picture;
    if (cached && usable(*cached, now)) {
      pictures[i] = std::move(cached);
    } else {
      misses.push_back({i, lookups[i].ticket});
    }
  }
  parts_.metrics.count_url_cache(user_ids.size() - misses.size(), misses.size());
  if (!misses.empty()) {
    const auto filled = co_await fill(user_ids, variant, misses, pictures);
    if (!filled.ok()) co_return filled.error();
  }
  co_return std::move(pictures);
}

Task<Result<Done>> PictureService::fill(const std::vector<std::string>& user_ids, Variant variant,
                                        const std::vector<Miss>& misses, Pictures& pictures) {
  std::vector<std::string> keys;
  keys.reserve(misses.size());
  for (const auto& miss : misses) keys.push_back(pointer_key(user_ids[miss.index]));
  const auto infos = co_await parts_.store.head(keys);

  std::vector<CacheEntry> entries;
  for (std::size_t i = 0; i < misses.size(); ++i) {
    if (!infos[i].ok() && infos[i].error().kind == ErrorKind::kNotFound) continue;
    const auto object =
        infos[i].ok() ? published_object(keys[i], infos[i].value(), variant) : infos[i].error();
    if (!object.ok()) {
      parts_.metrics.count_error("object_store");
      co_return object.error();
    }
    const auto& picture = pictures[misses[i].index].emplace(sign(object.value()));
    entries.push_back({url_cache_key(user_ids[misses[i].index], variant), picture, misses[i].ticket});
  }
  const auto kept = co_await parts_.cache.put(entries);
  if (!kept.ok()) {
    parts_.metrics.count_error("url_cache");
    log::warning("url cache: " + kept.error().message);
  }
  co_return Done{};
}

Task<Result<Done>> PictureService::drop_urls(const std::string& user_id) {
  std::vector<std::string> keys;
  keys.reserve(std::size(kVariants));
  for (Variant variant : kVariants) keys.push_back(url_cache_key(user_id, variant));
  auto dropped = co_await parts_.cache.drop(keys);
  if (!dropped.ok()) parts_.metrics.count_error("url_cache");
  co_return dropped;
}

Task<Result<SignedPicture>> PictureService::replace(const std::string& user_id, std::string_view bytes,
                                                    std::string_view content_type, Variant variant) {
  const auto renditions = co_await parts_.renditions.make(bytes, content_type);
  if (!renditions.ok()) co_return renditions.error();
  const std::string key = pointer_key(user_id);
  const auto pointer = co_await publisher_.publish(key, renditions.value());
  if (!pointer.ok()) parts_.metrics.count_error("object_store");
  // After the write: a lookup between drop and write would cache the old record again. Also when it failed: a
  // store whose answer was lost may have done it.
  const auto dropped = co_await drop_urls(user_id);
  if (!pointer.ok()) co_return pointer.error();
  if (!dropped.ok()) co_return dropped.error();
  co_return sign(object_of(key, pointer.value(), variant));
}

Task<Result<Done>> PictureService::remove(const std::string& user_id) {
  const std::string key = pointer_key(user_id);
  const auto removed = co_await publisher_.remove(key);
  if (!removed.ok()) parts_.metrics.count_error("object_store");
  const auto dropped = co_await drop_urls(user_id);
  co_return removed.ok() ? dropped : removed;
}

}  // namespace ppc::server
