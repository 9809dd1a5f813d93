#include "server/api/parameters.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "core/base/user_id.h"
#include "server/base/percent.h"
#include "server/base/query.h"

namespace ppc::server {
namespace {

using nlohmann::json;

ApiError invalid_size() { return {400, "invalid_size", "size must be 64, 128, 256 or 512"}; }
ApiError invalid_body(std::string message) { return {400, "invalid_body", std::move(message)}; }

std::variant<std::vector<std::string>, ApiError> parse_user_ids(const json& ids) {
  std::vector<std::string> unique;
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!ids[i].is_string()) return invalid_body("userIds[" + std::to_string(i) + "] must be a string");
    const auto& id = ids[i].get_ref<const std::string&>();
    if (!is_valid_user_id(id)) {
      return ApiError{400, "invalid_user_id",
                      "userIds[" + std::to_string(i) + "] must be 1 to 128 bytes without control characters"};
    }
    if (seen.insert(id).second) unique.push_back(id);
  }
  return unique;
}

Checked<Variant> parse_size(const json& body) {
  const auto size = body.find("size");
  if (size == body.end()) return kDefaultVariant;
  if (!size->is_number_integer() || !is_valid_variant(size->get<long long>())) return invalid_size();
  return size->get<Variant>();
}

Checked<Variant> variant_named(std::string_view text) {
  long long size = 0;
  const char* const text_end = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), text_end, size);
  if (error != std::errc() || end != text_end || !is_valid_variant(size)) return invalid_size();
  return static_cast<Variant>(size);
}

}  // namespace

Checked<std::string> user_id_of(std::string_view raw_user_id) {
  auto user_id = percent_decode(raw_user_id);
  if (!user_id || !is_valid_user_id(*user_id)) {
    return ApiError{
        400, "invalid_user_id",
        "the user id must be 1 to 128 bytes of UTF-8 without control characters, percent-encoded"};
  }
  return std::move(*user_id);
}

Checked<Variant> variant_of(std::string_view query) {
  std::optional<std::string> size;
  for (auto rest = parts_of(query); rest;) {
    const RawField raw = take_field(rest);
    auto name = percent_decode(raw.name);
    auto value = percent_decode(raw.value);
    if (!name || !value) return ApiError{400, "invalid_query", "the query has a malformed percent-encoding"};
    if (*name != "size") continue;
    if (size) return invalid_size();
    size = std::move(value);
  }
  return size ? variant_named(*size) : kDefaultVariant;
}

Checked<BatchRequest> parse_batch(std::string_view text) {
  const json body = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!body.is_object())
    return invalid_body("the body must be a JSON object such as {\"userIds\":[\"1\"],\"size\":128}");
  const auto ids = body.find("userIds");
  if (ids == body.end() || !ids->is_array()) return invalid_body("userIds must be an array of strings");
  if (ids->size() > kMaxBatchIds) {
    return ApiError{400, "too_many_ids",
                    "a batch has at most 200 userIds, this one has " + std::to_string(ids->size())};
  }
  auto user_ids = parse_user_ids(*ids);
  if (auto* error = std::get_if<ApiError>(&user_ids)) return std::move(*error);
  auto variant = parse_size(body);
  if (auto* error = std::get_if<ApiError>(&variant)) return std::move(*error);
  return BatchRequest{std::move(std::get<0>(user_ids)), std::get<0>(variant)};
}

}  // namespace ppc::server
