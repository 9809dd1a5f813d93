#include "core/records/local_record.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace ppc {
namespace {

using namespace std::string_literals;

LocalVariant variant(Variant size) {
  return {.size = size,
          .url = "https://store.example/u/" + std::to_string(size) + "?X-Amz-Signature=a&b=\"c\"",
          .version = "9a0364b9e99bb480dd25e1f0284c8555",
          .fetched_at = 1'700'000'000'000.125,
          .expires_at = 1'700'003'600'000,
          .bytes = 4'294'967'295,
          .content_type = "image/webp"};
}

bool same(const LocalVariant& a, const LocalVariant& b) {
  return a.size == b.size && a.url == b.url && a.version == b.version && a.fetched_at == b.fetched_at &&
         a.expires_at == b.expires_at && a.bytes == b.bytes && a.content_type == b.content_type;
}

/// Written and read again; an empty record when it does not parse.
LocalRecord round_trip(const LocalRecord& record) {
  const auto read = parse_local_record(write_local_record(record));
  CHECK(read.has_value());
  return read.value_or(LocalRecord{});
}

bool is_record(const std::string& text) { return parse_local_record(text).has_value(); }

TEST_CASE("a local key names the user, and the account when there is one") {
  CHECK(local_key("", "123") == "profile_pic:123");
  CHECK(local_key("ada", "123") == "profile_pic@ada:123");
  CHECK(local_key_prefix("") == "profile_pic:");
  CHECK(local_key_prefix("ada") == "profile_pic@ada:");
}

TEST_CASE("no two accounts share a local key, whatever they are called") {
  CHECK(local_key("a", "b:c") != local_key("a:b", "c"));
  CHECK(local_key("a:b", "c") == "profile_pic@a%3Ab:c");
  CHECK(local_key("a%3Ab", "c") == "profile_pic@a%253Ab:c");
  CHECK_FALSE(local_key("a:b", "c").starts_with(local_key_prefix("a")));
  CHECK_FALSE(local_key("", "@a:b").starts_with(local_key_prefix("a")));
}

TEST_CASE("an account is encoded in a local key as encodeURIComponent() does") {
  CHECK(local_key_prefix("Az09-_.!~*'()") == "profile_pic@Az09-_.!~*'():");
  CHECK(local_key_prefix("ada@example.org/\u00EB +") == "profile_pic@ada%40example.org%2F%C3%AB%20%2B:");
}

TEST_CASE("a record of one variant is written in the documented shape") {
  const LocalRecord record{.variants = {{.size = 128,
                                         .url = "https://s.example/a",
                                         .version = "w",
                                         .fetched_at = 5,
                                         .expires_at = 6.5,
                                         .bytes = 7,
                                         .content_type = "image/png"}},
                           .missing = false,
                           .missing_since = 0,
                           .invalidated_at = {},
                           .offset = -3};
  CHECK(
      write_local_record(record) ==
      R"({"v":1,"size":128,"url":"https://s.example/a","version":"w","fetchedAt":5,"expiresAt":6.5,"bytes":7,)"
      R"("contentType":"image/png","offset":-3})");
}

TEST_CASE("the four variants come back as they were written, newest first") {
  LocalRecord record;
  for (const int size : {256, 64, 512, 128}) record.variants.push_back(variant(static_cast<Variant>(size)));
  const LocalRecord read = round_trip(record);
  CHECK(read.variants.size() == 4);
  for (std::size_t i = 0; i < read.variants.size(); ++i) CHECK(same(read.variants[i], record.variants[i]));
  CHECK_FALSE(read.missing);
  CHECK_FALSE(read.offset.has_value());
  CHECK_FALSE(read.invalidated_at.has_value());
}

TEST_CASE("a variant keeps the time of the last invalidation and the clock's offset") {
  LocalRecord record;
  record.variants.push_back(variant(64));
  record.invalidated_at = 1'699'999'999'999.5;
  record.offset = -123.25;
  const LocalRecord read = round_trip(record);
  CHECK(read.variants.size() == 1);
  CHECK(read.invalidated_at == 1'699'999'999'999.5);
  CHECK(read.offset == -123.25);
}

TEST_CASE("a user without a picture is written in the documented shape and comes back") {
  LocalRecord record;
  record.missing = true;
  record.missing_since = 1'700'000'000'000;
  CHECK(write_local_record(record) == R"({"v":1,"missing":true,"fetchedAt":1700000000000})");
  const LocalRecord read = round_trip(record);
  CHECK(read.missing);
  CHECK(read.missing_since == 1'700'000'000'000);
  CHECK(read.variants.empty());
}

TEST_CASE("with a missing picture no variant is written") {
  LocalRecord record;
  record.missing = true;
  record.variants.push_back(variant(64));
  CHECK(round_trip(record).variants.empty());
}

TEST_CASE("an invalidation is written in the documented shape and comes back") {
  LocalRecord record;
  record.invalidated_at = 17;
  CHECK(write_local_record(record) == R"({"v":1,"invalidatedAt":17})");
  CHECK(round_trip(record).invalidated_at == 17);
}

TEST_CASE("a missing picture may carry the time of the last invalidation") {
  const auto read = parse_local_record(R"({"v":1,"missing":true,"fetchedAt":1,"invalidatedAt":2})");
  CHECK(read.has_value());
  CHECK(read.value_or(LocalRecord{}).invalidated_at == 2);
}

TEST_CASE("a record that says nothing is no record") {
  CHECK_FALSE(is_record(R"({"v":1})"));
  CHECK_FALSE(is_record(R"({"v":1,"offset":5})"));
  CHECK_FALSE(is_record(R"({"v":1,"variants":[]})"));
  CHECK_FALSE(is_record(R"({"v":1,"missing":false})"));
}

TEST_CASE("a record that contradicts itself is no record") {
  const auto picture = R"("size":64,"url":"u","version":"w","fetchedAt":1,"expiresAt":2)"s;
  CHECK(is_record("{\"v\":1," + picture + "}"));
  CHECK(is_record("{\"v\":1,\"missing\":false," + picture + "}"));
  CHECK_FALSE(is_record("{\"v\":1,\"missing\":true," + picture + "}"));
  CHECK_FALSE(is_record(R"({"v":1,"missing":true,"fetchedAt":1,"url":"u"})"));
  CHECK_FALSE(is_record(R"({"v":1,"invalidatedAt":1,"fetchedAt":1})"));
  CHECK_FALSE(is_record(R"({"v":1,"invalidatedAt":1,"url":"u"})"));
}

TEST_CASE("the same size twice is no record") {
  const auto picture = R"("size":64,"url":"u","version":"w","fetchedAt":1,"expiresAt":2)"s;
  CHECK_FALSE(is_record("{\"v\":1," + picture + ",\"variants\":[{" + picture + "}]}"));
}

TEST_CASE("variants without a first one at the top are no record") {
  const auto picture = R"({"size":64,"url":"u","version":"w","fetchedAt":1,"expiresAt":2})"s;
  CHECK_FALSE(is_record("{\"v\":1,\"variants\":[" + picture + "]}"));
  CHECK_FALSE(is_record("{\"v\":1,\"invalidatedAt\":1,\"variants\":[" + picture + "]}"));
}

TEST_CASE("variants that are not all objects are no record") {
  for (const char* other : {"1", "null", "[]", R"("size")", "{}"}) {
    CAPTURE(other);
    CHECK_FALSE(
        is_record(R"({"v":1,"size":64,"url":"u","version":"w","fetchedAt":1,"expiresAt":2,"variants":[)"s +
                  other + "]}"));
  }
}

TEST_CASE("a record of 64 KiB is read, one byte more is not") {
  const auto picture = R"({"v":1,"size":64,"url":"u","version":"w","fetchedAt":1,"expiresAt":2})"s;
  CHECK(is_record(picture + std::string(kMaxLocalRecordBytes - picture.size(), ' ')));
  CHECK_FALSE(is_record(picture + std::string(kMaxLocalRecordBytes + 1 - picture.size(), ' ')));
}

TEST_CASE("nesting of 4 levels is read, of 5 is not") {
  CHECK(is_record(R"({"v":1,"invalidatedAt":1,"a":[{"b":[]}]})"));
  CHECK_FALSE(is_record(R"({"v":1,"invalidatedAt":1,"a":[{"b":[[]]}]})"));
}

TEST_CASE("a record with a time that is not finite is written as one that is refused") {
  LocalRecord record;
  record.variants.push_back(variant(64));
  record.variants.front().expires_at = std::numeric_limits<double>::infinity();
  CHECK_FALSE(is_record(write_local_record(record)));
}

TEST_CASE("a negative zero is read as 0") {
  const auto read = parse_local_record(R"({"v":1,"invalidatedAt":-0.0})");
  CHECK(read.has_value());
  CHECK_FALSE(std::signbit(read.value_or(LocalRecord{}).invalidated_at.value_or(-1)));
}

}  // namespace
}  // namespace ppc
