// What is kept of an uploaded picture: never its own bytes, but four squares made of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server/base/result.h"
#include "server/pictures/variants.h"

namespace ppc::server {

/// The content type of every rendition.
inline constexpr std::string_view kRenditionType = "image/webp";

/// A WebP file for each size.
using Renditions = PerVariant<std::string>;

/// The centre square of the picture, upright, in sRGB, of an animation the first frame, in each size as WebP
/// with its transparency and without any metadata. A picture is never enlarged: a size above its shorter side
/// gets a square of that side. The same bytes give the same renditions.
///
/// start_vips() was called. Errors: see decode_picture().
Result<Renditions> make_renditions(std::string_view bytes, std::string_view content_type,
                                   std::uint64_t max_pixels);

}  // namespace ppc::server
