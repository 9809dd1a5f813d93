// The layered lookup, without I/O: it is given the time, a port per layer and completions, and answers
// with calls on the ports and the time at which it next wants to be woken. Any sequence of events can be
// replayed in virtual time.
//
// Host's duties: call flush() once at the end of a tick in which anything was called; after any call arm one
// timer for next_wakeup() and read changed slots with take_changes(). A host that forgets to flush is woken
// for it. Extra calls of flush(), wake() and take_changes() are harmless. A port must not call the
// coordinator back within the call.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "core/coordinator/ports.h"
#include "core/monitor/monitor.h"
#include "core/records/backend_answer.h"
#include "core/store/store.h"
#include "core/ttl/lifetimes.h"

namespace ppc {

/// A number in [0, 1). Jitter is drawn from it, so a test chooses it.
class RandomSource {
 public:
  virtual ~RandomSource() = default;
  virtual double next() = 0;
};

/// The first three may be null: a layer that is not there. The other two must not be.
struct Ports {
  LocalStoragePort* local_storage;
  BytesPort* indexed_db;
  BytesPort* service_worker;
  NetworkPort* network;
  RandomSource* random;
};

struct CoordinatorOptions {
  Lifetimes lifetimes;
  StoreLimits store;
  std::uint32_t local_storage_bytes = 2'500'000;  // L1's own budget
  Millis layer_timeout = 1000;                    // L2 and L3 lookups
  Millis layer_rest = 30'000;                     // how long a layer that failed is left alone
  Millis describe_timeout = 10'000;
  Millis download_timeout = 30'000;
  Millis backoff_base = 500;  // doubled at each attempt, then jittered to 50-100 %
  Millis backoff_cap = 30'000;
  std::uint32_t attempts = 5;       // of one lookup before it is an error
  std::uint32_t batch_limit = 200;  // users in one backend call (design, section 6)
};

/// A picture that L2 or L3 holds.
struct FoundPicture {
  Slot slot;
  Generation generation;
  std::string version;
  std::string content_type;
  std::uint32_t bytes;
  Millis fetched_at;  // server clock
};

class Coordinator {
 public:
  Coordinator(CoordinatorOptions options, Ports ports);
  ~Coordinator();
  Coordinator(const Coordinator&) = delete;
  Coordinator& operator=(const Coordinator&) = delete;

  /// The slot of a picture; the same one for the same arguments.
  Slot intern(std::string_view user_id, Variant variant);

  /// Reads L0 and L1 only, and changes no other layer: safe while a component renders. Counts nothing;
  /// the first request() after it is counted for the layer that answered. A URL alone that has run out and
  /// that nobody shows is withdrawn.
  void peek(Slot slot, Millis now);

  /// One consumer, which counts among the row's subscribers already, wants the picture. 0: answered at once
  /// (ready or missing). Otherwise the consumer waits, and the slot's row tells when it is over: its status
  /// is no longer kLoading, or, where others show a picture by a URL that ran out, it is no longer fetching.
  /// `spent`: how long the consumer has been at it already, in the peek() that answered it; it is part of its
  /// time.
  Ticket request(Slot slot, Millis now, Millis spent = 0);
  /// The consumer no longer waits, nor does it subscribe. The last one to leave cancels the lookup, unless
  /// somebody still shows the picture. An unknown ticket is ignored.
  void leave(Slot slot, Ticket ticket, Millis now);
  /// Asks the backend again although a picture is there (refetch). The old one stays, marked stale.
  void refresh(Slot slot, Millis now);

  /// Lets what was collected leave, one batch per layer, and keeps to the store's budget.
  void flush(Millis now);
  /// Runs what is due: retries, time-outs.
  void wake(Millis now);
  /// When to call wake(); kNever when nothing waits. A time in the past means at once.
  Millis next_wakeup() const;

