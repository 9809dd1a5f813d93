#include "core/records/number_text.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

namespace ppc {
namespace {

std::string text_of(double value) {
  std::string out;
  append_number(out, value);
  return out;
}

TEST_CASE("integers are written as integers") {
  CHECK(text_of(0) == "0");
  CHECK(text_of(-0.0) == "0");
  CHECK(text_of(1) == "1");
  CHECK(text_of(-42) == "-42");
  CHECK(text_of(1'700'000'000'000) == "1700000000000");
  CHECK(text_of(8.64e15) == "8640000000000000");
  CHECK(text_of(9'007'199'254'740'993.0) == "9007199254740992");
}

TEST_CASE("counts are written without loss up to 64 bits") {
  std::string out;
  append_count(out, std::numeric_limits<std::uint64_t>::max());
  CHECK(out == "18446744073709551615");
}

TEST_CASE("fractions are written with no more digits than they need") {
  CHECK(text_of(0.5) == "0.5");
  CHECK(text_of(0.1) == "0.1");
  CHECK(text_of(-2.25) == "-2.25");
  CHECK(text_of(0.95) == "0.95");
  CHECK(text_of(0.1 + 0.2) == "0.30000000000000004");
  CHECK(text_of(1.0 / 3) == "0.3333333333333333");
  CHECK(text_of(2.0 / 3) == "0.6666666666666666");
  CHECK(text_of(1'700'000'000'000.123) == "1700000000000.123");
  CHECK(text_of(0.000025) == "0.000025");
  CHECK(text_of(0.9999999999999999) == "0.9999999999999999");
  CHECK(text_of(std::nextafter(1.0, 2.0)) == "1.0000000000000002");
}

TEST_CASE("a power of two, whose neighbour below is nearer, reads back as itself") {
  for (int power = -70; power < 64; ++power) {
    const double value = std::ldexp(1.0, power);
    CHECK(std::strtod(text_of(value).c_str(), nullptr) == value);
    const double below = std::nextafter(value, 0.0);
    CHECK(std::strtod(text_of(below).c_str(), nullptr) == below);
  }
}

TEST_CASE("any number of ours reads back as the same double") {
  std::mt19937_64 random(42);
  int wrong = 0;
  for (int i = 0; i < 200'000; ++i) {
    const double mantissa = 1 + static_cast<double>(random() >> 12) / 0x1p52;
    const double value = std::ldexp(mantissa, static_cast<int>(random() % 84) - 20);
    if (std::strtod(text_of(value).c_str(), nullptr) != value) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("decimals with up to 15 digits come back as they were typed") {
  std::mt19937_64 random(43);
  int wrong = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string typed = std::to_string(random() % 1'000'000) + "." + std::to_string(random() % 1'000'000'000);
    while (typed.back() == '0') typed.pop_back();
    if (typed.back() == '.') typed.pop_back();
    if (text_of(std::strtod(typed.c_str(), nullptr)) != typed) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("a number too small to matter ends, and is near 0") {
  CHECK(text_of(std::numeric_limits<double>::denorm_min()) == "0");
  CHECK(std::strtod(text_of(1e-30).c_str(), nullptr) < 1e-29);
}

}  // namespace
}  // namespace ppc
