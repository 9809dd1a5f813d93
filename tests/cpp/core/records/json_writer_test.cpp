#include "core/records/json_writer.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/user_id.h"

namespace ppc {
namespace {

using namespace std::string_literals;

std::string object_with(const std::string& value) {
  JsonWriter json;
  json.begin_object();
  json.text("a", value);
  json.end_object();
  return json.take();
}

/// What an independent parser reads; "unreadable" when it refuses.
std::string read_back(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  return json.is_object() ? json["a"].get<std::string>() : "unreadable";
}

TEST_CASE("members, arrays and nested objects are separated by commas") {
  JsonWriter json;
  json.begin_object();
  json.count("n", 1);
  json.begin_array("list");
  json.begin_object();
  json.end_object();
  json.begin_object();
  json.flag("yes", true);
  json.flag("no", false);
  json.end_object();
  json.end_array();
  json.null("nothing");
  json.begin_object("last");
  json.end_object();
  json.end_object();
  CHECK(json.take() == R"({"n":1,"list":[{},{"yes":true,"no":false}],"nothing":null,"last":{}})");
}

TEST_CASE("a text that looks like a bracket does not swallow the comma after it") {
  JsonWriter json;
  json.begin_object();
  json.text("a", "{");
  json.text("b", "[");
  json.end_object();
  CHECK(json.take() == R"({"a":"{","b":"["})");
}

TEST_CASE("quotes, backslashes and every control character are escaped") {
  CHECK(object_with("a\"b\\c/d") == R"({"a":"a\"b\\c/d"})");
  CHECK(object_with("\n\x1F\0"s) == R"({"a":"\u000a\u001f\u0000"})");
  for (int c = 0; c < 0x80; ++c) {
    const std::string text(1, static_cast<char>(c));
    CHECK(read_back(object_with(text)) == text);
  }
}

TEST_CASE("text beyond ASCII is written as it is") {
  const std::string text = "Zo\u00EB \u20AC \U0001F98A \uFFFF";
  CHECK(read_back(object_with(text)) == text);
}

TEST_CASE("each byte that is not UTF-8 becomes U+FFFD and the rest stays") {
  CHECK(read_back(object_with("a\xFF"
                              "b")) == "a\uFFFDb");
  CHECK(read_back(object_with("\xED\xA0\x80")) == "\uFFFD\uFFFD\uFFFD");
  CHECK(read_back(object_with("\xE2\x82")) == "\uFFFD\uFFFD");
  for (int c = 0x80; c < 0x100; ++c) {
    CHECK(read_back(object_with("x"s + static_cast<char>(c))) == "x\uFFFD");
  }
}

TEST_CASE("NaN, the infinities and numbers beyond 2^64 never reach the output") {
  for (const double value : {std::nan(""), std::numeric_limits<double>::infinity(),
                             -std::numeric_limits<double>::infinity(), 0x1p64, -1e300}) {
    JsonWriter json;
    json.begin_object();
    json.number("n", value);
    json.end_object();
    CHECK(json.take() == R"({"n":null})");
  }
}

}  // namespace
}  // namespace ppc
