#include "core/records/number_text.h"

#include <array>
#include <charconv>
#include <cmath>

#include "core/base/bit_cast.h"

namespace ppc {
namespace {

// A fraction below 1 with 124 bits after the point; the 4 bits above it hold a decimal digit.
__extension__ using Fixed = unsigned __int128;
constexpr int kHalfBits = 62;
constexpr Fixed kOne = Fixed{1} << (2 * kHalfBits);

Fixed to_fixed(double fraction) {
  constexpr double kHalf = 0x1p62;
  const auto high = static_cast<std::uint64_t>(fraction * kHalf);
  const double rest = fraction * kHalf - static_cast<double>(high);
  return Fixed{high} << kHalfBits | static_cast<std::uint64_t>(rest * kHalf);
}

/// Half the distance to the nearest double: any decimal closer to `value` than that reads back as it.
double reading_tolerance(double value) {
  const auto bits = bit_cast<std::uint64_t>(value);
  const double gap = bit_cast<double>(bits + 1) - value;
  const bool is_power_of_two = (bits & 0xF'FFFF'FFFF'FFFF) == 0;  // then the gap below is half as wide
  return is_power_of_two ? gap / 4 : gap / 2;
}

// Digits are produced until what is left is below the tolerance, from under or from over (Steele and White,
// "How to print floating-point numbers accurately", PLDI 1990: fixed-point fractions).
void append_fraction(std::string& out, double fraction, double tolerance) {
  Fixed rest = to_fixed(fraction);
  Fixed allowed = to_fixed(tolerance);
  if (rest == 0) return;
  out += '.';
  bool done = false;
  while (!done) {
    rest *= 10;
    allowed *= 10;
    auto digit = static_cast<int>(rest / kOne);
    rest %= kOne;
    done = rest == 0 || rest < allowed || rest > kOne - allowed;
    if (done && rest > kOne / 2) ++digit;
    out += static_cast<char>('0' + digit);
  }
}

}  // namespace

void append_count(std::string& out, std::uint64_t value) {
  std::array<char, 20> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), result.ptr);
}

void append_number(std::string& out, double value) {
  if (value < 0) out += '-';
  const double magnitude = std::abs(value);
  const double whole = std::floor(magnitude);
  append_count(out, static_cast<std::uint64_t>(whole));
  append_fraction(out, magnitude - whole, reading_tolerance(magnitude));
}

}  // namespace ppc
