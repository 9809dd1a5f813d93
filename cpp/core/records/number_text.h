// Numbers as decimal text, small: the standard library's std::to_chars for doubles is missing in Emscripten
// 3.1.6 and, where there is one, brings tables larger than the rest of the core.
#pragma once

#include <cstdint>
#include <string>

namespace ppc {

/// The magnitudes that append_number() can write lie below this.
inline constexpr double kNumberLimit = 0x1p64;

void append_count(std::string& out, std::uint64_t value);

/// REQUIRES: -kNumberLimit < value < kNumberLimit. An integer is written as one ("120", also for -0.0),
/// anything else with as many digits after the point as tell it from its neighbours ("0.1"), so that it reads
/// back as the same double. What is smaller than 2^-72 (2e-22) loses digits or becomes 0: no time or rate is
/// near that.
void append_number(std::string& out, double value);

}  // namespace ppc
