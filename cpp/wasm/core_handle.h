// The one core object of a page: the coordinator with its ports, spoken to in numbers and strings.
// Enumerations cross as their numbers (core/base/types.h). What each call means is said in
// core/coordinator/coordinator.h.
#pragma once

#include <emscripten/val.h>

#include <string>

#include "core/coordinator/coordinator.h"
#include "wasm/port_adapters.h"

namespace ppc::wasm {

class CoreHandle {
 public:
  /// `ports`: {localStorage, indexedDB, serviceWorker, network}.
  CoreHandle(const emscripten::val& options, const emscripten::val& ports);

  Slot intern(const std::string& user_id, int variant);
  /// The snapshot table as a Uint8Array over linear memory: valid until a slot is interned or the memory
  /// grows.
  emscripten::val rows();
  std::string url(Slot slot) const;
  std::string version(Slot slot) const;
  /// The slots that changed, an array.
  emscripten::val take_changes();
  void watch_all(bool on);
  Millis server_time(Millis now) const;

  void peek(Slot slot, Millis now);
  Ticket request(Slot slot, Millis now, Millis spent);
  void leave(Slot slot, Ticket ticket, Millis now);
  void refresh(Slot slot, Millis now);
  void flush(Millis now);
  void wake(Millis now);
  /// Delay in milliseconds for the host's one timer; negative: none is needed.
  Millis timer_delay(Millis now) const;

  void invalidate(const std::string& user_id, bool hard, Millis now);
  void invalidated_elsewhere(const std::string& user_id, bool hard, Millis now);
  void clear(Millis now);
  void cleared_elsewhere(Millis now);
  void online(Millis now);
  void set_available(int layer, bool available);

  void handle_found(int layer, BatchId batch, const emscripten::val& pictures, Millis now);
  void handle_layer_failed(int layer, BatchId batch, int why, Millis now);
  void handle_described(BatchId batch, Millis server_time, const emscripten::val& pictures,
                        const emscripten::val& missing, Millis now);
  void handle_describe_failed(BatchId batch, int why, Millis retry_after, Millis now);
  void handle_shown(Slot slot, Generation generation, Millis now);
  bool handle_downloaded(Slot slot, Generation generation, const std::string& version,
                         const std::string& content_type, std::uint32_t bytes, Millis now);
  void handle_download_failed(Slot slot, Generation generation, int why, Millis now);
  void handle_keep_failed(int layer, const emscripten::val& slots, Millis now);
  void handle_remove_failed(int layer, const emscripten::val& user_ids, Millis at, Millis fetched_up_to,
                            Millis now);
  void handle_clear_failed(int layer, Millis at, Millis now);
  void handle_written(int layer);
  void handle_layer_lost(int layer);
  bool reserve_preview(std::uint32_t bytes);
  void release_preview(std::uint32_t bytes);
  void handle_show_failed(Slot slot, Millis now);
  bool handle_uploaded(const std::string& user_id, int variant, Millis server_time,
                       const emscripten::val& picture, Millis now);

  void record_hits(int layer, std::uint32_t count, Millis total_duration, double total_bytes);
  void record_answer(int layer, Millis duration, std::uint32_t bytes);
  void set_fill(int layer, double entries, double bytes);
  void set_object_urls(std::uint32_t live);
  void reset_monitor(Millis now);
  emscripten::val report(Millis now);

 private:
  LocalStorageAdapter local_storage_;
  BytesAdapter indexed_db_;
  BytesAdapter service_worker_;
  NetworkAdapter network_;
  RandomAdapter random_;
  Coordinator coordinator_;
};

}  // namespace ppc::wasm
