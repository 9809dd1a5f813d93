// What was collected leaves, one batch per layer.
#include <algorithm>
#include <utility>

#include "core/coordinator/impl.h"

namespace ppc {

void Coordinator::Impl::flush() {
  send_lookups(Layer::kIndexedDb);
  send_lookups(Layer::kServiceWorker);
  send_descriptions();
  write_again(Layer::kIndexedDb);
  write_again(Layer::kServiceWorker);
  write_back_.flush();
  evict();  // consumers that left make room without telling
}

void Coordinator::Impl::send_after(Layer layer) {
  if (layer == Layer::kIndexedDb) send_lookups(Layer::kServiceWorker);
  send_descriptions();
}

// The slots whose lookup waits for this layer, each once; they count as asked from here on.
std::vector<Slot> Coordinator::Impl::take_queue(Layer layer) {
  std::vector<Slot> slots = std::exchange(queues_[static_cast<std::size_t>(layer)], {});
  std::erase_if(slots, [this, layer](Slot slot) {
    Lookup* const lookup = lookup_of(slot);
    if (lookup == nullptr || lookup->layer != layer || lookup->phase != Phase::kQueued) return true;
    lookup->phase = Phase::kAsked;
    --queued_;
    return false;
  });
  return slots;
}

void Coordinator::Impl::send_lookups(Layer layer) {
  const std::vector<Slot> slots = take_queue(layer);
  if (slots.empty()) return;
  if (!health_.usable(layer, now_)) {
    for (const Slot slot : slots) advance(*lookup_of(slot));
    return;
  }
  Batch batch = batches_.open(layer, now_);
  const BatchId id = batch.id;
  std::vector<PictureRef> refs;
  for (const Slot slot : slots) {
    join(batch, *lookup_of(slot));
    refs.push_back(ref_of(slot));
  }
  depart(std::move(batch), options_.layer_timeout);
  bytes_port(layer)->lookup(id, refs);
}

void Coordinator::Impl::send_descriptions() {
  std::array<std::vector<Slot>, kVariantCount> groups;
  for (const Slot slot : take_queue(Layer::kNetwork)) {
    groups[variant_index(store_.variant(slot))].push_back(slot);
  }
  const std::size_t limit = std::max<std::size_t>(options_.batch_limit, 1);
  for (std::size_t index = 0; index < groups.size(); ++index) {
    std::span<const Slot> rest(groups[index]);
    while (!rest.empty()) {
      const std::size_t count = std::min(limit, rest.size());
      describe(variant_at(index), rest.first(count));
      rest = rest.subspan(count);
    }
  }
}

void Coordinator::Impl::describe(Variant variant, std::span<const Slot> slots) {
  Batch batch = batches_.open(Layer::kNetwork, now_);
  const BatchId id = batch.id;
  std::vector<std::string_view> user_ids;
  for (const Slot slot : slots) {
    Lookup& lookup = *lookup_of(slot);
    lookup.asked_at = now_;
    join(batch, lookup);
    user_ids.push_back(store_.user_id(slot));
  }
  depart(std::move(batch), options_.describe_timeout);
  ports_.network->describe(id, variant, user_ids);
}

void Coordinator::Impl::join(Batch& batch, Lookup& lookup) {
  lookup.phase = Phase::kAsked;
  lookup.batch = batch.id;
  batch.members.push_back({lookup.slot, lookup.generation});
  ++batch.live;
}

void Coordinator::Impl::depart(Batch batch, Millis timeout) {
  timers_.arm(batch.due, {TimerKey::Kind::kBatch, batch.id}, now_ + timeout);
  batches_.add(std::move(batch));
}

PictureRef Coordinator::Impl::ref_of(Slot slot) const {
  return {slot, store_.picture(slot).generation, store_.user_id(slot), store_.variant(slot)};
}

BytesPort* Coordinator::Impl::bytes_port(Layer layer) const {
  return layer == Layer::kIndexedDb ? ports_.indexed_db : ports_.service_worker;
}

}  // namespace ppc
