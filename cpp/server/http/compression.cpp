#include "server/http/compression.h"

#include <zlib.h>

#include "server/base/query.h"
#include "server/base/text.h"

namespace ppc::server {
namespace {

/// Most of the gain at a fraction of the time: signatures do not shrink at any level.
constexpr int kLevel = 1;
/// zlib's largest window, plus 16 for a gzip header.
constexpr int kGzipWindow = 15 + 16;

/// "q=0", "q=0.0", "q=0.000"
bool is_zero_weight(std::string_view parameter) {
  parameter = trimmed(parameter);
  return (parameter.starts_with("q=0") || parameter.starts_with("Q=0")) &&
         parameter.find_first_not_of("0.", 2) == std::string_view::npos;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  for (std::string_view item : split(accept_encoding, ',')) {
    const auto semicolon = item.find(';');
    if (!equals_ignoring_case(trimmed(item.substr(0, semicolon)), "gzip")) continue;
    return semicolon == std::string_view::npos || !is_zero_weight(item.substr(semicolon + 1));
  }
  return false;
}

std::optional<std::string> gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
    return std::nullopt;
  std::string compressed(deflateBound(&stream, bytes.size()), '\0');
  // zlib does not write into its input; its interface is older than const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  if (!whole) return std::nullopt;
  return compressed;
}

void compress(const Request& request, Response& response) {
  response.add_header("Vary", "Accept-Encoding");
  if (response.body.size() < kMinCompressedBytes) return;
  if (!accepts_gzip(request.header("Accept-Encoding").value_or(""))) return;
  auto compressed = gzip(response.body);
  if (!compressed || compressed->size() >= response.body.size()) return;
  response.body = std::move(*compressed);
  response.add_header("Content-Encoding", "gzip");
}

}  // namespace ppc::server
