#include "server/http/conditions.h"

#include <algorithm>
#include <charconv>

#include "server/base/text.h"

namespace ppc::server {
namespace {

bool names(std::string_view list, std::string_view etag, bool weak_too) {
  if (trimmed(list) == "*") return true;
  while (!list.empty()) {
    const auto comma = list.find(',');
    std::string_view item = trimmed(list.substr(0, comma));
    list = comma == std::string_view::npos ? "" : list.substr(comma + 1);
    if (weak_too && item.starts_with("W/")) item.remove_prefix(2);
    if (item.size() >= 2 && item.front() == '"' && item.back() == '"' &&
        item.substr(1, item.size() - 2) == etag) {
      return true;
    }
  }
  return false;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

RangeAnswer part(std::uint64_t first, std::uint64_t last) {
  return {RangeAnswer::Kind::kPart, {first, last}};
}

}  // namespace

bool names_etag(std::string_view list, std::string_view etag) { return names(list, etag, true); }
bool names_etag_strongly(std::string_view list, std::string_view etag) { return names(list, etag, false); }

RangeAnswer answer_range(std::optional<std::string_view> header, std::uint64_t size) {
  const RangeAnswer whole{RangeAnswer::Kind::kWhole};
  const RangeAnswer unsatisfiable{RangeAnswer::Kind::kUnsatisfiable};
  if (!header || !header->starts_with("bytes=")) return whole;
  const std::string_view range = trimmed(header->substr(6));
  const auto dash = range.find('-');
  if (dash == std::string_view::npos) return whole;
  const auto last = number(range.substr(dash + 1));
  if (dash == 0) {
    if (!last) return whole;
    if (*last == 0 || size == 0) return unsatisfiable;
    return part(size - std::min(*last, size), size - 1);
  }
  const auto first = number(range.substr(0, dash));
  const bool open = dash + 1 == range.size();
  if (!first || (!open && !last) || (last && *last < *first)) return whole;
  if (*first >= size) return unsatisfiable;
  return part(*first, open ? size - 1 : std::min(*last, size - 1));
}

}  // namespace ppc::server
