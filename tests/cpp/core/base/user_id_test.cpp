#include "core/base/user_id.h"

#include <doctest/doctest.h>

#include <string>

#include "core/base/utf8.h"

namespace ppc {
namespace {

using namespace std::string_literals;

TEST_CASE("a user id may have 1 to 128 bytes") {
  CHECK_FALSE(is_valid_user_id(""));
  CHECK(is_valid_user_id("1"));
  CHECK(is_valid_user_id(std::string(128, 'a')));
  CHECK_FALSE(is_valid_user_id(std::string(129, 'a')));
}

TEST_CASE("a user id is measured in bytes, not characters") {
  std::string id;
  for (int i = 0; i < 42; ++i) id += "\u20AC";
  CHECK(is_valid_user_id(id));
  CHECK_FALSE(is_valid_user_id(id + "\u20AC"));
}

TEST_CASE("a user id may hold anything printable, slashes, dots and colons included") {
  CHECK(is_valid_user_id("../../etc/passwd"));
  CHECK(is_valid_user_id("a:b@c d%2F"));
  CHECK(is_valid_user_id("Zo\u00EB \U0001F98A"));
}

TEST_CASE("a user id with a control character is refused") {
  for (int c = 0; c < 0x20; ++c) CHECK_FALSE(is_valid_user_id("a"s + static_cast<char>(c)));
  CHECK_FALSE(is_valid_user_id("a\x7F"));
  CHECK_FALSE(is_valid_user_id("a\u0080"));
  CHECK_FALSE(is_valid_user_id("a\u009F"));
  CHECK(is_valid_user_id("a\u00A0"));
}

TEST_CASE("a user id that is not UTF-8 is refused") { CHECK_FALSE(is_valid_user_id("a\xFF")); }

TEST_CASE("every code point but the surrogates is valid UTF-8 and decodes to itself") {
  int wrong = 0;
  for (std::uint32_t value = 0x800; value <= 0xFFFF; ++value) {
    const std::string text = {static_cast<char>(0xE0 | value >> 12),
                              static_cast<char>(0x80 | (value >> 6 & 0x3F)),
                              static_cast<char>(0x80 | (value & 0x3F))};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    const CodePoint decoded = first_code_point(text);
    if (is_valid_utf8(text) == surrogate || (!surrogate && decoded.value != value)) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("the first and the last code point of each length are valid UTF-8") {
  for (const auto& text : {"\0"s, "\x7F"s, "\xC2\x80"s, "\xDF\xBF"s, "\xE0\xA0\x80"s, "\xEF\xBF\xBF"s,
                           "\xF0\x90\x80\x80"s, "\xF4\x8F\xBF\xBF"s}) {
    CHECK(is_valid_utf8(text));
    CHECK(first_code_point(text).bytes == text.size());
  }
}

TEST_CASE("an overlong form is not UTF-8") {
  for (const auto& text : {"\xC0\x80"s, "\xC1\xBF"s, "\xE0\x80\x80"s, "\xE0\x9F\xBF"s, "\xF0\x80\x80\x80"s,
                           "\xF0\x8F\xBF\xBF"s}) {
    CHECK_FALSE(is_valid_utf8(text));
  }
}

TEST_CASE("nothing above U+10FFFF is UTF-8") {
  for (const auto& text : {"\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s, "\xF8\x88\x80\x80\x80"s, "\xFE"s}) {
    CHECK_FALSE(is_valid_utf8(text));
  }
}

TEST_CASE("a stray or missing continuation byte is not UTF-8") {
  for (const auto& text :
       {"\x80"s, "\xBF"s, "\xC3"s, "\xE2\x82"s, "\xF0\x9F\xA6"s, "\xC3("s, "\xE2\x82("s, "\xF0\x9F\xA6("s}) {
    CHECK_FALSE(is_valid_utf8(text));
  }
}

TEST_CASE("bytes behind the end of the text do not complete its last character") {
  const std::string_view euro = "\u20AC";
  CHECK(is_valid_utf8(euro));
  CHECK_FALSE(first_code_point(euro.substr(0, 2)).valid);
  CHECK_FALSE(first_code_point(euro.substr(0, 1)).valid);
}

TEST_CASE("only 64, 128, 256 and 512 are variants") {
  int variants = 0;
  for (long long size = -1000; size <= 70'000; ++size) variants += is_valid_variant(size) ? 1 : 0;
  CHECK(variants == 4);
  for (const int size : {64, 128, 256, 512}) CHECK(is_valid_variant(size));
  CHECK_FALSE(is_valid_variant(65'536 + 128));
}

}  // namespace
}  // namespace ppc
