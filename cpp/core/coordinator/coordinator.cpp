#include "core/coordinator/coordinator.h"

#include "core/coordinator/impl.h"

namespace ppc {

Coordinator::Impl::Impl(CoordinatorOptions options, Ports ports)
    : options_(options),
      ports_(ports),
      store_(options_.store),
      local_(ports.local_storage, {options_.local_storage_bytes, options_.lifetimes}, store_, clock_,
             monitor_),
      write_back_(ports.indexed_db, ports.service_worker, health_, store_) {}

Coordinator::Impl& Coordinator::Impl::at(Millis now) {
  if (now < now_) clock_went_back(now_ - now);
  now_ = now;
  return *this;
}

Coordinator::Coordinator(CoordinatorOptions options, Ports ports)
    : impl_(std::make_unique<Impl>(options, ports)) {}
Coordinator::~Coordinator() = default;

Slot Coordinator::intern(std::string_view user_id, Variant variant) {
  return impl_->store().intern(user_id, variant);
}

void Coordinator::peek(Slot slot, Millis now) {
  if (impl_->knows(slot)) impl_->at(now).peek(slot);
}

Ticket Coordinator::request(Slot slot, Millis now, Millis spent) {
  return impl_->knows(slot) ? impl_->at(now).request(slot, spent) : 0;
}

void Coordinator::leave(Slot slot, Ticket ticket, Millis now) {
  if (impl_->knows(slot)) impl_->at(now).leave(slot, ticket);
}

void Coordinator::refresh(Slot slot, Millis now) {
  if (impl_->knows(slot)) impl_->at(now).refresh(slot);
}

void Coordinator::flush(Millis now) { impl_->at(now).flush(); }
void Coordinator::wake(Millis now) { impl_->at(now).wake(); }
Millis Coordinator::next_wakeup() const { return impl_->next_wakeup(); }

void Coordinator::invalidate(std::string_view user_id, bool hard, Millis now) {
  impl_->at(now).invalidate(user_id, hard);
}

void Coordinator::invalidated_elsewhere(std::string_view user_id, bool hard, Millis now) {
  impl_->at(now).invalidated_elsewhere(user_id, hard);
}

void Coordinator::clear(Millis now) { impl_->at(now).clear(); }
void Coordinator::cleared_elsewhere(Millis now) { impl_->at(now).cleared_elsewhere(); }
void Coordinator::online(Millis now) { impl_->at(now).online(); }
void Coordinator::set_available(Layer layer, bool available) { impl_->set_available(layer, available); }

void Coordinator::handle_found(Layer layer, BatchId batch, std::span<const FoundPicture> pictures,
                               Millis now) {
  impl_->at(now).handle_found(layer, batch, pictures);
}

void Coordinator::handle_layer_failed(Layer layer, BatchId batch, Failure, Millis now) {
  impl_->at(now).handle_layer_failed(layer, batch);
}

void Coordinator::handle_described(BatchId batch, const BatchAnswer& answer, Millis now) {
  impl_->at(now).handle_described(batch, answer);
}

void Coordinator::handle_describe_failed(BatchId batch, Failure why, Millis retry_after, Millis now) {
  impl_->at(now).handle_describe_failed(batch, why, retry_after);
}

void Coordinator::handle_shown(Slot slot, Generation generation, Millis now) {
  if (impl_->knows(slot)) impl_->at(now).handle_shown(slot, generation);
}

bool Coordinator::handle_downloaded(Slot slot, Generation generation, std::string_view version,
                                    std::string_view content_type, std::uint32_t bytes, Millis now) {
  if (!impl_->knows(slot)) return false;
  return impl_->at(now).handle_downloaded(slot, generation, version, content_type, bytes);
}

void Coordinator::handle_download_failed(Slot slot, Generation generation, Failure why, Millis now) {
  if (impl_->knows(slot)) impl_->at(now).handle_download_failed(slot, generation, why);
}

void Coordinator::handle_keep_failed(Layer layer, std::span<const Slot> slots, Millis now) {
  impl_->at(now).handle_keep_failed(layer, slots);
}

void Coordinator::handle_remove_failed(Layer layer, std::span<const std::string_view> user_ids, Millis at,
                                       Millis fetched_up_to, Millis now) {
  impl_->at(now).handle_remove_failed(layer, user_ids, at, fetched_up_to);
}

void Coordinator::handle_clear_failed(Layer layer, Millis at, Millis now) {
  impl_->at(now).handle_clear_failed(layer, at);
}

void Coordinator::handle_written(Layer layer) { impl_->written(layer); }

void Coordinator::handle_layer_lost(Layer layer) { impl_->monitor().record_error(layer); }

bool Coordinator::reserve_preview(std::uint32_t bytes) { return impl_->local().reserve(bytes); }

void Coordinator::release_preview(std::uint32_t bytes) { impl_->local().release(bytes); }

void Coordinator::handle_show_failed(Slot slot, Millis now) {
  if (impl_->knows(slot)) impl_->at(now).handle_show_failed(slot);
}

bool Coordinator::handle_uploaded(std::string_view user_id, Variant variant,
                                  const std::optional<SingleAnswer>& answer, Millis now) {
  return impl_->at(now).handle_uploaded(user_id, variant, answer);
}

Millis Coordinator::server_time(Millis now) const { return impl_->server_time(now); }
const Store& Coordinator::store() const { return impl_->store(); }
Store& Coordinator::store() { return impl_->store(); }
Monitor& Coordinator::monitor() { return impl_->monitor(); }
std::vector<double> Coordinator::report(Millis now) { return impl_->at(now).report(); }
std::vector<Slot> Coordinator::take_changes() { return impl_->store().take_changes(); }

}  // namespace ppc
