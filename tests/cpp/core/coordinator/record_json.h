// L1 records as the scenarios write them: the JSON of js/client/local-record.ts.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/records/local_record.h"

namespace ppc::testing {

inline LocalVariant variant_from(const nlohmann::json& json) {
  return {json.at("size"),      json.at("url"),          json.at("version"),           json.at("fetchedAt"),
          json.at("expiresAt"), json.value("bytes", 0u), json.value("contentType", "")};
}

inline LocalRecord record_from(const nlohmann::json& json) {
  LocalRecord record;
  if (json.contains("url")) record.variants.push_back(variant_from(json));
  for (const auto& other : json.value("variants", nlohmann::json::array()))
    record.variants.push_back(variant_from(other));
  if (json.value("missing", false)) record.missing_since = json.at("fetchedAt");
  if (json.contains("invalidatedAt")) record.invalidated_at = json["invalidatedAt"];
  if (json.contains("offset")) record.offset = json["offset"];
  return record;
}

inline nlohmann::json json_of(const LocalVariant& variant) {
  return {{"size", variant.size},
          {"url", variant.url},
          {"version", variant.version},
          {"fetchedAt", variant.fetched_at},
          {"expiresAt", variant.expires_at},
          {"bytes", variant.bytes},
          {"contentType", variant.content_type}};
}

inline nlohmann::json json_of(const LocalRecord& record) {
  nlohmann::json json = nlohmann::json::object();
  if (!record.variants.empty()) json = json_of(record.variants.front());
  json["v"] = 1;
  for (std::size_t i = 1; i < record.variants.size(); ++i)
    json["variants"].push_back(json_of(record.variants[i]));
  if (record.missing_since) {
    json["missing"] = true;
    json["fetchedAt"] = *record.missing_since;
  }
  if (record.invalidated_at) json["invalidatedAt"] = *record.invalidated_at;
  if (record.offset) json["offset"] = *record.offset;
  return json;
}

/// The user of `profile_pic:{userId}` and `profile_pic@{account}:{userId}`.
inline std::string user_of_key(const std::string& key) { return key.substr(key.find(':') + 1); }

}  // namespace ppc::testing
