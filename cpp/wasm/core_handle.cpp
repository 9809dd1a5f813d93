#include "wasm/core_handle.h"

#include "core/ttl/lifetimes.h"
#include "wasm/convert.h"

namespace ppc::wasm {

using emscripten::val;

CoreHandle::CoreHandle(const val& options, const val& ports)
    : local_storage_(ports["localStorage"]),
      indexed_db_(ports["indexedDB"]),
      service_worker_(ports["serviceWorker"]),
      network_(ports["network"]),
      coordinator_(coordinator_options(options),
                   Ports{&local_storage_, &indexed_db_, &service_worker_, &network_, &random_}) {}

Slot CoreHandle::intern(const std::string& user_id, int variant) {
  return coordinator_.intern(user_id, static_cast<Variant>(variant));
}

val CoreHandle::rows() {
  const auto rows = coordinator_.store().rows();
  return val(
      emscripten::typed_memory_view(rows.size_bytes(), reinterpret_cast<const std::uint8_t*>(rows.data())));
}

std::string CoreHandle::url(Slot slot) const { return coordinator_.store().picture(slot).url; }
std::string CoreHandle::version(Slot slot) const { return coordinator_.store().picture(slot).version; }
val CoreHandle::take_changes() { return to_js(coordinator_.take_changes()); }
Millis CoreHandle::server_time(Millis now) const { return coordinator_.server_time(now); }
void CoreHandle::watch_all(bool on) { coordinator_.store().watch_all(on); }

void CoreHandle::peek(Slot slot, Millis now) { coordinator_.peek(slot, now); }
Ticket CoreHandle::request(Slot slot, Millis now, Millis spent) {
  return coordinator_.request(slot, now, spent);
}
void CoreHandle::leave(Slot slot, Ticket ticket, Millis now) { coordinator_.leave(slot, ticket, now); }
void CoreHandle::refresh(Slot slot, Millis now) { coordinator_.refresh(slot, now); }
void CoreHandle::flush(Millis now) { coordinator_.flush(now); }
void CoreHandle::wake(Millis now) { coordinator_.wake(now); }

Millis CoreHandle::timer_delay(Millis now) const {
  const Millis delay = ppc::timer_delay(coordinator_.next_wakeup(), now);
  return delay == kNever ? -1 : delay;
}

void CoreHandle::invalidate(const std::string& user_id, bool hard, Millis now) {
  coordinator_.invalidate(user_id, hard, now);
}
void CoreHandle::invalidated_elsewhere(const std::string& user_id, bool hard, Millis now) {
  coordinator_.invalidated_elsewhere(user_id, hard, now);
}
void CoreHandle::clear(Millis now) { coordinator_.clear(now); }
void CoreHandle::cleared_elsewhere(Millis now) { coordinator_.cleared_elsewhere(now); }
void CoreHandle::online(Millis now) { coordinator_.online(now); }
void CoreHandle::set_available(int layer, bool available) {
  coordinator_.set_available(static_cast<Layer>(layer), available);
}

void CoreHandle::handle_found(int layer, BatchId batch, const val& pictures, Millis now) {
  coordinator_.handle_found(static_cast<Layer>(layer), batch, found_pictures(pictures), now);
}
void CoreHandle::handle_layer_failed(int layer, BatchId batch, int why, Millis now) {
  coordinator_.handle_layer_failed(static_cast<Layer>(layer), batch, static_cast<Failure>(why), now);
}
void CoreHandle::handle_described(BatchId batch, Millis server_time, const val& pictures, const val& missing,
                                  Millis now) {
  coordinator_.handle_described(batch, {picture_records(pictures), texts(missing), server_time}, now);
}
void CoreHandle::handle_describe_failed(BatchId batch, int why, Millis retry_after, Millis now) {
  coordinator_.handle_describe_failed(batch, static_cast<Failure>(why), retry_after, now);
}
void CoreHandle::handle_shown(Slot slot, Generation generation, Millis now) {
  coordinator_.handle_shown(slot, generation, now);
}
bool CoreHandle::handle_downloaded(Slot slot, Generation generation, const std::string& version,
                                   const std::string& content_type, std::uint32_t bytes, Millis now) {
  return coordinator_.handle_downloaded(slot, generation, version, content_type, bytes, now);
}
void CoreHandle::handle_download_failed(Slot slot, Generation generation, int why, Millis now) {
  coordinator_.handle_download_failed(slot, generation, static_cast<Failure>(why), now);
}
void CoreHandle::handle_keep_failed(int layer, const val& slots, Millis now) {
  coordinator_.handle_keep_failed(static_cast<Layer>(layer), emscripten::vecFromJSArray<Slot>(slots), now);
}
void CoreHandle::handle_remove_failed(int layer, const val& user_ids, Millis at, Millis fetched_up_to,
                                      Millis now) {
  const auto owned = emscripten::vecFromJSArray<std::string>(user_ids);
  const std::vector<std::string_view> views(owned.begin(), owned.end());
  coordinator_.handle_remove_failed(static_cast<Layer>(layer), views, at, fetched_up_to, now);
}
void CoreHandle::handle_clear_failed(int layer, Millis at, Millis now) {
  coordinator_.handle_clear_failed(static_cast<Layer>(layer), at, now);
}
void CoreHandle::handle_written(int layer) { coordinator_.handle_written(static_cast<Layer>(layer)); }
void CoreHandle::handle_layer_lost(int layer) { coordinator_.handle_layer_lost(static_cast<Layer>(layer)); }
bool CoreHandle::reserve_preview(std::uint32_t bytes) { return coordinator_.reserve_preview(bytes); }
void CoreHandle::release_preview(std::uint32_t bytes) { coordinator_.release_preview(bytes); }
void CoreHandle::handle_show_failed(Slot slot, Millis now) { coordinator_.handle_show_failed(slot, now); }
bool CoreHandle::handle_uploaded(const std::string& user_id, int variant, Millis server_time,
                                 const val& picture, Millis now) {
  std::optional<SingleAnswer> answer;
  for (PictureRecord& record : picture_records(picture)) answer = {std::move(record), server_time};
  return coordinator_.handle_uploaded(user_id, static_cast<Variant>(variant), answer, now);
}

void CoreHandle::record_hits(int layer, std::uint32_t count, Millis total_duration, double total_bytes) {
  coordinator_.monitor().record_hits(static_cast<Layer>(layer), count, total_duration,
                                     static_cast<std::uint64_t>(total_bytes));
}
void CoreHandle::record_answer(int layer, Millis duration, std::uint32_t bytes) {
  coordinator_.monitor().record_answer(static_cast<Layer>(layer), duration, bytes);
}
void CoreHandle::set_fill(int layer, double entries, double bytes) {
  coordinator_.monitor().set_fill(static_cast<Layer>(layer), static_cast<std::uint64_t>(entries),
                                  static_cast<std::uint64_t>(bytes));
}
void CoreHandle::set_object_urls(std::uint32_t live) { coordinator_.monitor().set_object_urls(live); }
void CoreHandle::reset_monitor(Millis now) { coordinator_.monitor().reset(now); }
val CoreHandle::report(Millis now) { return to_js(coordinator_.report(now)); }

}  // namespace ppc::wasm
