#include "core/records/json_reader.h"

#include <doctest/doctest.h>

#include <string>

namespace ppc {
namespace {

/// Notes every event: "key=value", "key{", "}", "key[", "]". Skips what is under a key that starts with 's';
/// stops at 'x'.
class Notes final : public JsonVisitor {
 public:
  void scalar(std::string_view key, const JsonScalar& value) override {
    text.append(key).append("=").append(value_of(value)).append(" ");
  }
  JsonStep open(std::string_view key, bool is_array) override {
    if (key.starts_with('x')) return JsonStep::kStop;
    if (key.starts_with('s') || closing_.size() >= skip_below) return JsonStep::kSkip;
    text.append(key).append(is_array ? "[ " : "{ ");
    closing_ += is_array ? ']' : '}';
    return JsonStep::kEnter;
  }
  void close() override {
    text.append(1, closing_.back()).append(" ");
    closing_.pop_back();
  }

  std::string text;
  std::size_t skip_below = 100;

 private:
  static std::string value_of(const JsonScalar& value) {
    if (value.kind == JsonScalar::Kind::kNull) return "null";
    if (value.kind == JsonScalar::Kind::kFlag) return value.flag ? "true" : "false";
    if (value.kind == JsonScalar::Kind::kNumber) return std::to_string(value.number);
    return std::string("'").append(value.text).append("'");
  }

  std::string closing_;
};

std::string notes_of(const std::string& text, JsonLimits limits = {1000, 10}) {
  Notes notes;
  return read_json(text, limits, notes) ? notes.text : "refused";
}

TEST_CASE("a visitor is told of every value in order, under its key") {
  CHECK(notes_of(R"({"a":1,"b":{"c":null,"d":[true,"t",{"e":-2.5}]},"f":false})") ==
        "{ a=1.000000 b{ c=null d[ =true ='t' { e=-2.500000 } ] } f=false } ");
}

TEST_CASE("elements of an array have no key, also after an object or array among them") {
  CHECK(notes_of(R"([1,{"a":1},2,[{"b":3}],4])") ==
        "[ =1.000000 { a=1.000000 } =2.000000 [ { b=3.000000 } ] =4.000000 ] ");
}

TEST_CASE("nothing of what a visitor skips is told, and what follows is told as before") {
  CHECK(notes_of(R"({"s":{"a":{"s":[1,{"b":2}]}},"c":3,"s":[[[]]],"d":[4]})") ==
        "{ c=3.000000 d[ =4.000000 ] } ");
}

TEST_CASE("the keys inside a skipped element do not reach the elements after it") {
  Notes notes;
  notes.skip_below = 1;
  CHECK(read_json(R"([{"a":1,"b":{"c":[]}},2])", {1000, 10}, notes));
  CHECK(notes.text == "[ =2.000000 ] ");
}

TEST_CASE("a visitor that stops refuses the text") { CHECK(notes_of(R"({"a":1,"x":[]})") == "refused"); }

TEST_CASE("what is skipped still counts for the depth and must be JSON") {
  CHECK(notes_of(R"({"s":[[]]})", {1000, 3}) == "{ } ");
  CHECK(notes_of(R"({"s":[[[]]]})", {1000, 3}) == "refused");
  CHECK(notes_of(R"({"s":[x]})") == "refused");
}

TEST_CASE("objects and arrays side by side do not add to the depth") {
  CHECK(notes_of(R"([[],[],{},{},[]])", {1000, 2}) != "refused");
}

TEST_CASE("a text may be as long as the limit and no longer") {
  CHECK(notes_of("[1]", {3, 1}) != "refused");
  CHECK(notes_of("[11]", {3, 1}) == "refused");
}

TEST_CASE("a lone value at the top is told without a key") { CHECK(notes_of("7") == "=7.000000 "); }

TEST_CASE("integers beyond 64 bits are told as doubles") {
  CHECK(notes_of("[18446744073709551615,-9223372036854775808,36893488147419103232]") ==
        "[ =18446744073709551616.000000 =-9223372036854775808.000000 =36893488147419103232.000000 ] ");
}

}  // namespace
}  // namespace ppc
