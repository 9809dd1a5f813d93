// Values that break a rule: wrong types, numbers out of range, texts that are too long, keys that come twice.
#include <algorithm>
#include <string>

#include "core/records/record_fields.h"
#include "record_kinds.h"

namespace ppc {
namespace {

/// 'n' number, 's' text, 'b' true or false, 'l' null, 'a' array, 'o' object.
char type_of(const std::string& raw) {
  if (raw == "true" || raw == "false") return 'b';
  if (raw.front() == '"') return 's';
  if (raw.front() == '[') return 'a';
  if (raw.front() == '{') return 'o';
  return raw == "null" ? 'l' : 'n';
}

const Keys kOneOfEachType = {"null", "true", "false", "1", R"("1")", "[]", "{}"};

std::string quoted(std::size_t length) { return std::string("\"").append(length, 'a').append("\""); }

EVERY_KIND("a whole record is accepted") { CHECK(Kind::accepts(object_of(Kind::members()))); }

EVERY_KIND("the order of members does not matter") {
  const Members members = Kind::members();
  CHECK(Kind::accepts(object_of({members.rbegin(), members.rend()})));
}

EVERY_KIND("a record without a needed member is refused, without another it is accepted") {
  const Keys needed = Kind::needed();
  for (const auto& member : Kind::members()) {
    CAPTURE(member.first);
    const bool is_needed = std::find(needed.begin(), needed.end(), member.first) != needed.end();
    CHECK(Kind::accepts(object_of(without(Kind::members(), member.first))) == !is_needed);
  }
}

EVERY_KIND("a value of a wrong type is refused") {
  for (const auto& member : Kind::members()) {
    for (const std::string& other : kOneOfEachType) {
      if (type_of(other) == type_of(member.second)) continue;
      CAPTURE(member.first);
      CAPTURE(other);
      CHECK_FALSE(accepts_with<Kind>(member.first, other));
    }
  }
}

EVERY_KIND("a key that comes twice is refused, with the same value, too") {
  for (const auto& member : Kind::members()) {
    CAPTURE(member.first);
    Members members = Kind::members();
    members.push_back(member);
    CHECK_FALSE(Kind::accepts(object_of(members)));
  }
}

EVERY_KIND("a key that comes twice is refused when one of the values is of a wrong type, in either order") {
  for (const auto& member : Kind::members()) {
    for (const std::string& other : kOneOfEachType) {
      CAPTURE(member.first);
      CAPTURE(other);
      Members members = Kind::members();
      members.emplace_back(member.first, other);
      CHECK_FALSE(Kind::accepts(object_of(members)));
      CHECK_FALSE(Kind::accepts(object_of({members.rbegin(), members.rend()})));
    }
  }
}

EVERY_KIND("unknown keys are skipped, whatever they hold and however often they come") {
  for (const char* value : {"null", "-1", R"("x")", "[1,2]", R"({"url":5})"}) {
    Members members = Kind::members();
    members.insert(members.begin(), {"unknown", value});
    members.emplace_back("unknown", value);
    members.emplace_back("", value);
    CHECK(Kind::accepts(object_of(members)));
  }
}

EVERY_KIND("a key that only another kind of record knows is skipped") {
  for (const std::string& key : Kind::foreign()) {
    CAPTURE(key);
    for (const char* value : {"-2", "{}", "[null]"}) CHECK(accepts_with<Kind>(key, value));
  }
}

EVERY_KIND("a time may be 0, have a fraction, and be the last one of a JavaScript Date") {
  for (const std::string& key : Kind::times()) {
    CAPTURE(key);
    CHECK(accepts_with<Kind>(key, "0"));
    CHECK(accepts_with<Kind>(key, "-0"));
    CHECK(accepts_with<Kind>(key, "-0.0"));
    CHECK(accepts_with<Kind>(key, "1700000000000.25"));
    CHECK(accepts_with<Kind>(key, "8640000000000000"));
    CHECK(accepts_with<Kind>(key, "8.64e15"));
  }
}

EVERY_KIND("a negative time is refused") {
  for (const std::string& key : Kind::times()) {
    CAPTURE(key);
    for (const char* time : {"-1", "-0.001", "-1700000000000", "-9223372036854775808"}) {
      CHECK_FALSE(accepts_with<Kind>(key, time));
    }
  }
}

EVERY_KIND("a time beyond 8.64e15 is refused") {
  for (const std::string& key : Kind::times()) {
    CAPTURE(key);
    for (const char* time : {"8640000000000001", "8.65e15", "9223372036854775808", "18446744073709551616",
                             "100000000000000000000000000", "1e308"}) {
      CHECK_FALSE(accepts_with<Kind>(key, time));
    }
  }
}

EVERY_KIND("a number beyond a double is refused") {
  for (const std::string& key : Kind::times()) {
    CAPTURE(key);
    CHECK_FALSE(accepts_with<Kind>(key, "1e999"));
    CHECK_FALSE(accepts_with<Kind>(key, "-1e999"));
  }
}

EVERY_KIND("words for numbers that JSON does not know are refused") {
  for (const std::string& key : Kind::times()) {
    for (const char* word :
         {"NaN", "Infinity", "-Infinity", "0x10", "01", "1.", ".5", "+1", "1e", "--1", ""}) {
      CAPTURE(word);
      CHECK_FALSE(accepts_with<Kind>(key, word));
    }
  }
}

TEST_CASE_TEMPLATE("sizes in bytes are whole, from 0 to 2^32 - 1", Kind, Single, BatchPicture) {
  for (const char* bytes : {"0", "-0", "-0.0", "4294967295", "1.0", "1e3"}) {
    CAPTURE(bytes);
    CHECK(accepts_with<Kind>("bytes", bytes));
  }
  for (const char* bytes : {"-1", "0.5", "10240.5", "4294967296", "1e10", "1e999", "18446744073709551617"}) {
    CAPTURE(bytes);
    CHECK_FALSE(accepts_with<Kind>("bytes", bytes));
  }
}

TEST_CASE_TEMPLATE("a text may not be longer than its limit", Kind, Single, BatchPicture) {
  CHECK(accepts_with<Kind>("url", quoted(kMaxUrlBytes)));
  CHECK_FALSE(accepts_with<Kind>("url", quoted(kMaxUrlBytes + 1)));
  CHECK(accepts_with<Kind>("version", quoted(kMaxVersionBytes)));
  CHECK_FALSE(accepts_with<Kind>("version", quoted(kMaxVersionBytes + 1)));
  CHECK(accepts_with<Kind>("contentType", quoted(kMaxContentTypeBytes)));
  CHECK_FALSE(accepts_with<Kind>("contentType", quoted(kMaxContentTypeBytes + 1)));
}

TEST_CASE_TEMPLATE("a URL or version that is empty is refused, an empty content type is not", Kind, Single,
                   BatchPicture) {
  CHECK_FALSE(accepts_with<Kind>("url", R"("")"));
  CHECK_FALSE(accepts_with<Kind>("version", R"("")"));
  CHECK(accepts_with<Kind>("contentType", R"("")"));
}

TEST_CASE_TEMPLATE("a text with a control character is refused", Kind, Single, BatchPicture) {
  for (const std::string& key : Kind::texts()) {
    for (const char* text : {R"("a\u0000b")", R"("a\n")", R"("\u001f")", R"("\u007f")", R"("\u0085")"}) {
      CAPTURE(key);
      CAPTURE(text);
      CHECK_FALSE(accepts_with<Kind>(key, text));
    }
  }
}

TEST_CASE_TEMPLATE("a user id that breaks its rule is refused", Kind, Single, BatchPicture) {
  CHECK(accepts_with<Kind>("userId", quoted(128)));
  CHECK_FALSE(accepts_with<Kind>("userId", quoted(129)));
  CHECK_FALSE(accepts_with<Kind>("userId", R"("")"));
}

}  // namespace
}  // namespace ppc
