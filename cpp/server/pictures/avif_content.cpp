#include "server/pictures/avif_content.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ppc::server {
namespace {

constexpr std::size_t kBoxHeader = 8;
constexpr std::size_t kLongBoxHeader = 16;

/// Configurations of other codecs; a decoder cannot do without its own.
constexpr std::array<std::string_view, 7> kOtherCodecs = {"hvcC", "lhvC", "avcC", "vvcC",
                                                          "jpgC", "j2kH", "uncC"};

std::uint64_t number(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

/// Bytes of the box at the beginning of `rest`, header included; 0 when it is not whole.
std::size_t box_size(std::string_view rest) {
  if (rest.size() < kBoxHeader) return 0;
  const std::uint64_t size = number(rest.substr(0, 4));
  if (size == 0) return rest.size();
  const bool is_long = size == 1;
  if (is_long && rest.size() < kLongBoxHeader) return 0;
  const std::uint64_t whole = is_long ? number(rest.substr(8, 8)) : size;
  const bool fits = whole >= (is_long ? kLongBoxHeader : kBoxHeader) && whole <= rest.size();
  return fits ? static_cast<std::size_t>(whole) : 0;
}

bool names_other_codec(std::string_view box) {
  // Anywhere in the box: a name that stands there by chance costs a picture, one overlooked a decoder's bugs.
  return std::any_of(kOtherCodecs.begin(), kOtherCodecs.end(),
                     [&](std::string_view codec) { return box.find(codec) != std::string_view::npos; });
}

}  // namespace

bool holds_av1_only(std::string_view file) {
  while (!file.empty()) {
    const std::size_t size = box_size(file);
    if (size == 0) return false;
    const std::string_view box = file.substr(0, size);
    if (box.substr(4, 4) != "mdat" && names_other_codec(box)) return false;
    file.remove_prefix(size);
  }
  return true;
}

}  // namespace ppc::server
