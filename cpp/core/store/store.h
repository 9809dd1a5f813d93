// The Redux-like store (L0): one picture per slot, changed only by dispatching an action through the pure
// reducer (reducer.h). It mirrors each picture into a fixed-size row that readers see without a call, keeps
// to a budget by evicting the least recently used, and remembers which slots changed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "core/store/actions.h"
#include "core/store/eviction_queue.h"
#include "core/store/picture.h"
#include "core/store/row.h"
#include "core/store/user_index.h"

namespace ppc {

struct StoreLimits {
  std::uint32_t entries = 2000;
  std::uint64_t bytes = 64ull * 1024 * 1024;
};

class Store {
 public:
  explicit Store(StoreLimits limits);

  /// A size other than 64, 128, 256 and 512 counts as the next larger of these, or as 512.
  Slot intern(std::string_view user_id, Variant variant);
  std::optional<Slot> find(std::string_view user_id, Variant variant) const;
  /// Every slot of that user, in order of interning.
  std::vector<Slot> slots_of(std::string_view user_id) const;
  std::string_view user_id(Slot slot) const;
  Variant variant(Slot slot) const;
  std::uint32_t size() const;  // slots interned

  const Picture& picture(Slot slot) const;
  const Row& row(Slot slot) const;
  /// size() rows; the address changes when a slot is interned.
  std::span<Row> rows();

  /// picture = reduce(picture, action); mirrors the row; a changed picture gets a new revision and its slot
  /// is noted for take_changes().
  void dispatch(Slot slot, const Action& action);
  /// Marks the picture as used at `now` for the order of eviction.
  void touch(Slot slot, Millis now);

  /// A mounted consumer of this slot. Slots with one are never evicted.
  void subscribe(Slot slot);
  void unsubscribe(Slot slot);
  /// Report changes of every slot, subscribed or not (a global listener is there).
  void watch_all(bool on);
  /// The slots with a subscriber that changed since the last call, each once, in order of first change.
  std::vector<Slot> take_changes();

  /// Evicts least recently used pictures without subscriber, except those being fetched, until both limits
  /// hold. The order is exact, a picture in use counting as used now. One call passes at most kPatience
  /// pictures that are in use, so a page that mounts more than the limits allow pays little for each; the
  /// next call goes on.
  std::vector<Slot> evict();
  static constexpr int kPatience = 64;
  std::uint32_t entries() const;  // pictures that are ready
  std::uint64_t bytes() const;    // their sizes

 private:
  struct Entry {
    Picture picture;
    std::uint32_t user = 0;
    Variant variant = 0;
    bool noted = false;   // in changed_
    bool queued = false;  // in queue_
  };

  Slot add(std::uint32_t user, std::size_t index);
  void replace(Slot slot, Picture next);
  void account(const Picture& before, const Picture& after);
  void note(Slot slot);
  bool over_limits() const;
  bool in_use(Slot slot) const;
  bool evict_candidate(const EvictionQueue::Candidate& candidate);

  StoreLimits limits_;
  UserIndex users_;
  std::vector<Entry> slots_;
  std::vector<Row> rows_;
  std::vector<Slot> changed_;
  EvictionQueue queue_;  // every ready picture once, and some that were ready
  std::uint32_t entries_ = 0;
  std::uint64_t bytes_ = 0;
  bool watch_all_ = false;
};

}  // namespace ppc
