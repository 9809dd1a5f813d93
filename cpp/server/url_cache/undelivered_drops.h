// Drops that Redis has not heard of, because it did not answer: until they are delivered, what it says of
// these keys counts for nothing.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/ports/clock.h"

namespace ppc::server {

/// May be used by several threads: the event loops of a server share one.
class UndeliveredDrops {
 public:
  /// More keys than `limit` are not remembered one by one: every record signed before then is distrusted for
  /// `lifetime`, the longest that Redis keeps one.
  UndeliveredDrops(std::size_t limit, Millis lifetime) : limit_(limit), lifetime_(lifetime) {}

  struct Drop {
    std::string key;
    std::uint64_t number = 0;  // tells a later drop of the same key apart
  };

  void add(const std::vector<std::string>& keys, Millis now);
  /// Redis has heard of these, and perhaps not of later ones of the same keys.
  void delivered(const std::vector<Drop>& drops);
  bool empty() const;
  /// At most so many of them.
  std::vector<Drop> some(std::size_t count) const;
  /// Whether a record of that key in Redis may be used.
  bool trusts(const std::string& key, Millis signed_at, Millis now) const;

 private:
  std::size_t limit_;
  Millis lifetime_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::uint64_t> number_of_;
  std::uint64_t drops_ = 0;
  Millis overflowed_at_ = 0;  // 0: never
};

}  // namespace ppc::server
