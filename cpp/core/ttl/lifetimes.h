// How long things live, and the one formula for how long a signed URL may be used. All pure functions of
// their arguments. No lifetime slides on read.
#pragma once

#include "core/base/types.h"

namespace ppc {

inline constexpr Millis kSecond = 1000;
inline constexpr Millis kMinute = 60 * kSecond;
inline constexpr Millis kHour = 60 * kMinute;
inline constexpr Millis kDay = 24 * kHour;

/// Design, sections 1 and 4. kNever: no end; 0 or less: never kept.
struct Lifetimes {
  Millis local_storage = 45 * kMinute;   // L1, and how long a version goes unchecked
  Millis indexed_db = 7 * kDay;          // L2
  Millis service_worker = 7 * kDay;      // L3
  Millis missing = 5 * kMinute;          // "this user has no picture"
  Millis url_margin = kMinute;           // a URL is given up this long before its signature ends
};

/// min(fetched_at + lifetimes.local_storage, expires_at - lifetimes.url_margin): all on the server's clock.
Millis url_usable_until(Millis fetched_at, Millis expires_at, const Lifetimes& lifetimes);

/// True while a thing of that age may be used: from kClockTolerance before `since` (a small step back of the clock) to
/// `since + lifetime`, exclusive. A thing from further in the future is refused: the clock went back.
bool is_alive(Millis since, Millis lifetime, Millis now);
inline constexpr Millis kClockTolerance = 2 * kMinute;

/// Delay for a host timer that should fire at `at`: never negative, at most 2^31 - 1 (browsers fire a
/// longer setTimeout at once); the host calls wake() early and is told again. kNever stays kNever.
Millis timer_delay(Millis at, Millis now);

/// The server's clock as seen from this client. Unknown (offset 0) until the first observation.
class ServerClock {
 public:
  /// An answer that was asked for at `sent`, arrived at `received` (client clock) and says `server_time`.
  void observe(Millis server_time, Millis sent, Millis received);
  /// An offset remembered by an earlier page; ignored once one was observed.
  void adopt(Millis offset);
  bool known() const { return known_; }
  Millis offset() const { return offset_; }
  Millis to_server(Millis client_now) const { return client_now + offset_; }
  Millis to_client(Millis server_now) const { return server_now - offset_; }

 private:
  Millis offset_ = 0;
  bool known_ = false;
};

}  // namespace ppc
