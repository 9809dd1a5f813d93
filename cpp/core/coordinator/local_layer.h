// L1 through its port: one JSON record per user (records/local_record.h), merged variant by variant, with
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
    std::string account;
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

  /// Records and their bytes, as far as this page knows.
  Gauges::Fill fill();
  void set_available(bool available) { available_ = available; }

 private:
  struct Stored {
    std::optional<LocalRecord> record;
    std::uint64_t bytes = 0;  // 0: there is none
  };
  Stored stored(std::string_view user_id) const;
  static Millis invalidated_at(const Stored& stored);
  Millis cleared_at() const;
  bool dropped(const Stored& before, Millis asked_at, Millis now) const;
  std::vector<StoredKey> records() const;
  bool usable(const LocalVariant& variant, Millis server_now) const;
  bool write(std::string_view user_id, const LocalRecord& record, const Stored& before);
  void erase(std::string_view user_id, std::uint64_t bytes);
  void measure();
  void keep_to_budget();
  bool trim(std::uint64_t target);
  struct Rank;
  Rank rank_of(const StoredKey& key) const;
  Millis last_used(std::string_view user_id) const;

  LocalStoragePort* port_;
  Settings settings_;
  std::string prefix_;
  const Store& store_;
  ServerClock& clock_;
  Monitor& monitor_;
  bool available_ = true;
  bool measured_ = false;
  Gauges::Fill fill_;
};

}  // namespace ppc
