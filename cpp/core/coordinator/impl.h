// The coordinator's inside. One concern a file:
//   requests.cpp        L0 and L1: peek, request, leave, refresh
//   lookups.cpp         the life of one lookup: begin, move on to the next layer, end
//   departures.cpp      what was collected leaves, one batch per layer
//   byte_layers.cpp     answers of L2 and L3
//   descriptions.cpp    answers of the backend
//   downloads.cpp       the bytes
//   retry.cpp           failures: ask again later, sign again, give up
//   invalidation.cpp    invalidate, clear, upload, pictures that cannot be shown
//   failed_writes.cpp   what L2 and L3 could not carry out
//   waking.cpp          timers, layers that come and go, the network that is back
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/coordinator/batches.h"
#include "core/coordinator/coordinator.h"
#include "core/coordinator/layer_health.h"
#include "core/coordinator/local_layer.h"
#include "core/coordinator/lookup.h"
#include "core/coordinator/timers.h"
#include "core/coordinator/write_back.h"
#include "core/ttl/server_clock.h"

namespace ppc {

class Coordinator::Impl {
 public:
  Impl(CoordinatorOptions options, Ports ports);

  /// Every event begins with it: the time of what follows.
  Impl& at(Millis now);
  bool knows(Slot slot) const { return slot < store_.size(); }

  void peek(Slot slot);
  Ticket request(Slot slot, Millis spent);
  void leave(Slot slot, Ticket ticket);
  void refresh(Slot slot);

  void flush();
  void wake();
  Millis next_wakeup() const;

  void invalidate(std::string_view user_id, bool hard);
  void invalidated_elsewhere(std::string_view user_id, bool hard);
  void clear();
  void cleared_elsewhere();
  void online();
  void set_available(Layer layer, bool available);

  void handle_found(Layer layer, BatchId id, std::span<const FoundPicture> pictures);
  void handle_layer_failed(Layer layer, BatchId id);
  void handle_described(BatchId id, const BatchAnswer& answer);
  void handle_describe_failed(BatchId id, Failure why, Millis retry_after);
  void handle_shown(Slot slot, Generation generation);
  bool handle_downloaded(Slot slot, Generation generation, std::string_view version,
                         std::string_view content_type, std::uint32_t bytes);
  void handle_download_failed(Slot slot, Generation generation, Failure why);
  void handle_keep_failed(Layer layer, std::span<const Slot> slots);
  void handle_remove_failed(Layer layer, std::span<const std::string_view> user_ids, Millis at,
                            Millis fetched_up_to);
  void handle_clear_failed(Layer layer, Millis at);
  void written(Layer layer) { write_back_.written(layer); }
  void handle_show_failed(Slot slot);
  bool handle_uploaded(std::string_view user_id, Variant variant, const std::optional<SingleAnswer>& answer);

  Millis server_time(Millis now) const { return clock_.to_server(now); }
  Store& store() { return store_; }
  Monitor& monitor() { return monitor_; }
  LocalLayer& local() { return local_; }
  std::vector<double> report();

 private:
  // requests.cpp
  bool answered_by_store(Slot slot, Millis spent);
  bool showable(Slot slot);
  bool shown_by_others(Slot slot) const;
  bool needs_check(const Picture& picture) const;
  LocalAnswer read_local(Slot slot);
  bool show_local(Slot slot, const LocalAnswer& answer);
  Layer take_peeked(Slot slot);
  Ticket wait_for(Lookup& lookup, Millis spent);

  // lookups.cpp
  SlotState& state(Slot slot);
  Lookup* lookup_of(Slot slot) { return state(slot).lookup.get(); }
  Lookup& begin(Slot slot);
  void start(Lookup& lookup, const LocalAnswer& local);
  void revalidate(Slot slot);
  void advance(Lookup& lookup);
  void enqueue(Lookup& lookup, Layer layer);
  void abandon(Lookup& lookup);
  void leave_batch(const Lookup& lookup);
  void answer_waiters(Lookup& lookup, Layer layer);
  void finish(Lookup& lookup);
  void arm(Lookup& lookup, Millis due);
  void evict();

