#include "server/base/query.h"

#include <algorithm>

#include "server/base/percent.h"

namespace ppc::server {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::string_view> parts_of(std::string_view query) {
  if (query.empty()) return std::nullopt;
  return query;
}

RawField take_field(std::optional<std::string_view>& rest) {
  const auto end = rest->find('&');
  const std::string_view part = rest->substr(0, end);
  if (end == std::string_view::npos) {
    rest.reset();
  } else {
    rest->remove_prefix(end + 1);
  }
  const auto equals = part.find('=');
  if (equals == std::string_view::npos) return {part, {}};
  return {part.substr(0, equals), part.substr(equals + 1)};
}

std::optional<std::vector<Field>> parse_query(std::string_view query) {
  std::vector<Field> fields;
  for (auto rest = parts_of(query); rest;) {
    const RawField raw = take_field(rest);
    auto name = percent_decode(raw.name);
    auto value = percent_decode(raw.value);
    if (!name || !value) return std::nullopt;
    fields.emplace_back(std::move(*name), std::move(*value));
  }
  return fields;
}

std::size_t count_of(const std::vector<Field>& fields, std::string_view name) {
  const auto count =
      std::count_if(fields.begin(), fields.end(), [&](const Field& f) { return f.first == name; });
  return static_cast<std::size_t>(count);
}

std::optional<std::string_view> only_value(const std::vector<Field>& fields, std::string_view name) {
  if (count_of(fields, name) != 1) return std::nullopt;
  return std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.first == name; })->second;
}

}  // namespace ppc::server
