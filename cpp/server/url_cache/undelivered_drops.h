// Drops that Redis has not heard of, because it did not answer: until they are delivered, what it says of
// these keys counts for nothing. And the latest of those that it has heard of: a server that is lost may have
// told its successor nothing of them.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
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
    std::uint64_t number = 0;  // tells a later drop of the same key apart, and grows
  };

  void add(const std::vector<std::string>& keys, Millis now);
  /// Redis has heard of these, and perhaps not of later ones of the same keys.
  void delivered(const std::vector<Drop>& drops, Millis now);
  /// Redis has heard of these at once.
  void heard(const std::vector<std::string>& keys, Millis now);
  /// A server of Redis is lost: what was first heard in the last half minute is undelivered again. To hear it
  /// once more does not make it younger, so that connections that keep breaking do not repeat it for ever.
  void doubt(Millis now);
  bool empty() const;
  /// At most so many of them, the oldest first, of those with greater numbers than `after`.
  std::vector<Drop> some(std::size_t count, std::uint64_t after = 0) const;
  /// Whether a record of that key in Redis may be used.
  bool trusts(const std::string& key, Millis signed_at, Millis now) const;

  /// `wake` is called by the thread that adds, each time when there is something to deliver; nullptr: nobody.
  /// When this returns, the one of before is not called any more.
  void on_waiting(std::function<void()> wake);

 private:
  struct Waiting {
    std::uint64_t number;
    Millis heard_at;  // the first time, of one that is doubted; 0: not yet
  };

  void add_locked(const std::string& key, Millis heard_at, Millis now);
  void remember(const std::string& key, Millis heard_at, Millis now);
  void wake() const;

  std::size_t limit_;
  Millis lifetime_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Waiting> waiting_;
  std::map<std::uint64_t, std::string> by_number_;
  std::uint64_t drops_ = 0;
  Millis overflowed_at_ = 0;                          // 0: never
  std::deque<std::pair<Millis, std::string>> heard_;  // about in the order of their times
  std::function<void()> wake_;
};

}  // namespace ppc::server
