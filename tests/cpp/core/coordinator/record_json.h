// Records as the scenarios write them: the JSON of js/client/local-record.ts and of the backend, and the
// report's names.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/names.h"
#include "core/records/backend_answer.h"
#include "core/records/local_record.h"
#include "core/records/report.h"

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

inline PictureRecord picture_from(const nlohmann::json& json) {
  return {json.at("userId"),
          json.at("url"),
          json.at("version"),
          json.at("expiresAt"),
          json.value("contentType", ""),
          json.value("bytes", 0u)};
}

/// Nothing when it is no answer to a batch call.
inline std::optional<BatchAnswer> batch_answer_from(const nlohmann::json& json) {
  if (!json.contains("pictures") || !json.contains("missing") || !json.contains("serverTime"))
    return std::nullopt;
  BatchAnswer answer;
  for (const auto& picture : json["pictures"]) answer.pictures.push_back(picture_from(picture));
  answer.missing = json["missing"].get<std::vector<std::string>>();
  answer.server_time = json["serverTime"];
  return answer;
}

/// Nothing when it is no record of one picture.
inline std::optional<SingleAnswer> single_answer_from(const nlohmann::json& json) {
  if (!json.contains("userId") || !json.contains("url") || !json.contains("serverTime")) return std::nullopt;
  return SingleAnswer{picture_from(json), json["serverTime"]};
}

/// The figures by name, as records/report.h orders them. A rate that there is not is null.
inline nlohmann::ordered_json named_report(const std::vector<double>& figures) {
  std::size_t at = 0;
  const auto take = [&](nlohmann::ordered_json& into, std::initializer_list<const char*> names) {
    for (const char* name : names) {
      const double figure = figures.at(at++);
      into[name] = std::isnan(figure) ? nlohmann::ordered_json() : nlohmann::ordered_json(figure);
    }
  };
  nlohmann::ordered_json report;
  take(report, {"requests", "hits", "misses", "hitRate", "meanMs", "bytesSaved", "since"});
  for (int layer = static_cast<int>(Layer::kRedux); layer < kLayerCount; ++layer) {
    take(report["layers"][std::string(layer_name(static_cast<Layer>(layer)))],
         {"hits", "meanMs", "p50Ms", "p95Ms", "p99Ms", "errors", "entries", "bytes"});
  }
  for (int counter = 0; counter < kCounterCount; ++counter)
    report["counters"][std::string(counter_name(static_cast<Counter>(counter)))] = figures.at(at++);
  take(report["gauges"], {"objectUrls", "waiting"});
  return report;
}

}  // namespace ppc::testing
