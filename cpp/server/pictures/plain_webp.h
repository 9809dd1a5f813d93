// A WebP file without what is not picture.
#pragma once

#include <string>
#include <string_view>

namespace ppc::server {

/// The same picture without the chunks EXIF, XMP and ICCP. libvips 8.14 writes an EXIF chunk even when told
/// to strip. A VP8X chunk stays only when it announces more than those: alpha or an animation (RFC 9649, 2.3
/// to 2.7). Empty when `file` is not a whole WebP file.
std::string without_metadata_chunks(std::string_view file);

}  // namespace ppc::server
