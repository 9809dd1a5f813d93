// Signed URLs in this process' memory: a bounded map, least recently used record out first.
#pragma once

#include <deque>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/ports/clock.h"
#include "server/ports/url_cache.h"

namespace ppc::server {

struct RecordMapLimits {
  Millis lifetime = 50 * 60 * 1000;
  std::size_t entries = 100000;
  std::size_t remembered_drops = 100000;
};

/// May be used by several threads. Of a ticket it knows `here`: the number of drops so far.
class RecordMap {
 public:
  RecordMap(const Clock& clock, RecordMapLimits limits) : clock_(clock), limits_(limits) {}

  /// The record, if it is not older than the lifetime.
  HeldPicture find(std::string_view key);
  /// The record, if it is not older than the lifetime, and a ticket.
  CacheLookup look_up(std::string_view key);
  /// Kept unless its ticket is outdated.
  void keep(const CacheEntry& entry);
  void drop(const std::string& key);
  /// Forgets every record and takes all tickets of before as outdated.
  void drop_all();
  std::size_t size() const;

 private:
  struct Kept {
    std::string key;
    HeldPicture picture;
    Millis kept_at;
  };
  using Position = std::list<Kept>::iterator;

  HeldPicture find_locked(std::string_view key);
  void erase(std::string_view key);
  void remember_drop(const std::string& key);
  bool outdated(const std::string& key, std::uint64_t ticket) const;

  const Clock& clock_;
  RecordMapLimits limits_;
  mutable std::mutex mutex_;
  std::list<Kept> newest_first_;
  std::unordered_map<std::string_view, Position> positions_;  // the keys are those inside the list

  // A ticket is outdated when its key was dropped later. Only the latest drops are remembered by key; older
  // tickets than the forgotten ones are all taken as outdated.
  std::uint64_t drops_ = 0;
  std::uint64_t forgotten_ = 0;
  std::unordered_map<std::string, std::uint64_t> dropped_at_;
  std::deque<std::pair<std::string, std::uint64_t>> drop_order_;
};

}  // namespace ppc::server
