// Text that is not JSON, or not the JSON it should be: cut off, too deep, too long, not UTF-8.
#include <algorithm>
#include <random>
#include <string>

#include "record_kinds.h"

namespace ppc {
namespace {

using namespace std::string_literals;

template <typename Kind>
std::string sound() {
  return object_of(Kind::members());
}

template <typename Kind>
bool accepts_unknown(const std::string& value) {
  return accepts_with<Kind>("unknown", value);
}

std::string nested(std::size_t depth, char open, char close) {
  return std::string(depth, open) + std::string(depth, close);
}

EVERY_KIND("nothing, blanks and a lone value are refused") {
  for (const char* text : {"", " ", "\n", "null", "true", "1", R"("text")", "[]", "[{}]", "{}"}) {
    CAPTURE(text);
    CHECK_FALSE(Kind::accepts(text));
  }
}

EVERY_KIND("a record that is cut off anywhere is refused") {
  const std::string text = sound<Kind>();
  int accepted = 0;
  for (std::size_t length = 0; length < text.size(); ++length) {
    accepted += Kind::accepts(text.substr(0, length)) ? 1 : 0;
  }
  CHECK(accepted == 0);
}

EVERY_KIND("garbage after the record is refused, blanks are not") {
  for (const char* garbage : {"x", "}", "{}", ",", "null", "//"}) {
    CAPTURE(garbage);
    CHECK_FALSE(Kind::accepts(sound<Kind>() + garbage));
  }
  CHECK(Kind::accepts(" \t\r\n" + sound<Kind>() + " \t\r\n"));
}

EVERY_KIND("comments and trailing commas are refused") {
  const std::string text = sound<Kind>();
  CHECK_FALSE(Kind::accepts("/* */" + text));
  CHECK_FALSE(Kind::accepts(text.substr(0, text.size() - 1) + ",}"));
}

EVERY_KIND("a NUL byte anywhere is refused, after the end as well") {
  const std::string text = sound<Kind>();
  CHECK_FALSE(Kind::accepts(text + "\0"s));
  CHECK_FALSE(Kind::accepts(text + "\0 garbage"s));
  CHECK_FALSE(Kind::accepts("\0"s + text));
  CHECK_FALSE(accepts_unknown<Kind>("\"a\0b\""s));
}

EVERY_KIND("bytes that are not UTF-8 are refused, in a text that is skipped as well") {
  for (const auto& bytes :
       {"\x80"s, "\xFF"s, "\xC0\x80"s, "\xED\xA0\x80"s, "\xF4\x90\x80\x80"s, "\xE2\x82"s}) {
    CHECK_FALSE(accepts_unknown<Kind>("\"" + bytes + "\""));
    Members members = Kind::members();
    members.emplace_back("key" + bytes, "1");
    CHECK_FALSE(Kind::accepts(object_of(members)));
    for (const std::string& key : Kind::texts()) CHECK_FALSE(accepts_with<Kind>(key, "\"a" + bytes + "\""));
  }
}

EVERY_KIND("a lone surrogate escape is refused, a pair is not") {
  for (const char* text :
       {R"("\ud800")", R"("\udc00")", R"("\ud800x")", R"("\ud83e\ud83e")", R"("\udd8a\ud83e")"}) {
    CAPTURE(text);
    CHECK_FALSE(accepts_unknown<Kind>(text));
    for (const std::string& key : Kind::texts()) CHECK_FALSE(accepts_with<Kind>(key, text));
  }
  CHECK(accepts_unknown<Kind>(R"("\ud83e\udd8a")"));
  for (const std::string& key : Kind::texts()) CHECK(accepts_with<Kind>(key, R"("\ud83e\udd8a")"));
}

EVERY_KIND("nesting beyond the limit is refused, a million levels as well") {
  CHECK(accepts_unknown<Kind>("[]"));
  for (const std::size_t depth : {8u, 100u, 30'000u, 1'000'000u}) {
    CAPTURE(depth);
    CHECK_FALSE(accepts_unknown<Kind>(nested(depth, '[', ']')));
    CHECK_FALSE(Kind::accepts(std::string(depth, '[')));
    std::string objects;
    for (std::size_t i = 0; i < std::min<std::size_t>(depth, 10'000); ++i) objects += "{\"a\":";
    CHECK_FALSE(accepts_unknown<Kind>(objects));
  }
}

EVERY_KIND("a text of 10 MB is refused, wherever it stands") {
  const std::string huge = "\"" + std::string(10 * 1024 * 1024, 'a') + "\"";
  CHECK_FALSE(accepts_unknown<Kind>(huge));
  CHECK_FALSE(Kind::accepts(huge));
  CHECK_FALSE(Kind::accepts("{" + huge + ":1," + sound<Kind>().substr(1)));
  for (const std::string& key : Kind::texts()) CHECK_FALSE(accepts_with<Kind>(key, huge));
}

EVERY_KIND("a number of 10 MB of digits is refused") {
  CHECK_FALSE(accepts_unknown<Kind>(std::string(10 * 1024 * 1024, '1')));
}

EVERY_KIND("any byte changed to any of many others never crashes, and what is accepted was read whole") {
  const std::string text = sound<Kind>();
  const std::string others = "\"\\{}[],:0-9.eE+tfn/ \n\x7F\x80\xC3\xFF\0"s;
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char other : others) {
      std::string changed = text;
      changed[at] = other;
      Kind::accepts(changed);
    }
  }
  CHECK(Kind::accepts(text));
}

EVERY_KIND("text spliced at random never crashes") {
  std::mt19937 random(1234);
  const std::string text = sound<Kind>();
  for (int i = 0; i < 3000; ++i) {
    std::string changed = text;
    for (int cut = 0; cut < 3; ++cut) {
      const std::size_t from = random() % text.size();
      changed.insert(random() % changed.size(), text.substr(from, random() % 20));
      changed.erase(random() % changed.size(), random() % 20);
      if (changed.empty()) changed = text;
    }
    Kind::accepts(changed);
  }
  CHECK(Kind::accepts(text));
}

}  // namespace
}  // namespace ppc
