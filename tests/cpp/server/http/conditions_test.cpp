#include "server/http/conditions.h"

#include <doctest/doctest.h>

#include <string>

namespace ppc::server {
namespace {

std::string answer(std::string_view header, std::uint64_t size = 100) {
  const RangeAnswer range = answer_range(header, size);
  if (range.kind == RangeAnswer::Kind::kWhole) return "whole";
  if (range.kind == RangeAnswer::Kind::kUnsatisfiable) return "unsatisfiable";
  return std::to_string(range.range.first) + '-' + std::to_string(range.range.last);
}

}  // namespace

TEST_CASE("If-None-Match names a version in a list, weak or strong, or any") {
  CHECK(names_etag("\"a\"", "a"));
  CHECK(names_etag("\"x\" , W/\"a\",\"y\"", "a"));
  CHECK(names_etag("*", "a"));
  CHECK_FALSE(names_etag("a", "a"));
  CHECK_FALSE(names_etag("\"ab\"", "a"));
  CHECK_FALSE(names_etag("", "a"));
}

TEST_CASE("If-Match takes no weak tag") {
  CHECK(names_etag_strongly("\"a\"", "a"));
  CHECK_FALSE(names_etag_strongly("W/\"a\"", "a"));
}

TEST_CASE("a single range is cut to the size") {
  CHECK(answer("bytes=0-9") == "0-9");
  CHECK(answer("bytes=90-") == "90-99");
  CHECK(answer("bytes=90-1000") == "90-99");
  CHECK(answer("bytes=-10") == "90-99");
  CHECK(answer("bytes=-1000") == "0-99");
}

TEST_CASE("a range beyond the end cannot be satisfied") {
  CHECK(answer("bytes=100-") == "unsatisfiable");
  CHECK(answer("bytes=-0") == "unsatisfiable");
  CHECK(answer("bytes=0-", 0) == "unsatisfiable");
}

TEST_CASE("several ranges, other units and nonsense are answered with the whole") {
  for (const char* header : {"bytes=0-1,3-4", "lines=0-1", "bytes=", "bytes=-", "bytes=5-4", "bytes=a-b",
                             "bytes=1-2x", "bytes=99999999999999999999-"}) {
    CAPTURE(header);
    CHECK(answer(header) == "whole");
  }
}

}  // namespace ppc::server
