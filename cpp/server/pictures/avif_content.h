// What AVIF's container really holds, before a decoder believes what it claims.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ppc::server {

/// Pixels of the largest picture inside. Nothing when the file is not whole, when its parts are anything but
/// AV1 pictures and metadata, or when they are put together of tiles: libheif decodes what the container
/// describes, HEVC too, in whatever size the coded picture has, and the sizes in the container are claims
/// (ISO/IEC 23008-12, 6 and 9; ISO/IEC 14496-12, 8.11).
std::optional<std::uint64_t> avif_pixels(std::string_view file);
/// Whether the container is in order as far as to say that something else is inside: tiles, a gain map, HEVC.
bool is_other_avif(std::string_view file);

}  // namespace ppc::server
