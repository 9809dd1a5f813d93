#include "core/store/eviction_queue.h"

#include <algorithm>

namespace ppc {

bool EvictionQueue::leaves_later(const Entry& left, const Entry& right) {
  if (left.used != right.used) return left.used > right.used;
  return left.order > right.order;
}

void EvictionQueue::push(Slot slot, Millis used) {
  heap_.push_back({used, pushes_++, slot});
  std::push_heap(heap_.begin(), heap_.end(), leaves_later);
  latest_ = std::max(latest_, used);
}

std::optional<EvictionQueue::Candidate> EvictionQueue::pop() {
  if (heap_.empty()) return std::nullopt;
  std::pop_heap(heap_.begin(), heap_.end(), leaves_later);
  const Entry first = heap_.back();
  heap_.pop_back();
  return Candidate{first.used, first.slot};
}

}  // namespace ppc
