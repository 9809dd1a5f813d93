// The words every part of the core shares. A picture is identified by (account, user id, variant),
// never by a URL: a presigned URL differs every time it is signed.
#pragma once

#include <cstdint>
#include <limits>

namespace ppc {

/// Milliseconds since the Unix epoch, on the clock the caller passes in; also a span of milliseconds.
/// Fractions are kept: a hit is measured in microseconds.
using Millis = double;

/// "Not at any time": the next wake-up of an idle coordinator, the lifetime that never ends.
inline constexpr Millis kNever = std::numeric_limits<Millis>::infinity();

/// Index of a picture (user id and variant) in the snapshot table. Dense, from 0, never reused.
using Slot = std::uint32_t;

/// Grows by one at each invalidation of a user. A completion of an older generation changes nothing.
using Generation = std::uint32_t;

/// Edge length in pixels: 64, 128, 256 or 512.
using Variant = std::uint16_t;

/// Number the coordinator gives to a batch that left for a layer; never 0.
using BatchId = std::uint32_t;

/// Number of one waiting consumer; 0 means answered at once.
using Ticket = std::uint32_t;

/// Where an answer came from. The numbers are part of the snapshot row, see Row.
enum class Layer : std::uint8_t {
  kNone = 0,
  kRedux = 1,
  kLocalStorage = 2,
  kIndexedDb = 3,
  kServiceWorker = 4,
  kNetwork = 5,
};
inline constexpr int kLayerCount = 6;

enum class Status : std::uint8_t {
  kIdle = 0,     // never asked for, or evicted
  kLoading = 1,  // nothing to show yet
  kReady = 2,    // a picture can be shown (perhaps a stale one)
  kMissing = 3,  // this user has no picture
  kError = 4,    // nothing to show and the retries are used up
};

/// Why a layer or the backend could not answer.
enum class Failure : std::uint8_t {
  kNone = 0,
  kUnreachable = 1,   // offline, refused, blocked
  kTimeout = 2,       // no answer in time
  kServer = 3,        // 5xx or 429
  kForbidden = 4,     // the object store refused a freshly signed URL, too
  kUnauthorized = 5,  // the backend refused the caller (401, 403)
  kBadAnswer = 6,     // the backend's answer does not parse
  kNotAnImage = 7,    // empty, or not an allowed raster type
  kTooLarge = 8,      // over the size cap
  kOutdated = 9,      // the store's bytes are of another version than the backend named
};

}  // namespace ppc
