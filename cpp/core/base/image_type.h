// Which bytes are a picture: the allowed raster types by their magic bytes. SVG is refused: opened by
// its URL it is a same-origin script.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ppc {

/// "image/jpeg", "image/png", "image/webp", "image/avif" or "image/gif"; nothing for anything else.
/// The first 16 bytes are enough.
std::optional<std::string_view> image_type_of(std::span<const std::uint8_t> first_bytes);
/// Content type of those five, parameters and case ignored.
bool is_allowed_image_type(std::string_view content_type);

}  // namespace ppc
