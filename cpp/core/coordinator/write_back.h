// What L2 and L3 are told: pictures to keep, collected until the next flush so that the downloads of one list
// make one transaction, and users to remove, at once. What a layer that is away would have been told of
// removals it is told when it comes: an old picture must not come back with it.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "core/coordinator/layer_health.h"
#include "core/coordinator/ports.h"
#include "core/store/store.h"
#include "core/ttl/lifetimes.h"

namespace ppc {

class WriteBack {
 public:
  WriteBack(BytesPort* indexed_db, BytesPort* service_worker, const LayerHealth& health, const Store& store);

  /// How long a picture waits for company when nothing else causes a flush.
  static constexpr Millis kCollectFor = 50;

  /// The slot's picture as it is at the flush; dropped when its generation has moved by then. False when the
  /// layer is away.
  bool keep(Layer layer, Slot slot, Millis asked_at, Millis now);
  /// See BytesPort::remove().
  void remove(std::span<const std::string_view> user_ids, Millis at, Millis fetched_up_to);
  void clear(Millis at);
  /// Drops what was collected.
  void forget();
  /// The layer could not carry this out; settle() tells it again.
  void owe_removal(Layer layer, std::span<const std::string_view> user_ids, Millis at, Millis fetched_up_to);
  void owe_clear(Layer layer, Millis at);
  /// The layer is there again: tells it of the removals it missed. True when there were any: what was kept
  /// since may have gone with them.
  bool settle(Layer layer);
  /// The layer could not carry something out: it is to be asked again after that rest, and where it fails in
  /// a row, as with a quota that is used up, after ever longer ones.
  void again_later(Layer layer, Millis now, Millis rest);
  static constexpr Millis kLongestRest = kHour;
  /// It carried something out.
  void written(Layer layer);
  /// True, once, when that time has come.
  bool take_again(Layer layer, Millis now);
  /// When flush() or take_again() has something to do at the latest; kNever when there is nothing.
  Millis due() const { return std::min({due_, sides_[0].again_at, sides_[1].again_at}); }
  void flush();
  /// The clock was set back by that much.
  void clock_went_back(Millis by);

 private:
  struct Keep {
    Slot slot;
    Generation generation;
    Millis asked_at;
  };
  struct Removal {
    std::string user_id;
    Millis at;
    Millis fetched_up_to;
  };
  struct Side {
    Layer layer;
    BytesPort* port;
    std::vector<Keep> keeps;
    std::vector<Removal> owed;
    Millis clear_at = -kNever;  // of the clear that is owed
    Millis again_at = kNever;
    std::uint32_t failures = 0;  // in a row
  };
  Side& side(Layer layer) { return sides_[layer == Layer::kIndexedDb ? 0 : 1]; }
  bool there(const Side& side) const;
  void send(Side& side);
  void remove(Side& side, std::span<const std::string_view> user_ids, Millis at, Millis fetched_up_to);
  void owe(Side& side, Removal removal);
  void clear(Side& side, Millis at);

  const LayerHealth& health_;
  const Store& store_;
  std::array<Side, 2> sides_;
  Millis due_ = kNever;
};

}  // namespace ppc
