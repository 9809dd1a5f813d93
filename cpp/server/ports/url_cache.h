// The cache of signed URLs, keyed by user and size.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/types.h"
#include "server/base/result.h"
#include "server/base/task.h"

namespace ppc::server {

/// A signed URL and what is known of the picture behind it.
struct SignedPicture {
  std::string url;
  std::string version;
  std::string content_type;
  std::uint64_t bytes = 0;
  Millis signed_at = 0;
  Millis expires_at = 0;  // when the signature ends
};

/// Taken with a miss and given back with the record that was then made. It is outdated by a drop() of that
/// key in between, so that a lookup that was under way during an upload cannot put the old record back.
/// Callers only carry it: `here` is of the cache inside this process, `shared` of the one that servers share.
struct CacheTicket {
  std::uint64_t here = 0;
  std::uint64_t shared = 0;

  bool operator==(const CacheTicket&) const = default;
};

/// Of a cache that could not say: what is put with it is not kept.
inline constexpr CacheTicket kNoTicket{0, static_cast<std::uint64_t>(-1)};

/// With what the API answers of it (picture_json.h), written once for many lookups.
struct HeldRecord {
  SignedPicture picture;
  std::string members;
};

/// A record that a cache in this process holds, shared with it; nothing when it holds none.
using HeldPicture = std::shared_ptr<const HeldRecord>;

struct CacheLookup {
  std::optional<SignedPicture> picture;
  CacheTicket ticket;
};

struct CacheEntry {
  std::string key;
  SignedPicture picture;
  CacheTicket ticket;
};

/// Arguments given by reference stay valid until the returned task has ended. A cache that cannot answer says
/// kUnavailable; lookups then go on without it.
class UrlCache {
 public:
  virtual ~UrlCache() = default;
  /// The record, when it can be had without waiting; nothing says nothing of what get() would find.
  virtual HeldPicture at_hand(const std::string& /*key*/) { return nullptr; }
  /// One lookup for each key, in order.
  virtual Task<Result<std::vector<CacheLookup>>> get(const std::vector<std::string>& keys) = 0;
  /// Keeps the entries for the cache's lifetime; leaves out those whose ticket is outdated.
  virtual Task<Result<Done>> put(const std::vector<CacheEntry>& entries) = 0;
  /// When it is done, no get() that starts later answers with a record from before.
  virtual Task<Result<Done>> drop(const std::vector<std::string>& keys) = 0;
  /// Whether the cache could serve now; for the readiness probe.
  virtual Task<Result<Done>> check() = 0;
};

}  // namespace ppc::server
