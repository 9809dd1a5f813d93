// Answers of L2 and L3, the layers that hold bytes.
#include <algorithm>
#include <utility>

#include "core/coordinator/impl.h"

namespace ppc {

void Coordinator::Impl::handle_found(Layer layer, BatchId id, std::span<const FoundPicture> pictures) {
  const std::optional<Batch> batch = take_batch(id, layer);
  if (!batch) return;
  for (const FoundPicture& found : pictures) {
    if (!knows(found.slot)) continue;
    Lookup* const lookup = asked_in(*batch, found.slot);
    if (lookup != nullptr && acceptable(*lookup, layer, found)) accept_found(*lookup, layer, found);
  }
  for (const Batch::Member& member : batch->members) {
    if (Lookup* const lookup = asked_in(*batch, member.slot)) advance(*lookup);
  }
  evict();
  send_after(layer);
}

void Coordinator::Impl::handle_layer_failed(Layer layer, BatchId id) {
  if (const std::optional<Batch> batch = take_batch(id, layer)) layer_failed(*batch);
}

// The layer rests, its lookups go on.
void Coordinator::Impl::layer_failed(const Batch& batch) {
  monitor_.record_error(batch.layer);
  health_.rest(batch.layer, now_ + options_.layer_rest);
  for (const Batch::Member& member : batch.members) {
    if (Lookup* const lookup = asked_in(batch, member.slot)) advance(*lookup);
  }
  send_after(batch.layer);
}

std::optional<Batch> Coordinator::Impl::take_batch(BatchId id, Layer layer) {
  const Batch* const found = batches_.find(id);
  if (found == nullptr || found->layer != layer) return std::nullopt;
  std::optional<Batch> batch = batches_.take(id);
  timers_.arm(batch->due, {TimerKey::Kind::kBatch, id}, kNever);
  count_dropped(*batch);
  return batch;
}

Lookup* Coordinator::Impl::asked_in(const Batch& batch, Slot slot) {
  Lookup* const lookup = lookup_of(slot);
  if (lookup == nullptr || lookup->phase != Phase::kAsked || lookup->batch != batch.id) return nullptr;
  return lookup;
}

void Coordinator::Impl::count_dropped(const Batch& batch) {
  std::uint32_t dropped = 0;
  for (const Batch::Member& member : batch.members) {
    if (member.generation != store_.picture(member.slot).generation) ++dropped;
  }
  if (dropped > 0) monitor_.count(Counter::kStaleDropped, dropped);
}

bool Coordinator::Impl::acceptable(const Lookup& lookup, Layer layer, const FoundPicture& found) const {
  const Lifetimes& lifetimes = options_.lifetimes;
  const Millis lifetime = layer == Layer::kIndexedDb ? lifetimes.indexed_db : lifetimes.service_worker;
  return found.generation == lookup.generation &&
         is_alive(not_later_than_now(found.fetched_at), lifetime, clock_.to_server(now_)) &&
         clock_.to_client(found.fetched_at) >= lookup.not_before;
}

void Coordinator::Impl::accept_found(Lookup& lookup, Layer layer, const FoundPicture& found) {
  const Slot slot = lookup.slot;
  const Millis until = checked_until(not_later_than_now(found.fetched_at));
  const bool from_future = !is_alive(found.fetched_at, kNever, clock_.to_server(now_));
  const bool check = lookup.check || now_ >= until || from_future;
  store_.dispatch(slot, PictureResolved{layer, "", found.version, found.content_type, found.bytes,
                                        found.fetched_at, until, true, check});
  SlotState& owner = state(slot);
  owner.asked_at = clock_.to_client(found.fetched_at);
  owner.kept_in = static_cast<std::uint8_t>(1u << static_cast<unsigned>(layer));
  answer_waiters(lookup, layer);
  finish(lookup);
  if (layer == Layer::kServiceWorker) keep(Layer::kIndexedDb, slot);
  if (check) revalidate(slot);
}

// A picture that seems to come from the future was stored when the clock was ahead: its age is unknown, so it
// is shown and checked.
Millis Coordinator::Impl::not_later_than_now(Millis fetched_at) const {
  return std::min(fetched_at, clock_.to_server(now_));
}

Millis Coordinator::Impl::checked_until(Millis fetched_at) const {
  return clock_.to_client(fetched_at + options_.lifetimes.local_storage);
}

}  // namespace ppc
