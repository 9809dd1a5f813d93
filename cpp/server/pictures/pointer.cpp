#include "server/pictures/pointer.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "server/base/query.h"

namespace ppc::server {
namespace {

constexpr std::string_view kFormat = "1";
constexpr std::string_view kNone = "-";
/// S3's are 32 hexadecimal digits, perhaps with the number of parts.
constexpr std::size_t kMaxVersionSize = 128;
constexpr std::size_t kFields = 3 + kVariants.size();

bool is_edition(std::string_view text) {
  const auto is_letter_or_digit = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  return text.size() == kEditionSize && std::all_of(text.begin(), text.end(), is_letter_or_digit);
}

bool is_version(std::string_view text) {
  const auto is_printable = [](char c) { return c > ' ' && c <= '~'; };
  return !text.empty() && text.size() <= kMaxVersionSize &&
         std::all_of(text.begin(), text.end(), is_printable);
}

/// "<bytes>:<version>"
std::optional<PublishedVariant> parse_variant(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(0, colon);
  PublishedVariant variant{std::string(text.substr(colon + 1)), 0};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), variant.bytes);
  if (error != std::errc() || std::to_string(variant.bytes) != digits) return std::nullopt;
  if (!is_version(variant.version)) return std::nullopt;
  return variant;
}

}  // namespace

Result<std::string> format_pointer(const Pointer& pointer) {
  std::string note(kFormat);
  note.append(1, ' ').append(pointer.edition).append(1, ' ');
  note.append(pointer.previous.empty() ? kNone : pointer.previous);
  for (const auto& variant : pointer.variants) {
    if (!is_version(variant.version)) {
      return Error{ErrorKind::kUnavailable,
                   "the object store's version '" + variant.version + "' cannot be kept in a note"};
    }
    note.append(1, ' ').append(std::to_string(variant.bytes)).append(1, ':').append(variant.version);
  }
  return note;
}

std::optional<Pointer> parse_pointer(std::string_view note) {
  const auto fields = split(note, ' ');
  if (fields.size() != kFields || fields[0] != kFormat) return std::nullopt;
  if (!is_edition(fields[1]) || (fields[2] != kNone && !is_edition(fields[2]))) return std::nullopt;
  Pointer pointer;
  pointer.edition = fields[1];
  if (fields[2] != kNone) pointer.previous = fields[2];
  for (std::size_t i = 0; i < kVariants.size(); ++i) {
    auto variant = parse_variant(fields[3 + i]);
    if (!variant) return std::nullopt;
    pointer.variants[i] = std::move(*variant);
  }
  return pointer;
}

std::string variant_key(std::string_view pointer_key, std::string_view edition, Variant variant) {
  return std::string(pointer_key.substr(0, pointer_key.rfind('/') + 1))
      .append(edition)
      .append(1, '/')
      .append(std::to_string(variant))
      .append(".webp");
}

}  // namespace ppc::server
