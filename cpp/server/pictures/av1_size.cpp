#include "server/pictures/av1_size.h"

#include <algorithm>

#include "server/pictures/big_endian.h"

namespace ppc::server {
namespace {

constexpr std::uint64_t kSequenceHeader = 1;

struct Obu {
  std::uint64_t type = 0;
  std::string_view content;
  std::size_t size = 0;  // header included
};

std::optional<Obu> first_obu(std::string_view bytes) {
  BigEndianReader reader(bytes);
  Obu obu;
  const bool is_forbidden = reader.flag();
  obu.type = reader.bits(4);
  const bool has_extension = reader.flag();
  const bool has_size = reader.flag();
  reader.bits(1);
  std::size_t header = 1;
  if (has_extension) header += 1, reader.bits(8);
  std::uint64_t size = 0;
  for (unsigned shift = 0; has_size && shift < 56; shift += 7) {
    const std::uint64_t byte = reader.bits(8);
    header += 1;
    size |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  if (!reader.is_good() || is_forbidden || header > bytes.size()) return std::nullopt;
  if (!has_size) size = bytes.size() - header;
  if (size > bytes.size() - header) return std::nullopt;
  obu.content = bytes.substr(header, static_cast<std::size_t>(size));
  obu.size = header + obu.content.size();
  return obu;
}

/// Variable length: as many zeros as bits follow the one.
void skip_uvlc(BigEndianReader& reader) {
  unsigned zeros = 0;
  while (reader.is_good() && !reader.flag()) ++zeros;
  if (zeros < 32) reader.bits(zeros);
}

/// Bits of a delay in the decoder's model; 0 without a model.
unsigned skip_timing(BigEndianReader& reader) {
  reader.bits(32);
  reader.bits(32);
  if (reader.flag()) skip_uvlc(reader);
  if (!reader.flag()) return 0;
  const auto delay_bits = static_cast<unsigned>(reader.bits(5)) + 1;
  reader.bits(32);
  reader.bits(10);
  return delay_bits;
}

void skip_operating_points(BigEndianReader& reader) {
  const unsigned delay_bits = reader.flag() ? skip_timing(reader) : 0;
  const bool has_display_delay = reader.flag();
  const std::uint64_t count = reader.bits(5) + 1;
  for (std::uint64_t i = 0; i < count; ++i) {
    reader.bits(12);
    if (reader.bits(5) > 7) reader.bits(1);
    if (delay_bits > 0 && reader.flag()) reader.bits(2 * delay_bits + 1);
    if (has_display_delay && reader.flag()) reader.bits(4);
  }
}

/// A frame may say another size, in as many bits: more of them than the largest size needs are counted in
/// full.
std::uint64_t allowed(std::uint64_t largest, unsigned bits) {
  const std::uint64_t limit = std::uint64_t{1} << bits;
  return limit <= 2 * largest ? largest : limit;
}

std::optional<std::uint64_t> sequence_pixels(std::string_view header) {
  BigEndianReader reader(header);
  reader.bits(4);
  const bool is_reduced = reader.flag();
  if (is_reduced) {
    reader.bits(5);
  } else {
    skip_operating_points(reader);
  }
  const auto width_bits = static_cast<unsigned>(reader.bits(4)) + 1;
  const auto height_bits = static_cast<unsigned>(reader.bits(4)) + 1;
  const std::uint64_t width = reader.bits(width_bits) + 1;
  const std::uint64_t height = reader.bits(height_bits) + 1;
  if (!reader.is_good()) return std::nullopt;
  return allowed(width, width_bits) * allowed(height, height_bits);
}

}  // namespace

std::optional<std::uint64_t> av1_pixels(std::string_view obus) {
  std::optional<std::uint64_t> largest;
  while (!obus.empty()) {
    const auto obu = first_obu(obus);
    if (!obu) return std::nullopt;
    obus.remove_prefix(obu->size);
    if (obu->type != kSequenceHeader) continue;
    const auto pixels = sequence_pixels(obu->content);
    if (!pixels) return std::nullopt;
    largest = std::max(largest.value_or(0), *pixels);
  }
  return largest;
}

}  // namespace ppc::server
