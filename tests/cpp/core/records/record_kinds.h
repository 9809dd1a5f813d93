// The kinds of records that are read from outside, each as a list of members that a test can change one at a
// time, so that every kind faces every malformation. foreign(): keys that mean something in another kind
// only.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/records/backend_answer.h"

namespace ppc {

/// Key and raw JSON text of the value.
using Members = std::vector<std::pair<std::string, std::string>>;
using Keys = std::vector<std::string>;

inline std::string object_of(const Members& members) {
  std::string out = "{";
  for (const auto& [key, value] : members) {
    if (out.size() > 1) out += ',';
    out += "\"" + key + "\":" + value;
  }
  return out + "}";
}

inline const std::string kUrl = R"("https://store.example/a?X-Amz-Signature=ab")";
struct Single {
  static Members members() {
    return {{"userId", R"("123")"},
            {"url", kUrl},
            {"version", R"("v1")"},
            {"expiresAt", "1700003600000"},
            {"contentType", R"("image/png")"},
            {"bytes", "10240"},
            {"serverTime", "1700000000000"}};
  }
  static Keys needed() { return {"userId", "url", "version", "expiresAt", "serverTime"}; }
  static Keys foreign() {
    return {"v", "size", "fetchedAt", "invalidatedAt", "offset", "missing", "pictures", "variants"};
  }
  static Keys times() { return {"expiresAt", "serverTime"}; }
  static Keys texts() { return {"userId", "url", "version", "contentType"}; }
  static bool has_bytes() { return true; }
  static bool accepts(const std::string& text) { return parse_single_answer(text).has_value(); }
};

/// The outermost object of a batch answer.
struct Batch {
  static Members members() {
    return {{"pictures", R"([{"userId":"1","url":"u","version":"w","expiresAt":2}])"},
            {"missing", R"(["2"])"},
            {"serverTime", "1700000000000"}};
  }
  static Keys needed() { return {"pictures", "missing", "serverTime"}; }
  static Keys foreign() {
    return {"v",         "size",        "userId", "url",       "version",
            "expiresAt", "contentType", "bytes",  "fetchedAt", "variants"};
  }
  static Keys times() { return {"serverTime"}; }
  static Keys texts() { return {}; }
  static bool has_bytes() { return false; }
  static bool accepts(const std::string& text) { return parse_batch_answer(text).has_value(); }
};

/// A picture inside a batch answer, between two sound ones.
struct BatchPicture {
  static Members members() {
    Members members = Single::members();
    members.pop_back();
    return members;
  }
  static Keys needed() { return {"userId", "url", "version", "expiresAt"}; }
  static Keys foreign() {
    return {"v", "size", "serverTime", "fetchedAt", "missing", "pictures", "variants"};
  }
  static Keys times() { return {"expiresAt"}; }
  static Keys texts() { return {"userId", "url", "version", "contentType"}; }
  static bool has_bytes() { return true; }
  static std::optional<BatchAnswer> parse(const std::string& text) {
    const std::string sound = R"({"userId":"n","url":"u","version":"w","expiresAt":2})";
    return parse_batch_answer(R"({"serverTime":1,"missing":[],"pictures":[)" + sound + "," + text + "," +
                              sound + "]}");
  }
  static bool accepts(const std::string& text) {
    const auto answer = parse(text);
    return answer && answer->pictures.size() == 3;
  }
};

/// The members with one value replaced, or added when the key is new.
inline Members with(Members members, const std::string& key, const std::string& value) {
  for (auto& member : members) {
    if (member.first == key) {
      member.second = value;
      return members;
    }
  }
  members.emplace_back(key, value);
  return members;
}

inline Members without(const Members& members, const std::string& key) {
  Members rest;
  for (const auto& member : members) {
    if (member.first != key) rest.push_back(member);
  }
  return rest;
}

template <typename Kind>
bool accepts_with(const std::string& key, const std::string& value) {
  return Kind::accepts(object_of(with(Kind::members(), key, value)));
}

}  // namespace ppc

TYPE_TO_STRING(ppc::Single);
TYPE_TO_STRING(ppc::Batch);
TYPE_TO_STRING(ppc::BatchPicture);

/// One named test for each kind.
#define EVERY_KIND(name) TEST_CASE_TEMPLATE(name, Kind, ppc::Single, ppc::Batch, ppc::BatchPicture)
