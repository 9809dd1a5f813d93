// The state of one lookup: which layer it is at, who waits for it, what the backend has named so far.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/types.h"
#include "core/records/backend_answer.h"

namespace ppc {

struct Waiter {
  Ticket ticket;
  Millis since;
};

enum class Phase : std::uint8_t {
  kQueued,       // leaves with the next batch for its layer
  kAsked,        // in a batch that left
  kDownloading,  // the backend named a picture, its bytes are on the way
  kBackoff,      // waits for its next attempt
};

/// A picture as the backend named it.
struct NamedPicture {
  PictureRecord record;
  Millis fetched_at = 0;  // server clock
};

struct Lookup {
  Slot slot = 0;
  Generation generation = 0;
  Layer layer = Layer::kLocalStorage;  // the layer it is at; L1 has been read when a lookup begins
  Phase phase = Phase::kQueued;
  bool background = false;   // goes on without waiters: somebody sees this picture
  bool check = false;        // the backend must be asked, however young the picture that is found
  bool fresh = false;        // the download bypasses the HTTP cache
  bool asked_again = false;  // the one further describe after 403 or another version is used
  bool bad_answer = false;   // the one further attempt after a bad answer is used
  std::uint32_t failures = 0;
  std::uint32_t turns_waited = 0;  // how often its download's time-out was put off
  BatchId batch = 0;               // in phase kAsked
  Millis due = kNever;             // armed timer: the download's time-out or the next attempt
  Millis asked_at = 0;             // when the answer that named the picture was asked for
  Millis not_before = -kNever;     // an invalidation that L1 remembers: older pictures are misses
  std::optional<NamedPicture> named;
  std::vector<Waiter> waiters;
};

/// What the coordinator remembers of a slot beside the store's picture.
struct SlotState {
  std::unique_ptr<Lookup> lookup;
  std::size_t failed_url = 0;      // mark of the URL that did not load; 0: none
  std::size_t failed_version = 0;  // mark of the version whose bytes could not be shown; 0: none
  Millis asked_at = 0;             // of the answer that named the version that is shown
  Layer peeked = Layer::kNone;     // the layer peek() found it in, until a request is counted for it
  bool invalidated = false;        // only the network may answer, with bytes that bypass the HTTP cache
  std::uint8_t kept_in = 0;        // bit 1 << Layer: the layer was given this version
};

}  // namespace ppc
