// The life of one lookup: begin, move on to the next layer, end.
#include <utility>

#include "core/coordinator/impl.h"

namespace ppc {

SlotState& Coordinator::Impl::state(Slot slot) {
  if (slot >= states_.size()) states_.resize(store_.size());
  return states_[slot];
}

Lookup& Coordinator::Impl::begin(Slot slot) {
  SlotState& owner = state(slot);
  owner.lookup = std::make_unique<Lookup>();
  owner.lookup->slot = slot;
  owner.lookup->generation = store_.picture(slot).generation;
  owner.lookup->fresh = owner.invalidated;
  owner.peeked = Layer::kNone;
  store_.dispatch(slot, FetchStarted{});
  return *owner.lookup;
}

// `local`: what L1 said; an invalidation that it remembers binds the layers behind it.
void Coordinator::Impl::start(Lookup& lookup, const LocalAnswer& local) {
  if (state(lookup.slot).invalidated) return enqueue(lookup, Layer::kNetwork);
  lookup.not_before = local_.dropped_at(local.invalidated_at, now_);
  lookup.layer = Layer::kLocalStorage;
  advance(lookup);
}

void Coordinator::Impl::revalidate(Slot slot) {
  if (store_.picture(slot).status == Status::kReady) monitor_.count(Counter::kRevalidations);
  Lookup& lookup = begin(slot);
  lookup.background = true;
  enqueue(lookup, Layer::kNetwork);
}

void Coordinator::Impl::advance(Lookup& lookup) {
  Layer next = lookup.layer;
  do {
    next = static_cast<Layer>(static_cast<int>(next) + 1);
  } while (next != Layer::kNetwork && (bytes_port(next) == nullptr || !health_.usable(next, now_)));
  enqueue(lookup, next);
}

void Coordinator::Impl::enqueue(Lookup& lookup, Layer layer) {
  lookup.layer = layer;
  lookup.phase = Phase::kQueued;
  lookup.batch = 0;
  queues_[static_cast<std::size_t>(layer)].push_back(lookup.slot);
  ++queued_;
}

// Takes the lookup out of whatever it is in; work that nobody else needs is aborted.
void Coordinator::Impl::abandon(Lookup& lookup) {
  switch (lookup.phase) {
    case Phase::kQueued:
      --queued_;
      break;
    case Phase::kAsked:
      leave_batch(lookup);
      break;
    case Phase::kDownloading:
      arm(lookup, kNever);
      ports_.network->abort_download(lookup.slot, lookup.generation);
      break;
    case Phase::kBackoff:
      arm(lookup, kNever);
      break;
  }
}

void Coordinator::Impl::leave_batch(const Lookup& lookup) {
  Batch* const batch = batches_.find(lookup.batch);
  if (batch == nullptr || --batch->live > 0) return;
  timers_.arm(batch->due, {TimerKey::Kind::kBatch, batch->id}, kNever);
  if (batch->layer == Layer::kNetwork) ports_.network->abort_describe(batch->id);
  batches_.take(lookup.batch);
}

void Coordinator::Impl::answer_waiters(Lookup& lookup, Layer layer) {
  if (lookup.waiters.empty()) return;
  const std::uint32_t bytes = store_.picture(lookup.slot).bytes;
  for (const Waiter& waiter : lookup.waiters) monitor_.record_answer(layer, now_ - waiter.since, bytes);
  waiting_ -= static_cast<std::uint32_t>(lookup.waiters.size());
  lookup.waiters.clear();
  store_.touch(lookup.slot, now_);
}

// The lookup is gone after this.
void Coordinator::Impl::finish(Lookup& lookup) {
  waiting_ -= static_cast<std::uint32_t>(lookup.waiters.size());
  arm(lookup, kNever);
  state(lookup.slot).lookup.reset();
}

void Coordinator::Impl::arm(Lookup& lookup, Millis due) {
  timers_.arm(lookup.due, {TimerKey::Kind::kLookup, lookup.slot}, due);
}

void Coordinator::Impl::evict() {
  const std::vector<Slot> evicted = store_.evict();
  for (const Slot slot : evicted) state(slot).peeked = Layer::kNone;
  if (!evicted.empty()) monitor_.count(Counter::kEvictions, static_cast<std::uint32_t>(evicted.size()));
}

}  // namespace ppc
