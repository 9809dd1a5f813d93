// The query of a request target, taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ppc::server {

/// Name and value, not encoded.
using Field = std::pair<std::string, std::string>;

/// A part of a query, still encoded. A part without '=' has an empty value.
struct RawField {
  std::string_view name;
  std::string_view value;
};

/// For walking over a query without a list: its parts, or nothing when it is empty.
std::optional<std::string_view> parts_of(std::string_view query);
/// Takes the first part off; `rest` is nothing after the last.
RawField take_field(std::optional<std::string_view>& rest);

/// Decoded fields in the order received; nothing when a '%' is malformed.
std::optional<std::vector<Field>> parse_query(std::string_view query);
std::size_t count_of(const std::vector<Field>& fields, std::string_view name);
/// The only value of that name; nothing when the name is absent or repeated.
std::optional<std::string_view> only_value(const std::vector<Field>& fields, std::string_view name);
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace ppc::server
