#include "core/ttl/server_clock.h"

#include <cmath>

#include "core/ttl/lifetimes.h"

namespace ppc {
namespace {

/// The backend gives whole milliseconds, so its time may be that much behind.
constexpr Millis kResolution = 1;

bool is_time(Millis value) { return value >= 0 && value <= kMaxTime; }

}  // namespace

void ServerClock::observe(Millis server_time, Millis sent, Millis received) {
  if (!is_time(server_time) || !is_time(sent) || !is_time(received)) return;
  if (received < sent) return accept(server_time - received, kNever);
  const Millis round_trip = received - sent;
  const bool refuted = offset_ < server_time - received || offset_ > server_time - sent + kResolution;
  if (!observed_ || refuted || round_trip <= round_trip_) {
    accept(server_time - sent - round_trip / 2, round_trip);
  }
}

void ServerClock::adopt(Millis offset) {
  if (observed_ || !(std::abs(offset) <= kMaxTime)) return;
  offset_ = offset;
  known_ = true;
}

void ServerClock::accept(Millis offset, Millis round_trip) {
  offset_ = offset;
  round_trip_ = round_trip;
  known_ = true;
  observed_ = true;
}

}  // namespace ppc
