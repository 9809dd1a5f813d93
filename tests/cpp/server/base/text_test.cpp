#include "server/base/text.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "server/base/crypto.h"
#include "server/base/json_text.h"
#include "server/base/percent.h"
#include "server/base/query.h"
#include "server/base/time_text.h"

namespace ppc::server {

TEST_CASE("only unreserved characters stay unencoded") {
  CHECK(percent_encode("AZaz09-._~") == "AZaz09-._~");
  CHECK(percent_encode(" +/%\x7f\xc3\xa9") == "%20%2B%2F%25%7F%C3%A9");
  CHECK(percent_encode("a/b c", Slash::kKeep) == "a/b%20c");
}

TEST_CASE("decoding happens once and keeps the plus") {
  CHECK(percent_decode("%2541+%c3%A9") == "%41+\xc3\xa9");
  CHECK(percent_decode("%00") == std::string(1, '\0'));
}

TEST_CASE("a malformed percent-encoding is refused") {
  for (const char* text : {"%", "%4", "a%g0", "%0g", "%%41"}) CHECK_FALSE(percent_decode(text));
}

TEST_CASE("blanks are cut off at both ends and kept within") {
  CHECK(trimmed(" \t a \t b\t ") == "a \t b");
  CHECK(trimmed(" \t ").empty());
  CHECK(trimmed("").empty());
}

TEST_CASE("a query is split before it is decoded") {
  const auto fields = parse_query("a=1&b=x%26y%3Dz&c&=d");
  REQUIRE(fields);
  CHECK(*fields == std::vector<Field>{{"a", "1"}, {"b", "x&y=z"}, {"c", ""}, {"", "d"}});
  CHECK(parse_query("")->empty());
  CHECK_FALSE(parse_query("a=%zz"));
}

TEST_CASE("a repeated parameter has no only value") {
  const auto fields = parse_query("a=1&a=1&b=2");
  CHECK_FALSE(only_value(*fields, "a"));
  CHECK(only_value(*fields, "b") == "2");
  CHECK_FALSE(only_value(*fields, "c"));
}

TEST_CASE("JSON text is what a parser reads back, wherever a special character stands") {
  for (const char* special : {"\"", "\\", "\n", "\x01", "\x1f", "\x7f", "\xc3\xa9", "!"}) {
    for (std::size_t before = 0; before < 20; ++before) {
      for (std::size_t after = 0; after < 20; ++after) {
        const std::string text = std::string(before, 'a') + special + std::string(after, '~');
        std::string json;
        append_json_string(json, text);
        CHECK(nlohmann::json::parse(json).get<std::string>() == text);
      }
    }
  }
}

TEST_CASE("dates are written as HTTP and AWS do") {
  CHECK(format_http_date(784111777000) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(format_amz_date(1369353600999) == "20130524T000000Z");
  CHECK(format_iso_date(1709251199000) == "2024-02-29T23:59:59Z");
}

TEST_CASE("an AWS date is read back, and a day that does not exist is refused") {
  CHECK(parse_amz_date("20240229T235959Z") == 1709251199000);
  for (const char* text :
       {"20230229T000000Z", "20241301T000000Z", "20240101T240000Z", "20240101T006000Z", "20240101T000060Z",
        "2024-101T000000Z", "20240101 000000Z", "20240101T000000z", ""}) {
    CAPTURE(text);
    CHECK_FALSE(parse_amz_date(text));
  }
}

TEST_CASE("hashes are those of the standards' examples") {
  CHECK(to_hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // RFC 4231, test case 2.
  const std::string key = "Jefe";
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(key.data()), key.size());
  CHECK(to_hex(hmac_sha256(bytes, "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("texts are equal only in whole") {
  CHECK(equal_in_constant_time("abc", "abc"));
  CHECK_FALSE(equal_in_constant_time("abc", "abd"));
  CHECK_FALSE(equal_in_constant_time("abc", "ab"));
  CHECK(equal_in_constant_time("", ""));
}

TEST_CASE("random texts differ and have the length asked for") {
  const auto one = random_text(40);
  const auto other = random_text(40);
  REQUIRE(one);
  CHECK(one->size() == 40);
  CHECK(*one != *other);
}

TEST_CASE("HTTP dates are read in the one form that is written today") {
  for (Millis time : {0.0, 784111777000.0, 1709251199000.0, 4102444799000.0}) {
    CHECK(parse_http_date(format_http_date(time)) == time);
  }
  for (const char* text :
       {"", "Sun, 06 Nov 1994 08:49:37", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 19x4 08:49:37 GMT"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_http_date(text));
  }
}

}  // namespace ppc::server
