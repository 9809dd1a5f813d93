// Time that passes, layers that come and go, the network that is back.
#include <algorithm>
#include <utility>

#include "core/coordinator/impl.h"
#include "core/records/report.h"

namespace ppc {

void Coordinator::Impl::wake() {
  while (const std::optional<TimerKey> key = timers_.pop_due(now_)) run(*key);
  flush();
}

// What is queued should leave at once: the time of the last event is past.
Millis Coordinator::Impl::next_wakeup() const {
  return queued_ > 0 ? now_ : std::min(write_back_.due(), timers_.next());
}

void Coordinator::Impl::run(TimerKey key) {
  if (key.kind == TimerKey::Kind::kBatch) {
    batches_.find(key.id)->due = kNever;
    return timed_out(*take_batch(key.id, batches_.find(key.id)->layer));
  }
  Lookup& lookup = *lookup_of(key.id);
  lookup.due = kNever;
  if (lookup.phase == Phase::kBackoff) return try_again(lookup);
  download_overdue(lookup);
}

void Coordinator::Impl::timed_out(const Batch& batch) {
  if (batch.layer != Layer::kNetwork) return layer_failed(batch);
  ports_.network->abort_describe(batch.id);
  describe_failed(batch, Failure::kTimeout, 0);
}

void Coordinator::Impl::clock_went_back(Millis by) {
  timers_.clock_went_back(by);
  health_.clock_went_back(by);
  write_back_.clock_went_back(by);
  last_download_ -= by;
  if (by <= kClockTolerance) return;
  clock_.client_went_back(by);
  for (Slot slot = 0; slot < store_.size(); ++slot) store_.dispatch(slot, ClockWentBack{by});
}

void Coordinator::Impl::online() {
  for (Slot slot = 0; slot < store_.size(); ++slot) bring_online(slot);
  flush();
}

void Coordinator::Impl::bring_online(Slot slot) {
  if (Lookup* const lookup = lookup_of(slot)) {
    if (lookup->phase != Phase::kBackoff) return;
    lookup->failures = 0;
    return try_again(*lookup);
  }
  if (store_.row(slot).subscribers == 0) return;
  const Picture& picture = store_.picture(slot);
  if (picture.status == Status::kReady && needs_check(picture)) return revalidate(slot);
  if (picture.status != Status::kError) return;
  Lookup& lookup = begin(slot);
  lookup.background = true;
  start(lookup, read_local(slot));
}

void Coordinator::Impl::set_available(Layer layer, bool available) {
  if (layer == Layer::kLocalStorage) local_.set_available(available);
  if (layer != Layer::kIndexedDb && layer != Layer::kServiceWorker) return;
  const bool before = health_.available(layer);
  health_.set_available(layer, available);
  if (before && !available) layer_left(layer);
  if (!before && available) layer_came(layer);
}

// Its lookups go on with the next flush or wake, which also passes on what was queued for it.
void Coordinator::Impl::layer_left(Layer layer) {
  while (const BatchId id = batches_.any_at(layer)) {
    const std::optional<Batch> batch = take_batch(id, layer);
    for (const Batch::Member& member : batch->members) {
      if (Lookup* const lookup = asked_in(*batch, member.slot)) advance(*lookup);
    }
  }
}

// A layer that comes late (a service worker at the first visit) is given what this page holds.
void Coordinator::Impl::layer_came(Layer layer) {
  const bool removed = write_back_.settle(layer);
  for (Slot slot = 0; slot < store_.size(); ++slot) {
    const SlotState& owner = state(slot);
    if (owner.invalidated || !store_.picture(slot).bytes_held) continue;
    const bool kept = (owner.kept_in >> static_cast<unsigned>(layer)) & 1u;
    if (removed || !kept) keep(layer, slot);
  }
}

std::vector<double> Coordinator::Impl::report() {
  monitor_.set_fill(Layer::kRedux, store_.entries(), store_.bytes());
  const Gauges::Fill local = local_.fill();
  monitor_.set_fill(Layer::kLocalStorage, local.entries, local.bytes);
  monitor_.set_waiting(waiting_);
  return report_figures(monitor_);
}

}  // namespace ppc
