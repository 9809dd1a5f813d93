// L1 through its port: one record per user (records/local_record.h), merged variant by variant, with
// tombstones against late writes and a byte budget of its own. Reading writes nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "core/coordinator/ports.h"
#include "core/monitor/monitor.h"
#include "core/records/local_record.h"
#include "core/store/store.h"
#include "core/ttl/lifetimes.h"
#include "core/ttl/server_clock.h"

namespace ppc {

struct LocalAnswer {
  enum class Kind : std::uint8_t { kMiss, kMalformed, kPicture, kMissing };
  Kind kind = Kind::kMiss;
  LocalVariant picture;             // of kPicture
  Millis usable_until = 0;          // of kPicture and kMissing; client clock
  Millis invalidated_at = -kNever;  // of a tombstone; client clock
};

class LocalLayer {
 public:
  struct Settings {
    std::uint32_t budget;  // bytes of keys and values
    Lifetimes lifetimes;
  };
  /// The store tells when a user was last used; the clock takes over the offset that a record remembers.
  LocalLayer(LocalStoragePort* port, Settings settings, const Store& store, ServerClock& clock,
             Monitor& monitor);

  LocalAnswer read(std::string_view user_id, Variant variant, Millis now) const;
  void remove(std::string_view user_id);
  /// Puts the variant first in the user's record. Refused when the user was invalidated after `asked_at`, and
  /// when the record holds a newer answer for this variant.
  void put(std::string_view user_id, LocalVariant variant, Millis asked_at, Millis now);
  void put_missing(std::string_view user_id, Millis since, Millis asked_at, Millis now);
  void drop_variant(std::string_view user_id, Variant variant);
  /// Replaces the record; nothing asked for before `at` is written from now on.
  void invalidate(std::string_view user_id, Millis at);
  /// Removes every record of the account; nothing asked for before `at` is written from now on, by this tab
  /// or another.
  void clear(Millis at);
  /// When a user that was invalidated at `invalidated_at` was dropped last, by that or with the whole account
  /// (client clock); -kNever when neither is known.
  Millis dropped_at(Millis invalidated_at, Millis now) const;

  /// The host wants to add a preview of so many bytes to a record. False when the budget has no room for it:
  /// a preview displaces no record.
  bool reserve(std::uint32_t bytes);
  /// The record that room was reserved for was not written, or is smaller by so many bytes than it was.
  void release(std::uint32_t bytes);

  /// Records and their bytes, as far as this page knows.
  Gauges::Fill fill();
  void set_available(bool available) { available_ = available; }

 private:
  StoredRecord stored(std::string_view user_id) const;
  static Millis invalidated_at(const StoredRecord& stored);
  Millis cleared_at() const;
  bool dropped(const StoredRecord& before, Millis asked_at, Millis now) const;
  std::vector<StoredUser> records() const;
  bool usable(const LocalVariant& variant, Millis server_now) const;
  bool write(std::string_view user_id, const LocalRecord& record, const StoredRecord& before);
  void erase(std::string_view user_id, std::uint32_t bytes);
  void forget(std::uint32_t bytes);
  void measure();
  void keep_to_budget();
  bool trim(std::uint64_t target);
  struct Rank;
  Rank rank_of(StoredUser user) const;
  Millis last_used(std::string_view user_id) const;

  LocalStoragePort* port_;
  Settings settings_;
  const Store& store_;
  ServerClock& clock_;
  Monitor& monitor_;
  bool available_ = true;
  bool measured_ = false;
  Gauges::Fill fill_;
};

}  // namespace ppc
