// The order of eviction. Readers write Row::last_used without telling anyone, so the queue cannot be kept in
// order as they do. It orders slots by the time it last saw instead: a lower bound of the true one. The store
// checks a slot when it comes first and puts it back when it was used since. As last_used only grows, the
// first slot that has not been used since is exactly the least recently used one.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/types.h"

namespace ppc {

class EvictionQueue {
 public:
  struct Candidate {
    Millis used;
    Slot slot;
  };

  /// A slot must be in the queue at most once. Slots of equal time leave in the order in which they came.
  void push(Slot slot, Millis used);
  /// The slot with the smallest time, taken out.
  std::optional<Candidate> pop();
  /// The largest time ever pushed.
  Millis latest() const { return latest_; }

 private:
  struct Entry {
    Millis used;
    std::uint32_t order;
    Slot slot;
  };
  static bool leaves_later(const Entry& left, const Entry& right);

  std::vector<Entry> heap_;
  std::uint32_t pushes_ = 0;
  Millis latest_ = 0;
};

}  // namespace ppc
