// How long things live, and the one formula for how long a signed URL may be used. All pure functions of
// their arguments. No lifetime slides on read.
#pragma once

#include "core/base/types.h"

namespace ppc {

inline constexpr Millis kSecond = 1000;
inline constexpr Millis kMinute = 60 * kSecond;
inline constexpr Millis kHour = 60 * kMinute;
inline constexpr Millis kDay = 24 * kHour;

/// The largest time a JavaScript Date can hold (ECMA-262, Time Values); a later one is refused wherever
/// times are read from outside.
inline constexpr Millis kMaxTime = 8.64e15;

/// Design, sections 1 and 4. kNever: no end; 0 or less: never kept.
struct Lifetimes {
  Millis local_storage = 45 * kMinute;  // L1, and how long a version goes unchecked
  Millis indexed_db = 7 * kDay;         // L2
  Millis service_worker = 7 * kDay;     // L3
  Millis missing = 5 * kMinute;         // "this user has no picture"
  Millis url_margin = kMinute;          // a URL is given up this long before its signature ends
};

/// min(fetched_at + lifetimes.local_storage, expires_at - lifetimes.url_margin): all on the server's clock.
/// A URL is used while now < url_usable_until(). It never outlives its signature: a negative margin counts as
/// 0. -kNever (usable at no time) when the lifetime is 0 or less, and when an argument is not a number.
Millis url_usable_until(Millis fetched_at, Millis expires_at, const Lifetimes& lifetimes);

/// True while a thing of that age may be used: from kClockTolerance before `since` (a small step back of the
/// clock) to `since + lifetime`, exclusive. A thing from further in the future is refused: the clock went
/// back. A lifetime of 0 or less, and anything that is not a number, is never alive.
bool is_alive(Millis since, Millis lifetime, Millis now);
inline constexpr Millis kClockTolerance = 2 * kMinute;

/// When a user or account was dropped, as far as that binds: answers asked for earlier are not kept (client
/// clock). -kNever for a drop further than kClockTolerance in the future: it was noted before the clock was
/// set back, and would refuse everything until the clock has caught up.
Millis binding_drop(Millis dropped_at, Millis now);

/// Delay for a host timer that should fire at `at`: whole milliseconds, rounded up (browsers drop the
/// fraction and would fire too early), never negative, at most kMaxTimerDelay; the host calls wake() early
/// and is told again. kNever stays kNever. A time that is not a number counts as kNever: a timer for it would
/// never stop firing.
Millis timer_delay(Millis at, Millis now);
/// 2^31 - 1: browsers fire a longer setTimeout at once (HTML, timers: the delay is a 32-bit signed integer).
inline constexpr Millis kMaxTimerDelay = 2'147'483'647;

}  // namespace ppc
