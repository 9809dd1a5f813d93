#include "core/base/image_type.h"

#include <array>
#include <cstddef>

namespace ppc {
namespace {

struct Signature {
  std::size_t offset;
  std::string_view magic;
  std::string_view content_type;
};

constexpr std::string_view kWebp = "image/webp";
constexpr std::string_view kRiff = "RIFF";

// AVIF is told by its major brand ("avif", or "avis" for a sequence); HEIC shares the container and is
// refused.
constexpr std::array<Signature, 7> kSignatures = {{{0, "\xFF\xD8\xFF", "image/jpeg"},
                                                   {0, "\x89PNG\r\n\x1A\n", "image/png"},
                                                   {8, "WEBP", kWebp},
                                                   {4, "ftypavif", "image/avif"},
                                                   {4, "ftypavis", "image/avif"},
                                                   {0, "GIF87a", "image/gif"},
                                                   {0, "GIF89a", "image/gif"}}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_ignoring_case(std::string_view text, std::string_view lower_case) {
  if (text.size() != lower_case.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (lower(text[i]) != lower_case[i]) return false;
  }
  return true;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view without_parameters(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (!type.empty() && is_blank(type.front())) type.remove_prefix(1);
  while (!type.empty() && is_blank(type.back())) type.remove_suffix(1);
  return type;
}

}  // namespace

std::optional<std::string_view> image_type_of(std::span<const std::uint8_t> first_bytes) {
  const std::string_view head(reinterpret_cast<const char*>(first_bytes.data()), first_bytes.size());
  for (const Signature& signature : kSignatures) {
    if (head.size() < signature.offset || !head.substr(signature.offset).starts_with(signature.magic))
      continue;
    if (signature.content_type == kWebp && !head.starts_with(kRiff)) continue;
    return signature.content_type;
  }
  return std::nullopt;
}

bool is_allowed_image_type(std::string_view content_type) {
  const std::string_view type = without_parameters(content_type);
  for (const Signature& signature : kSignatures) {
    if (equal_ignoring_case(type, signature.content_type)) return true;
  }
  return false;
}

}  // namespace ppc
