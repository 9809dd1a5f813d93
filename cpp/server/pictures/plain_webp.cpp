#include "server/pictures/plain_webp.h"

#include <cstdint>

namespace ppc::server {
namespace {

constexpr std::size_t kRiffHeader = 12;
constexpr std::size_t kChunkHeader = 8;
/// In the first byte of what a VP8X chunk holds.
constexpr unsigned kHasProfile = 0x20;
constexpr unsigned kHasExif = 0x08;
constexpr unsigned kHasXmp = 0x04;

std::uint32_t read_size(std::string_view bytes) {
  std::uint32_t size = 0;
  for (std::size_t i = 4; i-- > 0;) size = size << 8 | static_cast<std::uint8_t>(bytes[i]);
  return size;
}

std::string written_size(std::size_t size) {
  std::string bytes;
  for (unsigned shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(size >> shift & 0xff);
  return bytes;
}

/// `chunk` with its header and the byte that makes its length even.
void append_without_metadata(std::string& chunks, std::string_view chunk) {
  const std::string_view name = chunk.substr(0, 4);
  if (name == "EXIF" || name == "XMP " || name == "ICCP") return;
  if (name != "VP8X") {
    chunks += chunk;
    return;
  }
  const unsigned features =
      static_cast<std::uint8_t>(chunk[kChunkHeader]) & ~(kHasProfile | kHasExif | kHasXmp);
  if (features == 0) return;
  chunks.append(chunk.substr(0, kChunkHeader)).append(1, static_cast<char>(features));
  chunks.append(chunk.substr(kChunkHeader + 1));
}

}  // namespace

std::string without_metadata_chunks(std::string_view file) {
  if (file.size() < kRiffHeader || !file.starts_with("RIFF") || file.substr(8, 4) != "WEBP") return {};
  std::string_view rest = file.substr(kRiffHeader);
  std::string chunks;
  while (rest.size() > kChunkHeader) {
    const std::size_t content = read_size(rest.substr(4, 4));
    const std::size_t size = kChunkHeader + content + content % 2;
    if (content == 0 || size > rest.size()) return {};
    append_without_metadata(chunks, rest.substr(0, size));
    rest.remove_prefix(size);
  }
  if (!rest.empty() || chunks.empty()) return {};
  return "RIFF" + written_size(chunks.size() + kRiffHeader - kChunkHeader) + "WEBP" + chunks;
}

}  // namespace ppc::server