  /// Drops every variant of the user from every layer and fetches a fresh one for those with
  /// subscribers or waiters. Soft: the old picture stays shown, stale, until then. Hard: it goes at once.
  void invalidate(std::string_view user_id, bool hard, Millis now);
  /// Another tab invalidated the user at `at`: like invalidate(), but the shared layers are already dropped.
  void invalidated_elsewhere(std::string_view user_id, bool hard, Millis now);
  /// Drops everything of this account in every layer (log-out).
  void clear(Millis now);
  void cleared_elsewhere(Millis now);
  /// The network is believed to be back: what failed and is still wanted is tried again.
  void online(Millis now);
  /// A layer came or went (a service worker became active, a database could not be opened). All are there at
  /// first, except those without a port. What this causes leaves at the next flush() or wake(). A layer that
  /// comes is told of the removals it missed and is given the pictures that are held; L1 and L4 have no such
  /// state.
  void set_available(Layer layer, bool available);

  // Completions. Each is ignored when its batch or generation is no longer current.

  /// A lookup of L2 or L3 is over; pictures that are not listed were not there. Slots whose picture was
  /// accepted get kFlagBytesHeld and the layer; the host then keeps the bytes of those.
  void handle_found(Layer layer, BatchId batch, std::span<const FoundPicture> pictures, Millis now);
  void handle_layer_failed(Layer layer, BatchId batch, Failure why, Millis now);
  /// The backend's answer to a batch call. One that cannot be read is handle_describe_failed() with
  /// kBadAnswer.
  void handle_described(BatchId batch, const BatchAnswer& answer, Millis now);
  /// `retry_after`: what the backend asked for, 0 when it did not.
  void handle_describe_failed(BatchId batch, Failure why, Millis retry_after, Millis now);
  /// The page shows the picture that is being downloaded, by its URL. Whoever waits is answered, localStorage
  /// holds the URL, and the download goes on without them.
  void handle_shown(Slot slot, Generation generation, Millis now);
  /// True: accepted, the host makes these bytes the slot's picture. `version` is the store's ETag
  /// without quotes, empty when it could not be read.
  bool handle_downloaded(Slot slot, Generation generation, std::string_view version,
                         std::string_view content_type, std::uint32_t bytes, Millis now);
  void handle_download_failed(Slot slot, Generation generation, Failure why, Millis now);
  // What L2 or L3 could not carry out is counted and asked of it again after its rest, which
  // doubles while it fails in a row.

  /// The layer did not take the pictures of these slots.
  void handle_keep_failed(Layer layer, std::span<const Slot> slots, Millis now);
  /// The arguments are those of BytesPort::remove().
  void handle_remove_failed(Layer layer, std::span<const std::string_view> user_ids, Millis at,
                            Millis fetched_up_to, Millis now);
  void handle_clear_failed(Layer layer, Millis at, Millis now);
  /// The layer carried out what it was told.
  void handle_written(Layer layer);
  /// The layer was lost for another reason; it is only counted.
  void handle_layer_lost(Layer layer);
  /// The host wants to add a preview of so many bytes (as StoredRecord counts) to a record of L1. False when
  /// the budget has no room for it: a preview displaces no record.
  bool reserve_preview(std::uint32_t bytes);
  /// The preview that room was reserved for could not be written.
  void release_preview(std::uint32_t bytes);
  /// The page could not show the URL of this slot (the <img> reported an error).
  void handle_show_failed(Slot slot, Millis now);
  /// An upload was answered with the new record of this variant: invalidates, then downloads it without
  /// asking again. False when there is none that could be read, or of another user (then the ordinary way is
  /// taken).
  bool handle_uploaded(std::string_view user_id, Variant variant, const std::optional<SingleAnswer>& answer,
                       Millis now);

  /// The server's time as far as it is known: what the ages of stored pictures are measured with.
  Millis server_time(Millis now) const;

  /// What a reader sees: not to be dispatched to from outside. The rows may move when a slot is interned: ask
  /// again for rows().data().
  const Store& store() const;
  Store& store();
  Monitor& monitor();
  /// The monitor's figures (records/report.h), with the gauges of this moment.
  std::vector<double> report(Millis now);
  std::vector<Slot> take_changes();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ppc