  // departures.cpp
  std::vector<Slot> take_queue(Layer layer);
  void send_lookups(Layer layer);
  void send_descriptions();
  void describe(Variant variant, std::span<const Slot> slots);
  void send_after(Layer layer);
  void join(Batch& batch, Lookup& lookup);
  void depart(Batch batch, Millis timeout);
  PictureRef ref_of(Slot slot) const;
  BytesPort* bytes_port(Layer layer) const;

  // byte_layers.cpp
  std::optional<Batch> take_batch(BatchId id, Layer layer);
  Lookup* asked_in(const Batch& batch, Slot slot);
  void count_dropped(const Batch& batch);
  void accept_found(Lookup& lookup, Layer layer, const FoundPicture& found);
  bool acceptable(const Lookup& lookup, Layer layer, const FoundPicture& found) const;
  void layer_failed(const Batch& batch);
  Millis not_later_than_now(Millis fetched_at) const;
  Millis checked_until(Millis fetched_at) const;

  // descriptions.cpp
  Millis answered_at(Millis server_time, Millis asked_at) const;
  std::vector<std::string_view> take_answer(const Batch& batch, const BatchAnswer& answer, Millis answered);
  void take_description(Lookup& lookup, const PictureRecord& record, Millis server_time);
  void renew(Lookup& lookup, const PictureRecord& record, Millis server_time);
  void take_missing(Lookup& lookup, Millis server_time);
  void describe_failed(const Batch& batch, Failure why, Millis retry_after);

  // downloads.cpp
  Lookup* downloading(Slot slot, Generation generation);
  void download(Lookup& lookup, NamedPicture named);
  void send_download(Lookup& lookup);
  void download_overdue(Lookup& lookup);
  void download_failed(Lookup& lookup, Failure why);
  void keep_everywhere(Slot slot, const NamedPicture& named, Millis asked_at);
  void keep(Layer layer, Slot slot);
  void set_kept(Layer layer, Slot slot, bool kept);

  // retry.cpp
  bool may_retry(Lookup& lookup, Failure why) const;
  void retry_together(std::span<Lookup* const> lookups, Failure why, Millis retry_after);
  Millis retry_delay(std::uint32_t failures, Millis retry_after);
  void retry_at(Lookup& lookup, Millis due);
  void retry_or_fail(Lookup& lookup, Failure why);
  void try_again(Lookup& lookup);
  void ask_again(Lookup& lookup, Failure why);
  void fail(Lookup& lookup, Failure why);

  // invalidation.cpp
  void drop_user(std::string_view user_id, bool hard);
  void drop_slot(Slot slot, bool hard);
  void drop_everywhere(std::string_view user_id);
  void drop_all();
  void url_failed(Slot slot);
  void bytes_failed(Slot slot);

  // failed_writes.cpp
  void write_failed(Layer layer);
  void write_again(Layer layer);

  // waking.cpp
  void clock_went_back(Millis by);
  void run(TimerKey key);
  void timed_out(const Batch& batch);
  void bring_online(Slot slot);
  void layer_left(Layer layer);
  void layer_came(Layer layer);

  CoordinatorOptions options_;
  Ports ports_;
  Millis now_ = 0;
  Store store_;
  Monitor monitor_;
  ServerClock clock_;
  LayerHealth health_;
  LocalLayer local_;
  WriteBack write_back_;
  Timers timers_;
  Batches batches_;
  std::vector<SlotState> states_;
  std::array<std::vector<Slot>, kLayerCount> queues_;  // may hold slots whose lookup has left
  std::uint32_t queued_ = 0;                           // lookups in phase kQueued
  std::uint32_t waiting_ = 0;
  Ticket last_ticket_ = 0;
  Millis last_download_ = -kNever;  // when bytes, or their refusal, came last
};

}  // namespace ppc
