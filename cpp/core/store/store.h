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
#include "core/store/picture.h"
#include "core/store/row.h"

namespace ppc {

struct StoreLimits {
  std::uint32_t entries = 2000;
  std::uint64_t bytes = 64ull * 1024 * 1024;
};

class Store {
 public:
  explicit Store(StoreLimits limits);

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

  /// picture = reduce(picture, action); mirrors the row; a changed picture gets a new revision and its slot is
  /// noted for take_changes().
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

  /// Evicts least recently used pictures without subscriber, except those being fetched, until both limits hold.
  std::vector<Slot> evict();
  std::uint32_t entries() const;  // pictures that are ready
  std::uint64_t bytes() const;    // their sizes

 private:
  // (the implementer's)
};

}  // namespace ppc
