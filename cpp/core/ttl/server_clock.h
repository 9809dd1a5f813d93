// The server's clock as seen from this client. A page's clock may be wrong by any amount and may be set
// while the page is open, so the offset is measured from each answer of the backend.
#pragma once

#include "core/base/types.h"

namespace ppc {

/// Keeps the estimate of the shortest round trip: its midpoint is wrong by half of it at most. An answer with
/// a longer one replaces it only when it proves it wrong, that is when the offset kept lies outside
/// [server_time - received, server_time - sent + 1 ms]: then one of the clocks was set.
class ServerClock {
 public:
  /// An answer that was asked for at `sent`, arrived at `received` (client clock) and says `server_time`.
  /// When the client's clock went back in between (received < sent) the round trip is unknown: the answer
  /// counts as just given, and the next ordinary one replaces it. Values that are no times are ignored.
  void observe(Millis server_time, Millis sent, Millis received);
  /// An offset remembered by an earlier page; ignored once one was observed.
  void adopt(Millis offset);
  /// The client's clock was set back by that much.
  void client_went_back(Millis by) {
    if (known_) offset_ += by;
  }
  /// False until an offset was observed or adopted; the offset is 0 until then.
  bool known() const { return known_; }
  /// Server clock minus client clock.
  Millis offset() const { return offset_; }
  Millis to_server(Millis client_now) const { return client_now + offset_; }
  Millis to_client(Millis server_now) const { return server_now - offset_; }

 private:
  void accept(Millis offset, Millis round_trip);

  Millis offset_ = 0;
  Millis round_trip_ = kNever;  // of the observation that gave offset_
  bool known_ = false;
  bool observed_ = false;
};

}  // namespace ppc
